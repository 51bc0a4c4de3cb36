import { formatQuantity } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { SkuDelta } from '../source-items/sku-facts.js';

/** Writes below which quantities items of locked SKUs are low, in one statement each for those that stay and those that go. */
export async function saveNotifications(
  tx: EntityManager,
  changes: NonNullable<SkuDelta['notifications']>,
): Promise<void> {
  const last = [...new Map(changes.map((change) => [`${change.shelf.skuId}:${change.sourceId}`, change])).values()];
  const [kept, removed] = [
    last.filter(({ below }) => below !== 'removed'),
    last.filter(({ below }) => below === 'removed'),
  ];
  if (kept.length > 0) {
    await sql`
      insert into low_quantity_notification (sku_id, source_id, below)
      select * from unnest(${kept.map(({ shelf }) => shelf.skuId)}::int[], ${kept.map(({ sourceId }) => sourceId)}::int[],
        ${kept.map(({ below }) => (typeof below === 'number' ? formatQuantity(below) : null))}::numeric[])
      on conflict (sku_id, source_id) do update set below = excluded.below`.execute(tx.getKysely());
  }
  if (removed.length > 0) {
    await sql`
      delete from low_quantity_notification n
      using unnest(${removed.map(({ shelf }) => shelf.skuId)}::int[], ${removed.map(({ sourceId }) => sourceId)}::int[]) as r (sku_id, source_id)
      where n.sku_id = r.sku_id and n.source_id = r.source_id`.execute(tx.getKysely());
  }
}
