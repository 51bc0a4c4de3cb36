import { formatQuantity, parseQuantity } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Shelf, SkuDelta } from '../source-items/sku-facts.js';

/** Loads below which quantities items of the SKUs are low onto their shelves. */
export async function loadNotifications(tx: EntityManager, shelves: Shelf[]): Promise<void> {
  const bySku = new Map(
    shelves.map((shelf) => [shelf.skuId, (shelf.notifications = new Map<number, number | null>())]),
  );
  const { rows } = await sql<{ sku_id: number; source_id: number; below: string | null }>`
    select sku_id, source_id, below::text from low_quantity_notification where sku_id = any(${[...bySku.keys()]}::int[])`.execute(
    tx.getKysely(),
  );
  for (const { sku_id, source_id, below } of rows) {
    bySku.get(sku_id)!.set(source_id, below === null ? null : parseQuantity(below));
  }
}

/** Writes below which quantities items of locked SKUs are low, in one statement each for those that stay and those that go. */
export async function saveNotifications(
  tx: EntityManager,
  changes: NonNullable<SkuDelta['notifications']>,
): Promise<void> {
  if (changes.length === 0) return;
  const last = [...new Map(changes.map((change) => [`${change.shelf.skuId}:${change.sourceId}`, change])).values()];
  const kept = last.filter(({ below }) => below !== 'removed');
  const removed = last.filter(({ below }) => below === 'removed');
  await Promise.all([kept.length > 0 && keep(tx, kept), removed.length > 0 && remove(tx, removed)]);
}

type Change = NonNullable<SkuDelta['notifications']>[number];

async function keep(tx: EntityManager, changes: Change[]): Promise<void> {
  await sql`
    insert into low_quantity_notification (sku_id, source_id, below)
    select * from unnest(${changes.map(({ shelf }) => shelf.skuId)}::int[], ${changes.map(({ sourceId }) => sourceId)}::int[],
      ${changes.map(({ below }) => (typeof below === 'number' ? formatQuantity(below) : null))}::numeric[])
    on conflict (sku_id, source_id) do update set below = excluded.below`.execute(tx.getKysely());
}

async function remove(tx: EntityManager, changes: Change[]): Promise<void> {
  await sql`
    delete from low_quantity_notification n
    using unnest(${changes.map(({ shelf }) => shelf.skuId)}::int[], ${changes.map(({ sourceId }) => sourceId)}::int[]) as r (sku_id, source_id)
    where n.sku_id = r.sku_id and n.source_id = r.source_id`.execute(tx.getKysely());
}
