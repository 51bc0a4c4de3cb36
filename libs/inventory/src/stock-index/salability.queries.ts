import { canonical } from '#contracts/canonical';
import type { Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable } from '../filter.sql.js';
import { supply } from './refresh-index.sql.js';

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

async function salableRow(em: EntityManager, sku: string, stockId: number): Promise<Salable | undefined> {
  const { rows } = await sql<{ skuId: number; salable: Units | null; rewiring: boolean }>`
    select k.sku_id as "skuId", (x.salable * 10000)::float8 as salable,
      exists (select from rewiring r where r.stock_id = ${stockId}::bigint) as rewiring
    from sku k left join stock_index x on x.sku_id = k.sku_id and x.stock_id = ${stockId}::bigint and x.is_salable
    where k.sku_key = ${bindable(canonical(sku))}`.execute(em.getKysely());
  const row = rows[0];
  if (row?.rewiring) return salableByFacts(em, row.skuId, stockId);
  return row && row.salable !== null ? { salable: row.salable } : undefined;
}

interface Salable {
  salable: Units;
}

async function salableByFacts(em: EntityManager, skuId: number, stockId: number): Promise<Salable | undefined> {
  const { rows } = await sql<Salable>`
    select ((s.quantity - coalesce(x.reserved, 0)) * 10000)::float8 as salable
    from (${supply(sql`i.sku_id = ${skuId}::int and l.stock_id = ${stockId}::bigint`)}) s
    left join stock_index x on x.sku_id = s.sku_id and x.stock_id = s.stock_id
    where s.in_stock and s.quantity > coalesce(x.reserved, 0)`.execute(em.getKysely());
  return rows[0];
}
