import { formatQuantity } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import type { SkuRange } from '../stock-index/verify-index.sql.js';

/** Sets how much of items is reserved at their sources; of an item named twice the last counts. */
export async function saveBound(
  tx: EntityManager,
  changes: { shelf: { skuId: number }; sourceId: number; bound: number }[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  const last = [...new Map(changes.map((change) => [`${change.shelf.skuId}:${change.sourceId}`, change])).values()];
  await sql`
    update source_item i set bound = b.bound, updated_at = ${now}::timestamptz
    from unnest(${last.map(({ shelf }) => shelf.skuId)}::int[], ${last.map(({ sourceId }) => sourceId)}::int[],
      ${last.map(({ bound }) => formatQuantity(bound))}::numeric[]) as b (sku_id, source_id, bound)
    where i.sku_id = b.sku_id and i.source_id = b.source_id`.execute(tx.getKysely());
}

/** An item of which not as much is counted as reserved as its open stock reservations add up to; `stored` is null where there is no item. */
export interface BoundDifference {
  sourceCode: string;
  sku: string;
  stored: { bound: string } | null;
  expected: { bound: string };
}

/** Adds up all open stock reservations in one snapshot and returns at most `limit` items that have counted otherwise. */
export async function findBoundDifferences(em: EntityManager, limit: number): Promise<BoundDifference[]> {
  const { rows } = await sql<Record<'source_code' | 'sku' | 'expected', string> & { stored: string | null }>`
    select coalesce(s.source_code, source_id::text) as source_code, k.sku, expected::text,
      case when exists (select from source_item i where i.sku_id = d.sku_id and i.source_id = d.source_id) then stored::text end as stored
    from (${miscounted(sql`true`)}) d join sku k using (sku_id) left join source s using (source_id)
    order by source_id, k.sku_key limit ${limit}::int`.execute(em.getKysely());
  return rows.map(({ source_code: sourceCode, sku, stored, expected }) => ({
    ...{ sourceCode, sku, expected: { bound: expected } },
    stored: stored === null ? null : { bound: stored },
  }));
}

/** Ids of the SKUs in a range that have such items, in their order. */
export async function findMiscountedSkus(em: EntityManager, { after, upTo }: SkuRange): Promise<number[]> {
  const within = sql`sku_id > ${after}::int and sku_id <= ${upTo}::int`;
  const { rows } = await sql<{ sku_id: number }>`
    select distinct sku_id from (${miscounted(within)}) d order by sku_id`.execute(em.getKysely());
  return rows.map((row) => row.sku_id);
}

/** Counts anew what is reserved of locked SKUs at their sources; returns whether anything was wrong. */
export async function recountBound(tx: EntityManager, skuIds: number[], now: Date): Promise<boolean> {
  const { rows } = await sql`
    update source_item i set bound = d.expected, updated_at = ${now}::timestamptz
    from (${miscounted(sql`sku_id = any(${skuIds}::int[])`)}) d
    where i.sku_id = d.sku_id and i.source_id = d.source_id returning i.sku_id`.execute(tx.getKysely());
  return rows.length > 0;
}

/** Items as they have counted (`stored`) and as they should (`expected`), where that differs; `scope` is a condition on `sku_id`. */
function miscounted(scope: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select sku_id, source_id, coalesce(i.bound, 0)::numeric(12,4) as stored, coalesce(r.bound, 0)::numeric(12,4) as expected
    from (select sku_id, source_id, bound from source_item where bound <> 0 and ${scope}) i
    full join (select sku_id, source_id, sum(quantity) as bound from stock_reservation where ${scope} group by 1, 2) r using (sku_id, source_id)
    where coalesce(i.bound, 0) <> coalesce(r.bound, 0)`;
}
