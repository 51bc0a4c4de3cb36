import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/**
 * Drops the ledger's lines of an order about a SKU on a stock that add up to nothing and are all older than `days`: what is reserved
 * stays the same. Goes through the `size` SKUs after `afterSkuId` and returns the last of them, or nothing when there are no more.
 */
export async function forgetBalancedLines(
  em: EntityManager,
  days: number,
  afterSkuId: number,
  size: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ last: number | null }>`
    with chunk as materialized (
      select distinct sku_id from reservation where sku_id > ${afterSkuId}::int order by sku_id limit ${size}::int),
    line as (
      select reservation_id, sku_id, stock_id, quantity, created_at, case
        when metadata ->> 'object_increment_id' <> '' then 'increment id ' || (metadata ->> 'object_increment_id')
        when metadata ->> 'object_id' <> '' then 'id ' || (metadata ->> 'object_id') end as order_name
      from reservation where sku_id in (select sku_id from chunk) and metadata ->> 'object_type' = 'order'),
    balanced as (
      select sku_id, stock_id, order_name from line where order_name is not null group by 1, 2, 3
      having sum(quantity) = 0 and max(created_at) < now() - make_interval(days => ${days}::int)),
    gone as (
      delete from reservation where reservation_id in (
        select reservation_id from line join balanced using (sku_id, stock_id, order_name)))
    select max(sku_id) as last from chunk`.execute(em.getKysely());
  return rows[0]?.last ?? undefined;
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
