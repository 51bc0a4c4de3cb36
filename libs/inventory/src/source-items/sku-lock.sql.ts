import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { OwnSettings } from '../stock-item-configurations/configuration.rules.js';
import type { Shelf } from './sku-facts.js';

/** A row to be made for a SKU; a placeholder as long as nobody has described the SKU or put it into stock. */
export interface NewSku {
  sku: string;
  isPlaceholder: boolean;
}

/** SKUs that a batch writes and that have no row yet: register them in a transaction of their own, then repeat the batch. */
export class UnknownSkus extends Error {
  constructor(readonly skus: Map<string, NewSku>) {
    super(`${skus.size} SKUs are not registered yet`);
  }
}

/**
 * Locks the rows of SKUs until the transaction ends, all in one statement and in the order of their keys, so that batches wait for each
 * other and never in a circle. Missing rows cannot be inserted here: an insert would lock out of order.
 */
export async function lockSkus(tx: EntityManager, keys: string[]): Promise<Map<string, Shelf>> {
  const { rows } = await sql<{ sku_id: number; sku_key: string; sku: string; configuration: OwnSettings | null }>`
    select sku_id, sku_key, sku, configuration from sku where sku_key = any(${keys}::text[]) order by sku_key for no key update`.execute(
    tx.getKysely(),
  );
  return new Map(
    rows.map(({ sku_id, sku_key, ...row }) => [sku_key, { skuId: sku_id, ...row, offers: new Map() } satisfies Shelf]),
  );
}

/** Locks SKUs known by their ids, in the same order; those without a row are left out. */
export async function lockSkuIds(tx: EntityManager, skuIds: number[]): Promise<Map<number, string>> {
  const { rows } = await sql<{ sku_id: number; sku: string }>`
    select sku_id, sku from sku where sku_id = any(${skuIds}::int[]) order by sku_key for no key update`.execute(
    tx.getKysely(),
  );
  return new Map(rows.map(({ sku_id, sku }) => [sku_id, sku]));
}

/** Makes rows for SKUs, by key; one that exists stays as it is. Commits at once, so that nobody waits for it in a circle. */
export async function registerSkus(em: EntityManager, skus: Map<string, NewSku>): Promise<void> {
  const rows = [...skus.values()];
  await sql`
    insert into sku (sku_key, sku, placeholder)
    select w.sku_key, w.sku, nullif(w.placeholder, false)
    from unnest(${[...skus.keys()]}::text[], ${rows.map(({ sku }) => sku)}::text[], ${rows.map((row) => row.isPlaceholder)}::boolean[])
      as w (sku_key, sku, placeholder)
    where not exists (select from sku s where s.sku_key = w.sku_key collate "C")
    order by w.sku_key collate "C"
    on conflict do nothing`.execute(em.getKysely());
}
