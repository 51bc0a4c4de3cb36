import type { Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { boolean, keyedText, number } from '../filter.sql.js';
import type { Column } from '../searchable.js';
import type { Found, Search } from '../search.js';
import { findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';
import { effective, storedTerms } from '../stock-item-configurations/configurations.sql.js';
import { supply } from './refresh-index.sql.js';

/**
 * What a stock has of a SKU as first spelled, in ten-thousandths: what is in stock, and what of it is salable, 0 when nothing is. Of stock that is
 * not managed both are 0, and yet it is salable. MSI contract B6.
 */
export interface ExportedStock {
  sku: string;
  quantity: Units;
  salable: Units;
  isSalable: boolean;
}

/**
 * The SKUs that a search finds and a stock has assigned. The search may look at `sku` and `entityId`; a page is cut before SKUs that are not
 * assigned fall out, and `total` is how many were left. Throws BadSearch. MSI contract B6, 32.
 */
export async function exportStock(em: EntityManager, stockId: number, search: Search): Promise<Found<ExportedStock>> {
  const skus = skusOn((await isBehind(em, stockId)) ? offersByFacts(stockId) : offersByIndex(stockId));
  if (search.limit === undefined) return findRows(em, skus, { ...search, where: [...search.where, ASSIGNED] });
  const { items } = await findRows(em, skus, search);
  const assigned = items.filter((item) => item.assigned);
  return { items: assigned, total: assigned.length };
}

const ASSIGNED: Search['where'][number] = [{ field: 'assigned', op: 'eq', value: '1' }];

interface SkuOnStock extends ExportedStock {
  entityId: number;
  assigned: boolean;
}

async function isBehind(em: EntityManager, stockId: number): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`
    select exists (select from rewiring where stock_id = ${stockId}::int) as behind`.execute(em.getKysely());
  return rows[0]!.behind;
}

function offersByIndex(stockId: number): RawBuilder<unknown> {
  return sql`stock_index x on x.sku_id = k.sku_id and x.stock_id = ${stockId}::int`;
}

/** While the index of the stock is behind. */
function offersByFacts(stockId: number): RawBuilder<unknown> {
  const terms = storedTerms(sql`true`);
  return sql`(
    select f.sku_id, f.quantity, ${terms.above(sql`f.quantity - f.reserved - f.bound`)} as salable,
      ${terms.isSalable(sql`(f.reserved + f.bound)`)} as is_salable, f.assigned
    from (
      select s.* ${terms.columns}
      from (
        select o.sku_id, o.quantity, o.bound, o.in_stock, true as assigned, coalesce(x.reserved, 0) as reserved
        from (${supply(sql`l.stock_id = ${stockId}::int`)}) o
        left join stock_index x on x.sku_id = o.sku_id and x.stock_id = o.stock_id) s ${terms.joins}) f) x on x.sku_id = k.sku_id`;
}

const MANAGED = sql`(${effective(sql`t.configuration_defaults || coalesce(k.configuration, '{}')`)}->>'manageStock')::boolean`;

function skusOn(offers: RawBuilder<unknown>): Searchable<SkuOnStock> {
  return {
    table: 'sku',
    alias: 'k',
    joins: sql`left join topology t on true left join ${offers}`,
    key: sql`k.sku_id`,
    columns: {
      sku: keyedText('k.sku', 'k.sku_key'),
      entityId: number('k.sku_id'),
      quantity: units(sql`case when ${MANAGED} then x.quantity else 0 end`),
      salable: units(sql`case when x.is_salable and ${MANAGED} then x.salable else 0 end`),
      isSalable: boolean('x.is_salable'),
      assigned: boolean('x.assigned'),
    },
  };
}

function units(quantity: RawBuilder<unknown>): Column {
  return { shown: sql`(${quantity} * 10000)::float8`, compared: quantity, kind: 'number', nullable: false };
}
