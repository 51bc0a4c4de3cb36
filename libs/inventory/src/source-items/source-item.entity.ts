import { defineEntity, p } from '@mikro-orm/core';
import type { OwnSettings } from '../stock-item-configurations/configuration.rules.js';

const SkuSchema = defineEntity({
  name: 'Sku',
  tableName: 'sku',
  indexes: [{ properties: ['skuId'], name: 'sku_configured', where: 'configuration is not null' }],
  properties: {
    skuId: p.integer().primary(),
    skuKey: p.text().collation('C').unique(),
    sku: p.text(),
    itemRemovedAt: p.datetime(3).nullable(),
    configuration: p.json<OwnSettings>().nullable(),
  },
});

/** A SKU as first spelled; its row is the lock under which anything of the SKU changes. Never deleted. */
export class Sku extends SkuSchema.class {}
SkuSchema.setClass(Sku);

const SourceItemSchema = defineEntity({
  name: 'SourceItem',
  tableName: 'source_item',
  properties: {
    skuId: p.integer().primary(),
    sourceId: p.integer().primary().index(),
    sourceItemId: p.bigint().autoincrement().unique(),
    quantity: p.decimal().precision(12).scale(4),
    status: p.smallint(),
    updatedAt: p.datetime(3).defaultRaw('now()'),
  },
});

/** What a source holds of a SKU. */
export class SourceItem extends SourceItemSchema.class {}
SourceItemSchema.setClass(SourceItem);
