import { defineEntity, p } from '@mikro-orm/core';

const SalesOrderSchema = defineEntity({
  name: 'SalesOrder',
  tableName: 'sales_order',
  properties: {
    orderKey: p.text().collation('C').primary(),
    incrementId: p.text(),
    entityId: p.text().collation('C').index(),
    channelType: p.text(),
    channelCode: p.text(),
    stockId: p.integer(),
    pickupLocationCode: p.text().nullable(),
    notifiedAt: p.datetime(3).nullable(),
    placedAt: p.datetime(3),
    updatedAt: p.datetime(3).index(),
  },
});

/** An order that was reported, and the stock that sold it. */
export class SalesOrder extends SalesOrderSchema.class {}
SalesOrderSchema.setClass(SalesOrder);

const quantity = () => p.decimal().precision(12).scale(4);

const SalesOrderItemSchema = defineEntity({
  name: 'SalesOrderItem',
  tableName: 'sales_order_item',
  properties: {
    orderKey: p.text().collation('C').primary(),
    itemId: p.text().collation('C').primary(),
    skuId: p.integer(),
    virtual: p.boolean(),
    ordered: quantity(),
    canceled: quantity(),
    shipped: quantity(),
    invoiced: quantity(),
    refunded: quantity(),
    released: quantity(),
    promised: quantity(),
    deducted: p.json<Record<string, [taken: string, returned: string]>>(),
  },
});

/** What events reported of an item of an order; `deducted` by source id. */
export class SalesOrderItem extends SalesOrderItemSchema.class {}
SalesOrderItemSchema.setClass(SalesOrderItem);

const SalesOrderEventSchema = defineEntity({
  name: 'SalesOrderEvent',
  tableName: 'sales_order_event',
  properties: {
    eventId: p.text().collation('C').primary(),
    orderKey: p.text().collation('C').index(),
    type: p.text(),
    recordedAt: p.datetime(3),
  },
});

/** An event that took effect: its id changes nothing again. */
export class SalesOrderEvent extends SalesOrderEventSchema.class {}
SalesOrderEventSchema.setClass(SalesOrderEvent);
