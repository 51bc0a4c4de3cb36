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
    createdAt: p.datetime(3).defaultRaw('now()'),
    placeholder: p.boolean().nullable(),
  },
});

/**
 * A SKU as first spelled; its row is the lock under which anything of the SKU changes. Never deleted. A `placeholder` was made before anybody
 * had put the SKU into stock.
 */
export class Sku extends SkuSchema.class {}
SkuSchema.setClass(Sku);

const SourceItemSchema = defineEntity({
  name: 'SourceItem',
  tableName: 'source_item',
  indexes: [{ properties: ['sourceItemId'], name: 'source_item_reserved', where: 'bound is not null' }],
  properties: {
    skuId: p.integer().primary(),
    sourceId: p.integer().primary().index(),
    sourceItemId: p.bigint().autoincrement().unique(),
    quantity: p.decimal().precision(12).scale(4),
    status: p.smallint(),
    updatedAt: p.datetime(3).defaultRaw('now()'),
    bound: p.decimal().precision(12).scale(4).nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
  },
});

/** What a source holds of a SKU; `bound` is the sum of its open stock reservations, null before the first. */
export class SourceItem extends SourceItemSchema.class {}
SourceItemSchema.setClass(SourceItem);

const SourceItemNoteSchema = defineEntity({
  name: 'SourceItemNote',
  tableName: 'source_item_note',
  properties: {
    sourceItemId: p.bigint().primary().autoincrement(false),
    reference: p.text().nullable(),
    referenceOrigin: p.text().nullable(),
    metadata: p.json<Record<string, unknown>>(),
  },
});

/** By what other systems know a source item; absent when nobody said. */
export class SourceItemNote extends SourceItemNoteSchema.class {}
SourceItemNoteSchema.setClass(SourceItemNote);
