import { canonical } from '#contracts/canonical';
import { parseQuantity, type Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { canonicalSql } from '../filter.sql.js';
import type { Shelf } from '../source-items/sku-facts.js';
import { Held, nameOf, type OrderPlace } from './held.js';

/** Adds up what the ledger holds at places whose SKUs are locked. Asks nothing when no place is named. */
export async function loadHeld(
  tx: EntityManager,
  places: OrderPlace[],
  shelves: ReadonlyMap<string, Shelf>,
): Promise<Held> {
  const known = places.flatMap((place) => {
    const shelf = shelves.get(canonical(place.sku));
    return shelf ? [{ ...place, skuId: shelf.skuId }] : [];
  });
  const sums = new Map<string, Units>(known.map((place) => [nameOf(place), 0]));
  if (sums.size === 0) return new Held();
  const skuIds = [...new Set(known.map(({ skuId }) => skuId))];
  const { rows } = await sql<{ order_key: string; stock_id: number; sku_key: string; held: string }>`
    with line as materialized (
      select sku_id, stock_id, quantity, ${canonicalSql(sql`(metadata ->> 'object_increment_id')`)} as order_key
      from reservation where sku_id = any(${skuIds}::int[]) and metadata ->> 'object_type' = 'order')
    select order_key, stock_id, k.sku_key, (-sum(quantity))::text as held
    from line join sku k using (sku_id)
    where order_key = any(${known.map(({ orderKey }) => orderKey)}::text[])
    group by 1, 2, 3`.execute(tx.getKysely());
  for (const { order_key: orderKey, stock_id: stockId, sku_key: sku, held } of rows) {
    const name = nameOf({ orderKey, sku, stockId });
    if (sums.has(name)) sums.set(name, parseQuantity(held));
  }
  return new Held(sums);
}
