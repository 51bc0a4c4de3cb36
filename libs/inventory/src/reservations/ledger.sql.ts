import { formatQuantity } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { LedgerLine } from '../source-items/sku-facts.js';

/** Sets reservation ids aside; ids of batches that come to nothing are never used. */
export async function takeReservationIds(tx: EntityManager, count: number): Promise<number[]> {
  if (count === 0) return [];
  const { rows } = await sql<{ ids: string }>`
    select string_agg(nextval('reservation_reservation_id_seq')::text, ',') as ids from generate_series(1, ${count}::int)`.execute(
    tx.getKysely(),
  );
  return rows[0]!.ids.split(',').map(Number);
}

/** Appends lines to the ledger in one statement; those without an id get the next ones. */
export async function appendLedger(tx: EntityManager, lines: LedgerLine[], now: Date): Promise<void> {
  if (lines.length === 0) return;
  await sql`
    insert into reservation (reservation_id, stock_id, sku_id, quantity, metadata, created_at)
    select coalesce(id, nextval('reservation_reservation_id_seq')), stock_id, sku_id, quantity, metadata, ${now}::timestamptz
    from unnest(${lines.map((line) => line.reservationId)}::bigint[],
      ${lines.map((line) => line.stockId)}::int[], ${lines.map((line) => line.shelf.skuId)}::int[],
      ${lines.map((line) => formatQuantity(line.quantity))}::numeric[],
      ${lines.map((line) => line.metadata && JSON.stringify(line.metadata))}::jsonb[])
      as l (id, stock_id, sku_id, quantity, metadata)`.execute(tx.getKysely());
}
