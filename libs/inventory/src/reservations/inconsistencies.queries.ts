import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { eachRows } from '../cursor.sql.js';
import { canonicalSql } from '../filter.sql.js';
import { effective } from '../stock-item-configurations/configurations.sql.js';
import { DEFAULT_STOCK } from '../stocks/topology.js';

/** What the ledger lacks of a SKU for an order on a stock: `quantity` is a decimal with six places, negative when it promises too little. */
export interface Inconsistency {
  incrementId: string;
  stockId: number;
  sku: string;
  quantity: string;
}

/** Whether orders count that are all delivered, cancelled or refunded, those that are not, or all. */
export type WhichOrders = 'complete' | 'incomplete' | 'all';

/**
 * Hands out where the ledger does not promise what reported orders still have to deliver, by order, stock and SKU, `size` at a time; returns how many.
 * SKUs that the ledger does not count, or that the stock has not assigned, are left out. MSI contract D.
 */
export function eachInconsistency(
  em: EntityManager,
  which: WhichOrders,
  size: number,
  receive: (found: Inconsistency[]) => Promise<void> | void,
): Promise<number> {
  const query = sql`
    with promise as (
      select order_key, stock_id, sku_id, ${LEFT} as quantity from sales_order_item i join sales_order o using (order_key)
      union all
      select o.order_key, r.stock_id, r.sku_id, r.quantity
      from reservation r join sales_order o on o.order_key = ${canonicalSql(sql`(r.metadata ->> 'object_increment_id')`)}
      where r.metadata ->> 'object_type' = 'order' and r.metadata ->> 'object_increment_id' <> ''
      union all
      select first.order_key, r.stock_id, r.sku_id, r.quantity
      from reservation r cross join lateral (
        select order_key from sales_order o where o.entity_id = r.metadata ->> 'object_id' order by order_key limit 1) first
      where r.metadata ->> 'object_type' = 'order' and coalesce(r.metadata ->> 'object_increment_id', '') = ''
        and r.metadata ->> 'object_id' <> ''),
    lacking as (
      select order_key, stock_id, sku_id, -sum(quantity) as quantity from promise group by 1, 2, 3 having sum(quantity) <> 0)
    select o.increment_id as "incrementId", l.stock_id as "stockId", k.sku, l.quantity::numeric(20,6)::text as quantity
    from lacking l
    join sales_order o using (order_key)
    join sku k using (sku_id)
    cross join topology t
    left join stock_index x on x.sku_id = l.sku_id and x.stock_id = l.stock_id
    cross join lateral (select ${effective(sql`t.configuration_defaults || coalesce(k.configuration, '{}')`)} as s) c
    where (s ->> 'manageStock')::boolean and (s ->> 'canSubtract')::boolean
      and (coalesce(x.assigned, false) or l.stock_id = ${DEFAULT_STOCK}::int) and ${CONDITIONS[which]}
    order by l.order_key, l.stock_id, k.sku_key`;
  return eachRows<Inconsistency>(em, query, size, receive);
}

const LEFT = sql`ordered - canceled - released - case when virtual then invoiced else shipped end`;

const OPEN = sql`exists (select from sales_order_item i where i.order_key = l.order_key and ${LEFT} <> 0)`;

const CONDITIONS = { complete: sql`not ${OPEN}`, incomplete: OPEN, all: sql`true` };
