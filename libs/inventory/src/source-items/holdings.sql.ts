import type { LowQuantityCrossed } from '#contracts/low-quantity-notifications';
import { formatQuantity, parseQuantity } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Holding, Shelf, SkuDelta, SkuFacts } from './sku-facts.js';

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

/**
 * Writes items in one statement each for those that stay and those that go; a row that is as it should be is not written. Returns the items
 * that are low now and were not, or the other way round; nothing is low of a SKU whose stock is not managed.
 */
export async function saveHoldings(
  tx: EntityManager,
  facts: SkuFacts,
  changes: NonNullable<SkuDelta['items']>,
  now: Date,
): Promise<LowQuantityCrossed[]> {
  const last = [...new Map(changes.map((change) => [pairOf(change), change])).values()];
  const kept = last.flatMap(({ holding, ...change }) => (holding === 'removed' ? [] : [{ ...change, ...holding }]));
  const removed = last.filter(({ holding }) => holding === 'removed');
  const [crossed] = await Promise.all([
    kept.length > 0 ? keep(tx, facts, kept, now) : [],
    ...(removed.length > 0 ? [remove(tx, removed, now)] : []),
  ]);
  return crossed.length > 0 ? told(crossed, facts, kept, now) : [];
}

type Change = NonNullable<SkuDelta['items']>[number];

function pairOf({ shelf, sourceId }: Change): string {
  return `${shelf.skuId}:${sourceId}`;
}

type Kept = Omit<Change, 'holding'> & Holding;

interface Crossed {
  sku_id: number;
  source_id: number;
  quantity: string;
  below: string;
  is_low: boolean;
}

async function keep(tx: EntityManager, facts: SkuFacts, rows: Kept[], now: Date): Promise<Crossed[]> {
  const { joins, below } = thresholds(facts, rows);
  const result = await sql<Crossed>`
    with saved as (
      insert into source_item as i (sku_id, source_id, quantity, status, updated_at)
      select *, ${now}::timestamptz from unnest(${rows.map((row) => row.shelf.skuId)}::int[], ${rows.map((row) => row.sourceId)}::int[],
        ${rows.map((row) => formatQuantity(row.quantity))}::numeric[], ${rows.map((row) => row.status)}::smallint[])
      on conflict (sku_id, source_id) do update set quantity = excluded.quantity, status = excluded.status, updated_at = excluded.updated_at
      where (i.quantity, i.status) is distinct from (excluded.quantity, excluded.status)
      returning new.sku_id, new.source_id, old.quantity as was, new.quantity)
    select sku_id, source_id, quantity::text, (${below})::text as below, quantity < ${below} as is_low
    from saved left join low_quantity_notification n using (sku_id, source_id) ${joins}
    where coalesce(was < ${below}, false) <> (quantity < ${below})`.execute(tx.getKysely());
  return result.rows;
}

/** Below which quantity each saved item is low; null is never. Only SKUs that are configured cost a join. */
function thresholds(facts: SkuFacts, rows: Kept[]) {
  const { manageStock, notifyStockQty } = facts.topology.defaults;
  const configured = [...new Set(rows.map(({ shelf }) => shelf))].filter(({ configuration }) => configuration);
  const byDefault = manageStock ? sql`${notifyStockQty}::numeric` : sql`null::numeric`;
  if (configured.length === 0) {
    return { joins: sql``, below: manageStock ? sql`coalesce(n.below, ${byDefault})` : byDefault };
  }
  const own = configured.map((shelf) => ({ skuId: shelf.skuId, ...facts.configurationOf(shelf) }));
  const joins = sql`left join unnest(${own.map(({ skuId }) => skuId)}::int[], ${own.map((one) => one.manageStock)}::boolean[],
    ${own.map((one) => one.notifyStockQty)}::numeric[]) as c (sku_id, managed, below) using (sku_id)`;
  const below = sql`case when coalesce(c.managed, ${manageStock}::boolean) then coalesce(n.below, c.below, ${byDefault}) end`;
  return { joins, below };
}

async function remove(tx: EntityManager, rows: Change[], now: Date): Promise<void> {
  await sql`
    with gone as (
      delete from source_item i
      using unnest(${rows.map((row) => row.shelf.skuId)}::int[], ${rows.map((row) => row.sourceId)}::int[]) as r (sku_id, source_id)
      where i.sku_id = r.sku_id and i.source_id = r.source_id
      returning i.sku_id)
    update sku set item_removed_at = ${now} where sku_id in (select sku_id from gone)`.execute(tx.getKysely());
}

function told(crossed: Crossed[], { topology }: SkuFacts, kept: Kept[], now: Date): LowQuantityCrossed[] {
  const skus = new Map(kept.map(({ shelf }) => [shelf.skuId, shelf.sku]));
  const codes = new Map([...topology.sources.values()].map(({ sourceId, sourceCode }) => [sourceId, sourceCode]));
  return crossed.map(({ sku_id, source_id, quantity, below, is_low }) => ({
    sku: skus.get(sku_id)!,
    sourceCode: codes.get(source_id)!,
    quantity: formatQuantity(parseQuantity(quantity)),
    notifyStockQty: formatQuantity(parseQuantity(below)),
    isLow: is_low,
    updatedAt: now.toISOString(),
  }));
}
