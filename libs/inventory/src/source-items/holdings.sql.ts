import { formatQuantity, parseQuantity } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Holding, Shelf, SkuDelta } from './sku-facts.js';

/** Loads what every source holds of the SKUs onto their shelves. */
export async function loadHoldings(tx: EntityManager, shelves: Shelf[]): Promise<void> {
  const bySku = new Map(shelves.map((shelf) => [shelf.skuId, (shelf.holdings = new Map<number, Holding>())]));
  const { rows } = await sql<{ sku_id: number; source_id: number; quantity: string; status: number }>`
    select sku_id, source_id, quantity::text, status from source_item where sku_id = any(${[...bySku.keys()]}::int[])`.execute(
    tx.getKysely(),
  );
  for (const { sku_id, source_id, quantity, status } of rows) {
    bySku.get(sku_id)!.set(source_id, { quantity: parseQuantity(quantity), status });
  }
}

/** Those of the sources that hold something, be it nothing of it; call it under the topology lock. */
export async function holdersAmong(tx: EntityManager, sourceIds: number[]): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select id from unnest(${sourceIds}::int[]) as id where exists (select from source_item where source_id = id)`.execute(
    tx.getKysely(),
  );
  return new Set(rows.map(({ id }) => id));
}

/** Writes items in one statement each for those that stay and those that go; a row that is as it should be is not written. */
export async function saveHoldings(
  tx: EntityManager,
  changes: NonNullable<SkuDelta['items']>,
  now: Date,
): Promise<void> {
  const last = new Map(changes.map((change) => [`${change.shelf.skuId}:${change.sourceId}`, change]));
  const kept = [...last.values()].flatMap(({ shelf, sourceId, holding }) =>
    holding === 'removed' ? [] : [{ skuId: shelf.skuId, sourceId, ...holding }],
  );
  const removed = [...last.values()].filter(({ holding }) => holding === 'removed');
  if (kept.length > 0) {
    await sql`
      insert into source_item as i (sku_id, source_id, quantity, status, updated_at)
      select *, ${now}::timestamptz from unnest(${kept.map((row) => row.skuId)}::int[], ${kept.map((row) => row.sourceId)}::int[],
        ${kept.map((row) => formatQuantity(row.quantity))}::numeric[], ${kept.map((row) => row.status)}::smallint[])
      on conflict (sku_id, source_id) do update set quantity = excluded.quantity, status = excluded.status, updated_at = excluded.updated_at
      where (i.quantity, i.status) is distinct from (excluded.quantity, excluded.status)`.execute(tx.getKysely());
  }
  if (removed.length > 0) {
    await sql`
      with gone as (
        delete from source_item i
        using unnest(${removed.map((row) => row.shelf.skuId)}::int[], ${removed.map((row) => row.sourceId)}::int[]) as r (sku_id, source_id)
        where i.sku_id = r.sku_id and i.source_id = r.source_id
        returning i.sku_id)
      update sku set item_removed_at = ${now} where sku_id in (select sku_id from gone)`.execute(tx.getKysely());
  }
}
