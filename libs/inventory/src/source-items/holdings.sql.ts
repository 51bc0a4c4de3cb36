import type { LowQuantityCrossed } from '#contracts/low-quantity-notifications';
import { formatQuantity, parseQuantity, type Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { ItemChange } from '../webhooks/item-change.js';
import type { Holding, Shelf, SkuDelta, SkuFacts } from './sku-facts.js';

/** Loads what every source holds of the SKUs, and what is reserved there, onto their shelves. */
export async function loadHoldings(tx: EntityManager, shelves: Shelf[]): Promise<void> {
  const bySku = new Map(shelves.map((shelf) => [shelf.skuId, (shelf.holdings = new Map<number, Holding>())]));
  const boundBySku = new Map(shelves.map((shelf) => [shelf.skuId, (shelf.bound = new Map<number, Units>())]));
  const { rows } = await sql<ItemRow>`
    select sku_id, source_id, quantity::text, status, bound::text from source_item where sku_id = any(${[...bySku.keys()]}::int[])`.execute(
    tx.getKysely(),
  );
  for (const { sku_id, source_id, quantity, status, bound } of rows) {
    bySku.get(sku_id)!.set(source_id, { quantity: parseQuantity(quantity), status });
    if (bound !== null) boundBySku.get(sku_id)!.set(source_id, parseQuantity(bound));
  }
}

interface ItemRow {
  sku_id: number;
  source_id: number;
  quantity: string;
  status: number;
  bound: string | null;
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
 * Writes items in one statement each for those that go and those that stay; a row that is as it should be is not written. Returns the items
 * that are low now and were not, or the other way round; nothing is low of a SKU whose stock is not managed. If items are watched,
 * also what became of each.
 */
export async function saveHoldings(
  tx: EntityManager,
  facts: SkuFacts,
  changes: NonNullable<SkuDelta['items']>,
  now: Date,
): Promise<{ crossings: LowQuantityCrossed[]; became: ItemChange[] }> {
  const last = [...new Map(changes.map((change) => [pairOf(change), change])).values()];
  const kept = last.flatMap(({ holding, ...change }) => (holding === 'removed' ? [] : [{ ...change, ...holding }]));
  const removed = changes.filter(({ holding }) => holding === 'removed');
  // One flight, in this order: an item that was removed before it was kept is another one.
  const [gone, saved] = await Promise.all([
    removed.length > 0 ? remove(tx, removed, passingAmong(changes), now) : [],
    kept.length > 0 ? keep(tx, facts, kept, now) : [],
  ]);
  const crossed = saved.filter(({ crossed }) => crossed);
  const became = saved.map(({ source_item_id, is_new, quantity }): ItemChange => {
    return { sourceItemId: Number(source_item_id), became: is_new ? 'created' : 'updated', quantity };
  });
  return { crossings: crossed.length > 0 ? told(crossed, facts, kept, now) : [], became: [...gone, ...became] };
}

/** Whether somebody is told what becomes of items. */
export function areItemsWatched({ topology }: SkuFacts): boolean {
  return [...topology.watched].some((watch) => watch.startsWith('sourceItem.'));
}

type Change = NonNullable<SkuDelta['items']>[number];

function pairOf({ shelf, sourceId }: Change): string {
  return `${shelf.skuId}:${sourceId}`;
}

type Kept = Omit<Change, 'holding'> & Holding;

interface Saved {
  sku_id: number;
  source_id: number;
  source_item_id: string;
  is_new: boolean;
  crossed: boolean;
  quantity: string;
  below: string;
  is_low: boolean;
}

async function keep(tx: EntityManager, facts: SkuFacts, rows: Kept[], now: Date): Promise<Saved[]> {
  const { joins, below } = thresholds(facts, rows);
  const crossed = sql`coalesce(was < ${below}, false) <> (quantity < ${below})`;
  const asked = areItemsWatched(facts) ? sql`true` : crossed;
  const result = await sql<Saved>`
    with saved as (
      insert into source_item as i (sku_id, source_id, quantity, status, updated_at)
      select *, ${now}::timestamptz from unnest(${rows.map((row) => row.shelf.skuId)}::int[], ${rows.map((row) => row.sourceId)}::int[],
        ${rows.map((row) => formatQuantity(row.quantity))}::numeric[], ${rows.map((row) => row.status)}::smallint[])
      on conflict (sku_id, source_id) do update set quantity = excluded.quantity, status = excluded.status, updated_at = excluded.updated_at
      where (i.quantity, i.status) is distinct from (excluded.quantity, excluded.status)
      returning new.sku_id, new.source_id, new.source_item_id, old.quantity as was, new.quantity)
    select sku_id, source_id, source_item_id, was is null as is_new, quantity::text, (${below})::text as below, quantity < ${below} as is_low,
      coalesce(${crossed}, false) as crossed
    from saved left join low_quantity_notification n using (sku_id, source_id) ${joins}
    where ${asked}`.execute(tx.getKysely());
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

/** Ids of SKUs of which items came and went in one batch, so that no row tells of them. */
function passingAmong(changes: Change[]): number[] {
  const came = new Set(changes.filter(({ holding }) => holding !== 'removed').map(pairOf));
  const passing = changes.filter((change) => change.holding === 'removed' && came.has(pairOf(change)));
  return passing.map(({ shelf }) => shelf.skuId);
}

async function remove(tx: EntityManager, rows: Change[], passing: number[], now: Date): Promise<ItemChange[]> {
  const result = await sql<{ source_item_id: string }>`
    with gone as (
      delete from source_item i
      using unnest(${rows.map((row) => row.shelf.skuId)}::int[], ${rows.map((row) => row.sourceId)}::int[]) as r (sku_id, source_id)
      where i.sku_id = r.sku_id and i.source_id = r.source_id
      returning i.sku_id, i.source_item_id),
    forgotten as (delete from source_item_note n using gone where n.source_item_id = gone.source_item_id),
    dated as (update sku set item_removed_at = ${now} where sku_id in (select sku_id from gone union select unnest(${passing}::int[])))
    select source_item_id from gone`.execute(tx.getKysely());
  return result.rows.map(({ source_item_id }) => ({ sourceItemId: Number(source_item_id), became: 'deleted' }));
}

/** Writes by what other systems know items that are there, and returns which were; what is not given stays. */
export async function saveNotes(
  tx: EntityManager,
  changes: NonNullable<SkuDelta['notes']>,
  now: Date,
): Promise<ItemChange[]> {
  if (changes.length === 0) return [];
  const merged = new Map<string, object>();
  for (const { shelf, sourceId, note } of changes) {
    const key = `${shelf.skuId}:${sourceId}`;
    merged.set(key, { ...merged.get(key), ...note, sku_id: shelf.skuId, source_id: sourceId });
  }
  const kept = (name: string, column: string) =>
    sql`case when jsonb_exists(w.note, ${name}) then w.note->>${name} else ${sql.ref(`n.${column}`)} end`;
  const { rows } = await sql<{ source_item_id: string }>`
    with w as (
      select (note->>'sku_id')::int as sku_id, (note->>'source_id')::int as source_id, note
      from jsonb_array_elements(${JSON.stringify([...merged.values()])}::jsonb) as note),
    noted as (
      update source_item i set updated_at = ${now}::timestamptz from w where i.sku_id = w.sku_id and i.source_id = w.source_id
      returning i.source_item_id, w.note)
    insert into source_item_note (source_item_id, reference, reference_origin, metadata)
    select source_item_id, ${kept('reference', 'reference')}, ${kept('referenceOrigin', 'reference_origin')},
      coalesce(w.note->'metadata', n.metadata, '{}')
    from noted w left join source_item_note n using (source_item_id)
    on conflict (source_item_id) do update set reference = excluded.reference, reference_origin = excluded.reference_origin,
      metadata = excluded.metadata
    returning source_item_id`.execute(tx.getKysely());
  return rows.map(({ source_item_id }) => ({ sourceItemId: Number(source_item_id), became: 'updated' }));
}

function told(crossed: Saved[], { topology }: SkuFacts, kept: Kept[], now: Date): LowQuantityCrossed[] {
  const skus = new Map(kept.map(({ shelf }) => [shelf.skuId, shelf.sku]));
  return crossed.map(({ sku_id, source_id, quantity, below, is_low }) => ({
    sku: skus.get(sku_id)!,
    sourceCode: topology.sourceOfId(source_id)!.sourceCode,
    quantity: formatQuantity(parseQuantity(quantity)),
    notifyStockQty: formatQuantity(parseQuantity(below)),
    isLow: is_low,
    updatedAt: now.toISOString(),
  }));
}
