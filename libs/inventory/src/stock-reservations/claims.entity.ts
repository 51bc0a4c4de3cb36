import { defineEntity, p } from '@mikro-orm/core';
import { OUTSIDE_COLUMNS } from '../outside.entity.js';

const StockReservationSchema = defineEntity({
  name: 'StockReservation',
  tableName: 'stock_reservation',
  indexes: [{ properties: ['skuId', 'sourceId'] }],
  properties: {
    stockReservationId: p.bigint().primary(),
    skuId: p.integer(),
    sourceId: p.integer(),
    quantity: p.decimal().precision(12).scale(4),
    version: p.integer().default(1),
    status: p.text(),
    expiresAt: p.datetime(3).nullable().index(),
    ownerId: p.text().collation('C').nullable().unique(),
    ...OUTSIDE_COLUMNS,
  },
});

/** An open claim on what a source holds of a SKU; deleted when it is consumed, cancelled or expired. */
export class StockReservation extends StockReservationSchema.class {}
StockReservationSchema.setClass(StockReservation);

const StockTransferSchema = defineEntity({
  name: 'StockTransfer',
  tableName: 'stock_transfer',
  properties: {
    stockTransferId: p.bigint().primary(),
    skuId: p.integer().index(),
    number: p.text().nullable(),
    originId: p.integer().index(),
    destinationId: p.integer().index(),
    quantity: p.decimal().precision(12).scale(4),
    version: p.integer().default(1),
    status: p.text(),
    onHoldAt: p.datetime(3).nullable(),
    pickingAt: p.datetime(3).nullable(),
    inTransitAt: p.datetime(3).nullable(),
    completedAt: p.datetime(3).nullable(),
    cancelledAt: p.datetime(3).nullable(),
    ...OUTSIDE_COLUMNS,
  },
});

/** A move of a SKU's quantity from one source to another that takes its time. */
export class StockTransfer extends StockTransferSchema.class {}
StockTransferSchema.setClass(StockTransfer);

const StockLineItemSchema = defineEntity({
  name: 'StockLineItem',
  tableName: 'stock_line_item',
  properties: {
    stockLineItemId: p.bigint().primary(),
    skuId: p.integer().index(),
    sourceId: p.integer().nullable().index(),
    quantity: p.decimal().precision(12).scale(4),
    version: p.integer().default(1),
    decrementedAt: p.datetime(3).nullable(),
    ...OUTSIDE_COLUMNS,
  },
});

/** A quantity of a SKU that is to be shipped from a source. */
export class StockLineItem extends StockLineItemSchema.class {}
StockLineItemSchema.setClass(StockLineItem);
