import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { storedTerms } from '../stock-item-configurations/configurations.sql.js';
import { supply } from './refresh-index.sql.js';

/** An index row that is not what the facts say; quantities as decimal text, null where there is no row. */
export interface IndexDifference {
  stockId: number;
  sku: string;
  stored: IndexedQuantities | null;
  expected: IndexedQuantities;
}

/** The derived columns of an index row. */
export interface IndexedQuantities {
  quantity: string;
  reserved: string;
  bound: string;
  salable: string;
  inStock: boolean;
  isSalable: boolean;
  assigned: boolean;
}

/** SKUs by their ids: those after the one, up to the other. */
export interface SkuRange {
  after: number;
  upTo: number;
}

/**
 * Recomputes the whole index from items, links and ledger in one snapshot and returns at most `limit` rows that differ from it. Rows of a
 * stock that was rewired do not count as long as they wait to be refreshed: nobody reads them.
 */
export async function findIndexDifferences(em: EntityManager, limit: number): Promise<IndexDifference[]> {
  const { rows } = await sql<DifferenceRow>`
    select stock_id, k.sku, stored, quantity::text, reserved::text, bound::text, salable::text, in_stock, is_salable,
      assigned, e_quantity::text, e_reserved::text, e_bound::text, e_salable::text, e_in_stock, e_is_salable, e_assigned
    from (${differing(() => sql`true`)}) d join sku k using (sku_id)
    where not exists (select from rewiring r where r.stock_id = d.stock_id and r.last_sku_id < d.sku_id)
    order by stock_id, k.sku_key
    limit ${limit}::int`.execute(em.getKysely());
  return rows.map(difference);
}

/**
 * Ids of the SKUs in a range of which an index row, on this stock or on any, is not what the facts say, in their order, in one snapshot and
 * without a lock.
 */
export async function findWrongSkus(em: EntityManager, { after, upTo }: SkuRange, stockId?: number): Promise<number[]> {
  const within = (table: string) => {
    const skuId = sql.ref(`${table}.sku_id`);
    return sql`${skuId} > ${after}::int and ${skuId} <= ${upTo}::int`;
  };
  const { rows } = await sql<{ sku_id: number }>`
    select distinct sku_id from (${differing(within)}) d
    where ${stockId === undefined ? sql`true` : sql`stock_id = ${stockId}::int`} order by sku_id`.execute(
    em.getKysely(),
  );
  return rows.map((row) => row.sku_id);
}

/** All index rows, as stored and as expected (`e_`), that differ; `scope` is a condition on the SKUs of a table. */
function differing(scope: (table: string) => RawBuilder<unknown>): RawBuilder<unknown> {
  const terms = storedTerms(scope('k'));
  return sql`
    with expected as (
      select stock_id, sku_id, coalesce(s.quantity, 0) as quantity, coalesce(l.reserved, 0) as reserved,
        coalesce(s.bound, 0) as bound, coalesce(s.in_stock, false) as in_stock, s.quantity is not null as assigned
      from (${supply(scope('i'))}) s
      full join (select stock_id, sku_id, -sum(quantity) as reserved from reservation where ${scope('reservation')} group by 1, 2) l
        using (stock_id, sku_id)),
    f as (
      select stock_id, sku_id, x.version is not null as stored, x.quantity as x_quantity, x.reserved as x_reserved, x.bound as x_bound, x.salable as x_salable,
        x.in_stock as x_in_stock, x.is_salable as x_is_salable, x.assigned as x_assigned,
        coalesce(e.quantity, 0) as quantity, coalesce(e.reserved, 0) as reserved, coalesce(e.bound, 0) as bound, coalesce(e.in_stock, false) as in_stock,
        coalesce(e.assigned, false) as assigned ${terms.columns}
      from expected e full join (select * from stock_index where ${scope('stock_index')}) x using (stock_id, sku_id)
      ${terms.joins}),
    compared as (
      select stock_id, sku_id, stored, x_quantity as quantity, x_reserved as reserved, x_bound as bound, x_salable as salable, x_in_stock as in_stock,
        x_is_salable as is_salable, x_assigned as assigned, f.quantity as e_quantity, f.reserved as e_reserved,
        f.bound as e_bound, ${terms.above(sql`f.quantity - f.reserved - f.bound`)} as e_salable, f.in_stock as e_in_stock,
        ${terms.isSalable(sql`(f.reserved + f.bound)`)} as e_is_salable, f.assigned as e_assigned
      from f)
    select * from compared
    where (quantity, reserved, bound, salable, in_stock, is_salable, assigned)
      is distinct from (e_quantity, e_reserved, e_bound, e_salable, e_in_stock, e_is_salable, e_assigned)`;
}

interface DifferenceRow {
  stock_id: number;
  sku: string;
  stored: boolean;
  quantity: string;
  reserved: string;
  bound: string;
  salable: string;
  in_stock: boolean;
  is_salable: boolean;
  assigned: boolean;
  e_quantity: string;
  e_reserved: string;
  e_bound: string;
  e_salable: string;
  e_in_stock: boolean;
  e_is_salable: boolean;
  e_assigned: boolean;
}

function difference(row: DifferenceRow): IndexDifference {
  const stored: IndexedQuantities = {
    quantity: row.quantity,
    reserved: row.reserved,
    bound: row.bound,
    salable: row.salable,
    inStock: row.in_stock,
    isSalable: row.is_salable,
    assigned: row.assigned,
  };
  const expected: IndexedQuantities = {
    quantity: row.e_quantity,
    reserved: row.e_reserved,
    bound: row.e_bound,
    salable: row.e_salable,
    inStock: row.e_in_stock,
    isSalable: row.e_is_salable,
    assigned: row.e_assigned,
  };
  return { stockId: row.stock_id, sku: row.sku, stored: row.stored ? stored : null, expected };
}
