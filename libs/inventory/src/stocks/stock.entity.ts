import { DeferMode, defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { Strategy } from '#contracts/stocks';
import { OUTSIDE_COLUMNS } from '../outside.entity.js';

const StockSchema = defineEntity({
  name: 'Stock',
  tableName: 'stock',
  uniques: [{ properties: ['nameKey'], deferMode: DeferMode.INITIALLY_DEFERRED }],
  properties: {
    stockId: p.integer().primary().autoincrement(false),
    nameKey: p.text().collation('C'),
    name: p.text(),
    ...OUTSIDE_COLUMNS,
    strategy: p.text().$type<Strategy>().default('no_split'),
    locationsCutoff: p.integer().nullable(),
    reservationCutoff: p.integer().default(3600),
    putTransfersOnHold: p.boolean().default(false),
    manualDecrement: p.boolean().default(false),
  },
});

/** A pool of sources that sales channels sell from. */
export class Stock extends StockSchema.class {}
StockSchema.setClass(Stock);

/** A row of table `stock`. */
export type StockRow = InferEntity<typeof StockSchema>;

const SalesChannelSchema = defineEntity({
  name: 'SalesChannel',
  tableName: 'sales_channel',
  properties: {
    type: p.text().collation('C').primary(),
    codeKey: p.text().collation('C').primary(),
    code: p.text(),
    stockId: p.integer().index(),
  },
});

/** The one stock that a sales channel sells from. */
export class SalesChannel extends SalesChannelSchema.class {}
SalesChannelSchema.setClass(SalesChannel);

/** A row of table `sales_channel`. */
export type SalesChannelRow = InferEntity<typeof SalesChannelSchema>;

const StockSourceLinkSchema = defineEntity({
  name: 'StockSourceLink',
  tableName: 'stock_source_link',
  properties: {
    stockId: p.integer().primary(),
    sourceId: p.integer().primary().index(),
    linkId: p.integer().unique(),
    priority: p.integer(),
    onHold: p.boolean(),
    ...OUTSIDE_COLUMNS,
  },
});

/** A source's place in a stock: lower priority ships first. */
export class StockSourceLink extends StockSourceLinkSchema.class {}
StockSourceLinkSchema.setClass(StockSourceLink);

/** A row of table `stock_source_link`. */
export type StockSourceLinkRow = InferEntity<typeof StockSourceLinkSchema>;

const ReturnSourceSchema = defineEntity({
  name: 'ReturnSource',
  tableName: 'return_source',
  properties: {
    stockId: p.integer().primary(),
    sourceId: p.integer().primary().index(),
    priority: p.integer(),
    ...OUTSIDE_COLUMNS,
  },
});

/** A source that takes back what a stock sold: lower priority first. */
export class ReturnSource extends ReturnSourceSchema.class {}
ReturnSourceSchema.setClass(ReturnSource);

/** A row of table `return_source`. */
export type ReturnSourceRow = InferEntity<typeof ReturnSourceSchema>;

const WebsiteSchema = defineEntity({
  name: 'Website',
  tableName: 'website',
  properties: {
    websiteId: p.integer().primary().autoincrement(false),
    codeKey: p.text().collation('C').unique(),
    code: p.text(),
    name: p.text(),
  },
});

/** A website that may be a sales channel. */
export class Website extends WebsiteSchema.class {}
WebsiteSchema.setClass(Website);

/** A row of table `website`. */
export type WebsiteRow = InferEntity<typeof WebsiteSchema>;
