import { formatQuantity, type Units } from '#contracts/quantity';
import type { StockUpdated } from '#contracts/stock-updated';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { storedTerms, USUAL_TERMS } from '../stock-item-configurations/configurations.sql.js';

/** How much more of a SKU is promised on a stock. */
export interface Promised {
  stockId: number;
  skuId: number;
  more: Units;
}

/** Ids of SKUs, each with the spelling that its events have. */
export type Spellings = ReadonlyMap<number, string>;

/**
 * What every enabled linked source has in stock and what is reserved there, per stock and SKU. A row is there as soon as any linked source has
 * an item: assigned.
 * `scope` is a condition on `i` (source_item) and `l` (stock_source_link). MSI contract C2.
 */
export function supply(scope: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select stock_id, sku_id, sum(quantity) as quantity, coalesce(sum(bound), 0) as bound, bool_or(in_stock) as in_stock
    from (${supplies(scope)}) s group by stock_id, sku_id`;
}

/** Recomputes the index rows of locked SKUs on every stock and returns those that changed; `usual` when none of them is configured. */
export function refreshSkus(
  tx: EntityManager,
  skus: Spellings,
  promised: Promised[],
  now: Date,
  usual: boolean,
): Promise<StockUpdated[]> {
  const promises = sql`
    select * from unnest(${promised.map((row) => row.stockId)}::int[], ${promised.map((row) => row.skuId)}::int[],
      ${promised.map((row) => formatQuantity(row.more))}::numeric[]) as p (stock_id, sku_id, more)`;
  return merge(tx, { skus, promises, usual }, now);
}

/** Recomputes the index rows of SKUs on some stocks, their SKUs locked or the topology, and returns those that changed. */
export function refreshOnStocks(
  tx: EntityManager,
  stockIds: number[],
  skus: Spellings,
  now: Date,
): Promise<StockUpdated[]> {
  return merge(tx, { skus, stocks: sql`stock_id = any(${stockIds}::int[])`, promises: NO_PROMISES }, now);
}

/** Recomputes the index rows of locked SKUs on a stock or on all, what is reserved out of the ledger too, and returns those that changed. */
export function rebuildSkus(tx: EntityManager, skus: Spellings, now: Date, stockId?: number): Promise<StockUpdated[]> {
  const ids = sql`${[...skus.keys()]}::int[]`;
  const stocks = stockId === undefined ? sql`true` : sql`stock_id = ${stockId}::int`;
  const promises = sql`
    select stock_id, sku_id, coalesce(-l.total, 0) - coalesce(x.reserved, 0) as more
    from (select stock_id, sku_id, sum(quantity) as total from reservation where sku_id = any(${ids}) group by 1, 2) l
    full join (select stock_id, sku_id, reserved from stock_index where sku_id = any(${ids})) x using (stock_id, sku_id)
    where ${stocks}`;
  return merge(tx, { skus, stocks, promises }, now);
}

const NO_PROMISES = sql`select null::int as stock_id, null::int as sku_id, 0::numeric as more where false`;

function supplies(scope: RawBuilder<unknown>, items = sql`source_item`): RawBuilder<unknown> {
  return sql`
    select l.stock_id, i.sku_id, case when i.status = 1 and s.enabled then i.quantity else 0 end as quantity,
      case when i.status = 1 and s.enabled then i.bound end as bound, i.status = 1 and s.enabled as in_stock
    from ${items} i
    join source s on s.source_id = i.source_id
    join stock_source_link l on l.source_id = i.source_id
    where ${scope}`;
}

interface Touched {
  skus: Spellings;
  stocks?: RawBuilder<unknown>;
  promises: RawBuilder<unknown>;
  /** Whether none of the SKUs is sold but as usual. */
  usual?: boolean;
}

interface IndexRow {
  stock_id: number;
  sku_id: number;
  quantity: string;
  reserved: string;
  salable: string;
  is_salable: boolean;
  assigned: boolean;
  version: string;
}

async function merge(
  tx: EntityManager,
  { skus, stocks = sql`true`, promises, usual = false }: Touched,
  now: Date,
): Promise<StockUpdated[]> {
  const ids = sql`${[...skus.keys()]}::int[]`;
  // Kept apart by its offset: while tables have no statistics, PostgreSQL would rather read all items of a source.
  const items = sql`(select sku_id, source_id, quantity, bound, status from source_item where sku_id = any(${ids}) offset 0)`;
  const terms = usual ? USUAL_TERMS : storedTerms(sql`k.sku_id = any(${ids})`);
  const { rows } = await sql<IndexRow>`
    with summed as (
      select stock_id, sku_id, sum(quantity) as quantity, coalesce(sum(bound), 0) as bound, sum(quantity) - coalesce(sum(bound), 0) as free,
        bool_or(in_stock) as in_stock, bool_or(assigned) as assigned, sum(more) as more
      from (
        select stock_id, sku_id, quantity, bound, in_stock, true as assigned, 0 as more
        from (${supplies(sql`true`, items)}) s where ${stocks}
        union all select stock_id, sku_id, 0, null, false, false, 0 from stock_index o where o.sku_id = any(${ids}) and ${stocks}
        union all select stock_id, sku_id, 0, null, false, false, more from (${promises}) p) known
      group by stock_id, sku_id),
    fresh as (select s.* ${terms.columns} from summed s ${terms.joins})
    merge into stock_index x using fresh f on x.sku_id = f.sku_id and x.stock_id = f.stock_id and x.sku_id = any(${ids})
    when matched and f.more <> 0 or (x.quantity, x.salable, x.in_stock, x.is_salable, x.assigned, x.bound) is distinct from
      (f.quantity, ${terms.above(sql`f.free - x.reserved`)}, f.in_stock, ${terms.isSalable(sql`x.reserved`, sql`f.free`)}, f.assigned, f.bound)
    then update set quantity = f.quantity, bound = f.bound, in_stock = f.in_stock, assigned = f.assigned, reserved = x.reserved + f.more,
      salable = ${terms.above(sql`f.free - x.reserved - f.more`)}, is_salable = ${terms.isSalable(sql`x.reserved + f.more`, sql`f.free`)},
      version = x.version + 1, updated_at = ${now}
    when not matched
    then insert (sku_id, stock_id, quantity, reserved, bound, salable, in_stock, is_salable, assigned, version, updated_at)
      values (f.sku_id, f.stock_id, f.quantity, f.more, f.bound, ${terms.above(sql`f.free - f.more`)}, f.in_stock,
        ${terms.isSalable(sql`f.more`, sql`f.free`)}, f.assigned, 1, ${now})
    returning new.stock_id, new.sku_id, trim_scale(new.quantity)::text as quantity, trim_scale(new.reserved + new.bound)::text as reserved,
      trim_scale(new.salable)::text as salable, new.is_salable, new.assigned, new.version::text as version`.execute(
    tx.getKysely(),
  );
  return rows.map((row) => stockUpdated(row, skus.get(row.sku_id)!, now));
}

function stockUpdated(row: IndexRow, sku: string, now: Date): StockUpdated {
  return {
    stockId: row.stock_id,
    sku,
    quantity: row.quantity,
    reserved: row.reserved,
    salableQuantity: row.salable,
    isSalable: row.is_salable,
    assigned: row.assigned,
    version: Number(row.version),
    updatedAt: now.toISOString(),
  };
}
