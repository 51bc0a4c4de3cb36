import { canonical } from '#contracts/canonical';
import type { Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { AskedTogether } from '../asked-together.js';
import { bindable } from '../filter.sql.js';
import { storedTerms } from '../stock-item-configurations/configurations.sql.js';
import { supply } from './refresh-index.sql.js';

/** Runs a statement that PostgreSQL parses and plans once for each connection, and returns its rows. */
export type RunPrepared = <Row>(statement: { name: string; text: string }, values: unknown[]) => Promise<Row[]>;

/** Tells what may be sold, many at a time. */
export class Salability {
  private readonly pairs = new AskedTogether((pairs: Pair[]) => salableOf(this.run, this.em, pairs));

  constructor(
    private readonly run: RunPrepared,
    private readonly em: EntityManager,
  ) {}

  /**
   * Salable quantity of a SKU on a stock, in ten-thousandths: what enabled linked sources have in stock less what is reserved, on the stock or at its sources, and must stay.
   * 0 when the SKU is not salable or not assigned. MSI contract B2, 17 and C2.
   */
  async quantityOf(sku: string, stockId: number): Promise<Units> {
    return (await this.pairs.ask({ sku, stockId })) ?? 0;
  }

  /** Whether anything of a SKU may be sold on a stock; never an error. MSI contract C4. */
  async isSalable(sku: string, stockId: number): Promise<boolean> {
    return (await this.pairs.ask({ sku, stockId })) !== null;
  }
}

interface Pair {
  sku: string;
  stockId: number;
}

// A subquery for each pair: always two looks by key, whatever the planner thinks of the tables' sizes.
const SALABLE = {
  name: 'salable',
  text: `
    select array_to_string(array(
      select (
        select (x.salable * 10000)::int8
        from sku k join stock_index x on x.sku_id = k.sku_id
        where k.sku_key = asked.sku_key and x.stock_id = asked.stock_id and x.is_salable)
      from unnest($1::text[], $2::bigint[]) with ordinality as asked (sku_key, stock_id, position)
      order by position), ',', '') as units,
      exists (select from rewiring r where r.stock_id = any($2::bigint[])) as rewiring`,
};

/** For each pair its salable quantity, null when it is not salable; from facts while the index of one of the stocks is behind them. */
async function salableOf(run: RunPrepared, em: EntityManager, pairs: Pair[]): Promise<(Units | null)[]> {
  const skuKeys = pairs.map(({ sku }) => bindable(canonical(sku)));
  const stockIds = pairs.map(({ stockId }) => stockId);
  const [row] = await run<{ units: string; rewiring: boolean }>(SALABLE, [skuKeys, stockIds]);
  if (row!.rewiring) return salableByFacts(em, skuKeys, stockIds);
  return row!.units.split(',').map((units) => (units === '' ? null : Number(units)));
}

async function salableByFacts(em: EntityManager, skuKeys: string[], stockIds: number[]): Promise<(Units | null)[]> {
  const terms = storedTerms(sql`k.sku_key = asked.sku_key`);
  const { rows } = await sql<{ units: (Units | null)[] }>`
    select array(
      select (
        select (${terms.above(sql`f.quantity - f.reserved - f.bound`)} * 10000)::float8
        from (
          select s.* ${terms.columns}
          from (
            select s.sku_id, s.quantity, s.bound, s.in_stock, true as assigned, coalesce(x.reserved, 0) as reserved
            from sku k cross join lateral (${supply(sql`i.sku_id = k.sku_id and l.stock_id = asked.stock_id`)}) s
            left join stock_index x on x.sku_id = s.sku_id and x.stock_id = s.stock_id
            where k.sku_key = asked.sku_key) s ${terms.joins}) f
        where ${terms.isSalable(sql`(f.reserved + f.bound)`)})
      from unnest(${skuKeys}::text[], ${stockIds}::bigint[]) with ordinality as asked (sku_key, stock_id, position)
      order by position) as units`.execute(em.fork().getKysely());
  return rows[0]!.units;
}
