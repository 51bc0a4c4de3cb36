import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable } from '../filter.sql.js';

/** When anything of a SKU last changed: an item, or what a stock has of it. */
export interface SkuChange {
  sku: string;
  changedAt: Date;
}

/**
 * The last change of each of these SKUs, however spelled, that is not before `since`, in the order of their keys. What was changed and
 * changed back within one batch is no change.
 */
export async function skusChangedSince(em: EntityManager, skus: string[], since: Date): Promise<SkuChange[]> {
  const keys = [...new Set(skus.map((sku) => canonical(sku)))].map((key) => String(bindable(key)));
  const { rows } = await sql<{ sku: string; changed_at: Date | string }>`
    select sku, changed_at from (
      select k.sku_key, k.sku, greatest(k.item_removed_at,
        (select max(updated_at) from source_item i where i.sku_id = k.sku_id),
        (select max(updated_at) from stock_index x where x.sku_id = k.sku_id)) as changed_at
      from sku k where k.sku_key = any(${keys}::text[])) c
    where changed_at >= ${since}::timestamptz
    order by sku_key`.execute(em.getKysely());
  return rows.map(({ sku, changed_at }) => ({ sku, changedAt: new Date(changed_at) }));
}
