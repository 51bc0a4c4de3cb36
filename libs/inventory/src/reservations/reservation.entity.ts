import { defineEntity, p } from '@mikro-orm/core';

const ReservationSchema = defineEntity({
  name: 'Reservation',
  tableName: 'reservation',
  indexes: [{ properties: ['skuId', 'stockId'] }],
  properties: {
    reservationId: p.bigint().primary(),
    stockId: p.integer(),
    skuId: p.integer(),
    quantity: p.decimal().precision(12).scale(4),
    metadata: p.json<Record<string, unknown>>().nullable(),
    createdAt: p.datetime(3),
  },
});

/** A line of the append-only ledger: a negative quantity promises, a positive one gives back. */
export class Reservation extends ReservationSchema.class {}
ReservationSchema.setClass(Reservation);
