import { canonical } from '#contracts/canonical';
import type { Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable } from '../filter.sql.js';

/**
 * Salable quantity of a SKU on a stock, in ten-thousandths: what enabled linked sources have in stock less what is reserved.
 * 0 when the SKU is not salable or not assigned. MSI contract B2, 17 and C2.
 */
export async function salableQuantityOf(em: EntityManager, sku: string, stockId: number): Promise<Units> {
  return (await salableRow(em, sku, stockId))?.salable ?? 0;
}

/** Whether anything of a SKU may be sold on a stock; never an error. MSI contract C4, for managed stock without backorders. */
export async function isSalable(em: EntityManager, sku: string, stockId: number): Promise<boolean> {
  return (await salableRow(em, sku, stockId)) !== undefined;
}

async function salableRow(em: EntityManager, sku: string, stockId: number): Promise<{ salable: Units } | undefined> {
  const { rows } = await sql<{ salable: Units }>`
    select (x.salable * 10000)::float8 as salable
    from sku k join stock_index x on x.sku_id = k.sku_id
    where k.sku_key = ${bindable(canonical(sku))} and x.stock_id = ${stockId}::bigint and x.is_salable`.execute(
    em.getKysely(),
  );
  return rows[0];
}
