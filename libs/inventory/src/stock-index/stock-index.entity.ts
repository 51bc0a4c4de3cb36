import { defineEntity, p } from '@mikro-orm/core';

const StockIndexSchema = defineEntity({
  name: 'StockIndex',
  tableName: 'stock_index',
  properties: {
    skuId: p.integer().primary(),
    stockId: p.integer().primary(),
    quantity: p.decimal().precision(16).scale(4),
    reserved: p.decimal().precision(16).scale(4),
    salable: p.decimal().precision(16).scale(4),
    inStock: p.boolean(),
    isSalable: p.boolean(),
    assigned: p.boolean(),
    version: p.bigint(),
    updatedAt: p.datetime(3),
    bound: p.decimal().precision(16).scale(4).defaultRaw('0'),
  },
});

/** What may be sold of a SKU on a stock, derived from items, links and reservations; `bound` is reserved at its sources. Never deleted; `version` only grows. */
export class StockIndex extends StockIndexSchema.class {}
StockIndexSchema.setClass(StockIndex);
