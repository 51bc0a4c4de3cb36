import { formatQuantity, parseQuantity, type Units } from '#contracts/quantity';
import type { StockUpdated } from '#contracts/stock-updated';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { storedTerms, USUAL_TERMS, type TermsInSql } from '../stock-item-configurations/configurations.sql.js';

/** How much more of a SKU is promised on a stock. */
export interface Promised {
  stockId: number;
  skuId: number;
  more: Units;
}

/**
 * What every enabled linked source has in stock, per stock and SKU. A row is there as soon as any linked source has an item: assigned.
 * `scope` is a condition on `i` (source_item) and `l` (stock_source_link). MSI contract C2.
 */
export function supply(scope: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select l.stock_id, i.sku_id,
      coalesce(sum(i.quantity) filter (where i.status = 1 and s.enabled), 0) as quantity,
      bool_or(i.status = 1 and s.enabled) as in_stock
    from source_item i
    join source s on s.source_id = i.source_id
    join stock_source_link l on l.source_id = i.source_id
    where ${scope}
    group by l.stock_id, i.sku_id`;
}

/** Recomputes the index rows of locked SKUs on every stock and returns those that changed; `usual` when none of them is configured. */
export function refreshSkus(
  tx: EntityManager,
  skuIds: number[],
  promised: Promised[],
  now: Date,
  usual: boolean,
): Promise<StockUpdated[]> {
  const promises = sql`
    select * from unnest(${promised.map((row) => row.stockId)}::int[], ${promised.map((row) => row.skuId)}::int[],
      ${promised.map((row) => formatQuantity(row.more))}::numeric[]) as p (stock_id, sku_id, more)`;
  const terms = usual ? USUAL_TERMS : TERMS_OF_TOUCHED;
  return merge(tx, sql`select unnest(${skuIds}::int[]) as sku_id`, sql`true`, promises, terms, now);
}

/** Recomputes every index row under the topology lock alone, when SKUs are sold in other ways by default, and returns those that changed. */
export function refreshAll(tx: EntityManager, now: Date): Promise<StockUpdated[]> {
  return merge(tx, sql`select sku_id from sku`, sql`true`, NO_PROMISES, storedTerms(sql`true`), now);
}

/** Recomputes the index rows of stocks for the SKUs of sources, under the topology lock alone, and returns those that changed. */
export function refreshLinks(
  tx: EntityManager,
  stockIds: number[],
  sourceIds: number[],
  now: Date,
): Promise<StockUpdated[]> {
  const skus = sql`select distinct sku_id from source_item where source_id = any(${sourceIds}::int[])`;
  return merge(tx, skus, sql`stock_id = any(${stockIds}::int[])`, NO_PROMISES, TERMS_OF_TOUCHED, now);
}

/** Recomputes every index row of locked SKUs, what is reserved out of the ledger too, and returns those that changed. */
export function rebuildSkus(tx: EntityManager, skuIds: number[], now: Date): Promise<StockUpdated[]> {
  const promises = sql`
    select stock_id, sku_id, coalesce(-l.total, 0) - coalesce(x.reserved, 0) as more
    from (select stock_id, sku_id, sum(quantity) as total from reservation where sku_id = any(${skuIds}::int[]) group by 1, 2) l
    full join (select stock_id, sku_id, reserved from stock_index where sku_id = any(${skuIds}::int[])) x using (stock_id, sku_id)`;
  return merge(tx, sql`select unnest(${skuIds}::int[]) as sku_id`, sql`true`, promises, TERMS_OF_TOUCHED, now);
}

const TERMS_OF_TOUCHED = storedTerms(sql`k.sku_id in (select sku_id from touched)`);

const NO_PROMISES = sql`select null::int as stock_id, null::int as sku_id, 0::numeric as more where false`;

interface IndexRow {
  stock_id: number;
  sku: string;
  quantity: string;
  reserved: string;
  salable: string;
  is_salable: boolean;
  assigned: boolean;
  version: string;
}

async function merge(
  tx: EntityManager,
  skus: RawBuilder<unknown>,
  stocks: RawBuilder<unknown>,
  promises: RawBuilder<unknown>,
  terms: TermsInSql,
  now: Date,
): Promise<StockUpdated[]> {
  const { rows } = await sql<IndexRow>`
    with touched as materialized (${skus}),
    promised as materialized (${promises}),
    supply as materialized (
      select * from (${supply(sql`i.sku_id in (select sku_id from touched)`)}) s where ${stocks}),
    pair as (
      select stock_id, sku_id from supply
      union select stock_id, sku_id from stock_index where sku_id in (select sku_id from touched) and ${stocks}
      union select stock_id, sku_id from promised),
    fresh as (
      select stock_id, sku_id, k.sku, coalesce(s.quantity, 0) as quantity, coalesce(s.in_stock, false) as in_stock,
        s.quantity is not null as assigned, coalesce(p.more, 0) as more ${terms.columns}
      from pair
      left join supply s using (stock_id, sku_id)
      left join promised p using (stock_id, sku_id)
      ${terms.joins}
      join sku k using (sku_id))
    merge into stock_index x using fresh f on x.sku_id = f.sku_id and x.stock_id = f.stock_id
    when matched and f.more <> 0 or (x.quantity, x.salable, x.in_stock, x.is_salable, x.assigned) is distinct from
      (f.quantity, ${terms.above(sql`f.quantity - x.reserved`)}, f.in_stock, ${terms.isSalable(sql`x.reserved`)}, f.assigned)
    then update set quantity = f.quantity, in_stock = f.in_stock, assigned = f.assigned, reserved = x.reserved + f.more,
      salable = ${terms.above(sql`f.quantity - x.reserved - f.more`)}, is_salable = ${terms.isSalable(sql`x.reserved + f.more`)},
      version = x.version + 1, updated_at = ${now}
    when not matched
    then insert (sku_id, stock_id, quantity, reserved, salable, in_stock, is_salable, assigned, version, updated_at)
      values (f.sku_id, f.stock_id, f.quantity, f.more, ${terms.above(sql`f.quantity - f.more`)}, f.in_stock, ${terms.isSalable(sql`f.more`)},
        f.assigned, 1, ${now})
    returning f.sku, new.stock_id, new.quantity::text, new.reserved::text, new.salable::text, new.is_salable, new.assigned,
      new.version::text`.execute(tx.getKysely());
  return rows.map((row) => stockUpdated(row, now));
}

function stockUpdated(row: IndexRow, now: Date): StockUpdated {
  return {
    stockId: row.stock_id,
    sku: row.sku,
    quantity: formatQuantity(parseQuantity(row.quantity)),
    reserved: formatQuantity(parseQuantity(row.reserved)),
    salableQuantity: formatQuantity(parseQuantity(row.salable)),
    isSalable: row.is_salable,
    assigned: row.assigned,
    version: Number(row.version),
    updatedAt: now.toISOString(),
  };
}
