import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';

/** SKUs by their ids: `size` of those that the ledger knows, the ones after `afterSkuId`. */
export interface LedgerChunk {
  afterSkuId: number;
  size: number;
}

/** What of a chunk was or could be dropped, and the last of its SKUs; undefined when there were no more. */
export interface BalancedLines {
  last: number | undefined;
  lines: number;
}

/**
 * Drops the ledger's lines of an order about a SKU on a stock that add up to nothing and are all older than `days`: what is reserved
 * stays the same.
 */
export async function forgetBalancedLines(em: EntityManager, days: number, chunk: LedgerChunk): Promise<BalancedLines> {
  const { rows } = await sql<{ last: number | null; lines: number }>`
    with ${balancedIn(chunk, days)},
    gone as (
      delete from reservation where reservation_id in (select reservation_id from dropped) returning 1)
    select (select max(sku_id) from chunk) as last, (select count(*)::int from gone) as lines`.execute(em.getKysely());
  return balancedLines(rows[0]!);
}

/** How many lines {@link forgetBalancedLines} would drop. */
export async function countBalancedLines(em: EntityManager, days: number, chunk: LedgerChunk): Promise<BalancedLines> {
  const { rows } = await sql<{ last: number | null; lines: number }>`
    with ${balancedIn(chunk, days)}
    select (select max(sku_id) from chunk) as last, (select count(*)::int from dropped) as lines`.execute(
    em.getKysely(),
  );
  return balancedLines(rows[0]!);
}

function balancedIn({ afterSkuId, size }: LedgerChunk, days: number): RawBuilder<unknown> {
  return sql`chunk as materialized (
      select distinct sku_id from reservation where sku_id > ${afterSkuId}::int order by sku_id limit ${size}::int),
    line as (
      select reservation_id, sku_id, stock_id, quantity, created_at, case
        when metadata ->> 'object_increment_id' <> '' then 'increment id ' || (metadata ->> 'object_increment_id')
        when metadata ->> 'object_id' <> '' then 'id ' || (metadata ->> 'object_id') end as order_name
      from reservation where sku_id in (select sku_id from chunk) and metadata ->> 'object_type' = 'order'),
    balanced as (
      select sku_id, stock_id, order_name from line where order_name is not null group by 1, 2, 3
      having sum(quantity) = 0 and max(created_at) <= now() - make_interval(days => ${days}::int)),
    dropped as (select reservation_id from line join balanced using (sku_id, stock_id, order_name))`;
}

function balancedLines({ last, lines }: { last: number | null; lines: number }): BalancedLines {
  return { last: last ?? undefined, lines };
}

/**
 * Forgets orders of which nothing is left to deliver or to give back and that nobody has reported on for `days`, with their events, at
 * most `limit` of them; returns how many. An order that is being changed is left alone.
 */
export async function forgetClosedOrders(em: EntityManager, days: number, limit: number): Promise<number> {
  const { rows } = await sql<{ forgotten: number }>`
    with closed as materialized (
      select order_key from sales_order o
      where updated_at < now() - make_interval(days => ${days}::int) and not exists (
        select from sales_order_item i where i.order_key = o.order_key and (promised <> 0
          or ordered - canceled - released - case when virtual then invoiced else shipped end <> 0))
      order by updated_at limit ${limit}::int
      for update skip locked),
    orders as (delete from sales_order where order_key in (select order_key from closed)),
    items as (delete from sales_order_item where order_key in (select order_key from closed)),
    events as (delete from sales_order_event where order_key in (select order_key from closed))
    select count(*)::int as forgotten from closed`.execute(em.getKysely());
  return rows[0]!.forgotten;
}
