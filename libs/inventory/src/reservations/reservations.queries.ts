import type { Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { jsonText, keyedText, number, quantity, time } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';

/** A line of the ledger, its SKU as first spelled; `quantity` in ten-thousandths, negative when it promises; the time in ISO 8601 UTC. MSI contract H1. */
export interface ReservationView {
  reservationId: number;
  stockId: number;
  sku: string;
  quantity: Units;
  metadata: Record<string, unknown> | null;
  createdAt: string;
}

/** Reservations that a search over the fields of {@link ReservationView} finds, oldest first. Throws BadSearch. */
export function searchReservations(em: EntityManager, search: Search): Promise<Found<ReservationView>> {
  return findRows(em, RESERVATIONS, search);
}

const RESERVATIONS: Searchable<ReservationView> = {
  table: 'reservation',
  alias: 'r',
  joins: sql`left join sku k on k.sku_id = r.sku_id`,
  key: sql`r.reservation_id`,
  columns: {
    reservationId: number('r.reservation_id'),
    stockId: number('r.stock_id'),
    sku: keyedText('k.sku', 'k.sku_key'),
    quantity: quantity('r.quantity'),
    metadata: jsonText('r.metadata'),
    createdAt: time('r.created_at'),
  },
};
