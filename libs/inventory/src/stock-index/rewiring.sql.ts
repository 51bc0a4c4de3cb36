import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Spellings } from './refresh-index.sql.js';

/** Stocks and sources between which something changed. */
export interface Rewired {
  stockIds: number[];
  sourceIds: number[];
}

/** A stock whose index rows are behind, up to which SKU they are not, and the sources of the SKUs that are to come. */
export interface Backlog {
  stockId: number;
  sourceIds: number[];
  lastSkuId: number;
}

/** Counts the items of sources, `most` at most. */
export async function countItems(tx: EntityManager, sourceIds: number[], most: number): Promise<number> {
  const { rows } = await sql<{ items: number }>`
    select count(*)::int as items from (select from source_item where source_id = any(${sourceIds}::int[]) limit ${most}::int) i`.execute(
    tx.getKysely(),
  );
  return rows[0]!.items;
}

/** The first `size` SKUs after an id, in the order of their ids, of which sources have items. */
export async function skusOf(
  tx: EntityManager,
  sourceIds: number[],
  afterSkuId: number,
  size: number,
): Promise<Spellings> {
  const { rows } = await sql<{ sku_id: number; sku: string }>`
    select sku_id, sku from sku where sku_id in (
      select distinct sku_id from source_item where source_id = any(${sourceIds}::int[]) and sku_id > ${afterSkuId}::int
      order by sku_id limit ${size}::int)
    order by sku_id`.execute(tx.getKysely());
  return new Map(rows.map(({ sku_id, sku }) => [sku_id, sku]));
}

/** SKUs of which some stock has an index row but no item. */
export async function unassignedSkus(tx: EntityManager): Promise<Spellings> {
  const { rows } = await sql<{ sku_id: number; sku: string }>`
    select sku_id, sku from sku where sku_id in (select sku_id from stock_index where not assigned)`.execute(
    tx.getKysely(),
  );
  return new Map(rows.map(({ sku_id, sku }) => [sku_id, sku]));
}

/** Notes that the index rows of stocks are behind, from the first SKU on; call it under the topology lock, taken alone. */
export async function fallBehind(tx: EntityManager, { stockIds, sourceIds }: Rewired): Promise<void> {
  await sql`
    insert into rewiring (stock_id, source_id, last_sku_id)
    select stock_id, source_id, 0 from unnest(${stockIds}::int[]) as t (stock_id), unnest(${sourceIds}::int[]) as s (source_id)
    on conflict do nothing`.execute(tx.getKysely());
  await sql`update rewiring set last_sku_id = 0 where stock_id = any(${stockIds}::int[])`.execute(tx.getKysely());
}

/** A stock whose index rows are behind; undefined when there is none or somebody else is bringing one up to date. */
export async function takeBacklog(tx: EntityManager): Promise<Backlog | undefined> {
  const { rows } = await sql<{ stock_id: number; source_ids: number[]; last_sku_id: number }>`
    select stock_id, array_agg(source_id) as source_ids, min(last_sku_id) as last_sku_id
    from rewiring where (select pg_try_advisory_xact_lock(${REWIRING_LOCK}))
    group by stock_id order by stock_id limit 1`.execute(tx.getKysely());
  return rows.map((row) => ({ stockId: row.stock_id, sourceIds: row.source_ids, lastSkuId: row.last_sku_id }))[0];
}

/** Notes up to which SKU the index rows of a stock have been refreshed, or that all have. */
export async function catchUp(tx: EntityManager, stockId: number, lastSkuId: number | 'all'): Promise<void> {
  await (
    lastSkuId === 'all'
      ? sql`delete from rewiring where stock_id = ${stockId}::int`
      : sql`update rewiring set last_sku_id = ${lastSkuId}::int where stock_id = ${stockId}::int`
  ).execute(tx.getKysely());
}

/** Whether the index rows of any stock are behind. */
export async function isAnyBehind(em: EntityManager): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`select exists (select from rewiring) as behind`.execute(
    em.getKysely(),
  );
  return rows[0]!.behind;
}

const REWIRING_LOCK = sql.lit(7_701_003);
