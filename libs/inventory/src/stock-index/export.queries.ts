import type { Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { boolean, keyedText, number, type Column } from '../filter.sql.js';
import type { Search } from '../search.js';
import { findRows, type Searchable } from '../search.sql.js';
import { effective } from '../stock-item-configurations/configurations.sql.js';

/** What a stock has of a SKU as first spelled, in ten-thousandths; of stock that is not managed nothing, and yet it is salable. MSI contract B6. */
export interface ExportedStock {
  sku: string;
  quantity: Units;
  isSalable: boolean;
}

/**
 * What may be sold now of the SKUs that a search finds and a stock has assigned. The search may look at `sku` and `entityId`; its page is
 * cut before SKUs that are not assigned fall out. Throws BadSearch. MSI contract B6, 32.
 */
export async function exportSalable(em: EntityManager, stockId: number, search: Search): Promise<ExportedStock[]> {
  const { items } = await findRows(em, skusOn(stockId), search);
  return items.filter(({ assigned }) => assigned);
}

/** What is in stock of every SKU that a stock has assigned, reserved or not. MSI contract B6, 33. */
export async function dumpIndex(em: EntityManager, stockId: number): Promise<ExportedStock[]> {
  const { rows } = await sql<ExportedStock>`
    select k.sku, ${units(sql`case when ${MANAGED} then x.quantity else 0 end`)} as quantity, x.is_salable as "isSalable"
    from stock_index x join sku k using (sku_id) cross join topology t
    where x.stock_id = ${stockId}::int and x.assigned order by x.sku_id`.execute(em.getKysely());
  return rows;
}

const MANAGED = sql`(${effective(sql`t.configuration_defaults || coalesce(k.configuration, '{}')`)}->>'manageStock')::boolean`;

interface SkuOnStock extends ExportedStock {
  entityId: number;
  assigned: boolean;
}

function skusOn(stockId: number): Searchable<SkuOnStock> {
  const salable = sql`case when x.is_salable and ${MANAGED} then x.salable else 0 end`;
  return {
    table: 'sku',
    alias: 'k',
    joins: sql`left join topology t on true left join stock_index x on x.sku_id = k.sku_id and x.stock_id = ${stockId}::int`,
    key: sql`k.sku_id`,
    columns: {
      sku: keyedText('k.sku', 'k.sku_key'),
      entityId: number('k.sku_id'),
      quantity: { shown: units(salable), compared: salable, kind: 'number', nullable: false } satisfies Column,
      isSalable: boolean('x.is_salable'),
      assigned: boolean('x.assigned'),
    },
  };
}

function units(quantity: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${quantity} * 10000)::float8`;
}
