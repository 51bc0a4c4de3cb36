import { canonical } from '#contracts/canonical';
import { formatQuantity, parseQuantity, type Units } from '#contracts/quantity';
import type { OrderEventType } from '#contracts/orders';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { BatchNeeds } from '../source-items/lock-shelves.js';
import type { Shelf } from '../source-items/sku-facts.js';
import { UnknownSkus } from '../source-items/sku-lock.sql.js';
import {
  OrderBook,
  type Order,
  type OrderChanges,
  type OrderItem,
  type OrderNeeds,
  type RecordedEvent,
} from './order-book.js';

/**
 * Finds the orders that a batch needs, before anything is locked, and adds to its needs the SKUs of those it needs whole. Where orders are
 * called by the shop's ids, all that the batch names are whole: it may yet say which of them is called so. Returns their keys. Asks nothing when
 * every command names the SKUs of its order.
 */
export async function learnOrders(tx: EntityManager, { orders, changes, holdings }: BatchNeeds): Promise<string[]> {
  if (orders.entityIds.length > 0) orders.whole.push(...orders.keys);
  const { keys, whole, entityIds } = orders;
  if (whole.length + entityIds.length === 0) return [...new Set(keys)];
  const { rows } = await sql<{ order_key: string; sku_keys: string[] }>`
    select o.order_key, array(
      select k.sku_key from sales_order_item i join sku k using (sku_id) where i.order_key = o.order_key) as sku_keys
    from sales_order o where o.order_key = any(${whole}::text[]) or o.entity_id = any(${entityIds}::text[])`.execute(
    tx.getKysely(),
  );
  for (const sku of rows.flatMap(({ sku_keys }) => sku_keys)) {
    changes.add(sku);
    holdings.add(sku);
  }
  return [...new Set([...keys, ...whole, ...rows.map(({ order_key }) => order_key)])];
}

/**
 * Locks orders until the transaction ends, in the order of their keys and after all SKUs, and reads them with the events known of those
 * named. Throws {@link UnknownSkus}, so that the batch is begun anew, when an order has got an item of a SKU that is not locked.
 */
export async function lockOrders(
  tx: EntityManager,
  keys: string[],
  { whole, entityIds, eventIds }: OrderNeeds,
  shelves: ReadonlyMap<string, Shelf>,
): Promise<OrderBook> {
  if (keys.length + eventIds.length === 0) return new OrderBook();
  const db = tx.getKysely();
  const locking = sql<OrderRow>`
    select order_key, increment_id, entity_id, channel_type, channel_code, stock_id, pickup_location_code, notified_at
    from sales_order where order_key = any(${keys}::text[]) order by order_key for no key update`.execute(db);
  const loadingItems = sql<ItemRow>`
    select order_key, item_id, sku_id, k.sku, virtual, ordered::text, canceled::text, shipped::text, invoiced::text, refunded::text,
      released::text, promised::text, deducted
    from sales_order_item join sku k using (sku_id) where order_key = any(${keys}::text[])
    order by order_key, item_id`.execute(db);
  const loadingEvents = sql<{ event_id: string; order_key: string; type: OrderEventType }>`
    select event_id, order_key, type from sales_order_event where event_id = any(${eventIds}::text[])`.execute(db);
  const [{ rows }, { rows: itemRows }, { rows: eventRows }] = await Promise.all([locking, loadingItems, loadingEvents]);

  const items = Map.groupBy(itemRows, (row) => row.order_key);
  const orders = rows.map((row) => orderOf(row, items.get(row.order_key) ?? []));
  const wholeOnes = orders.filter(({ key, entityId }) => whole.includes(key) || entityIds.includes(entityId));
  const unlocked = wholeOnes
    .flatMap((order) => [...order.items.values()])
    .filter(({ sku }) => !shelves.has(canonical(sku)));
  if (unlocked.length > 0) {
    throw new UnknownSkus(new Map(unlocked.map(({ sku }) => [canonical(sku), { sku, isPlaceholder: true }])));
  }
  return new OrderBook(
    new Map(orders.map((order) => [order.key, order])),
    new Map(
      eventRows.map(({ event_id, order_key, type }) => [event_id, { eventId: event_id, orderKey: order_key, type }]),
    ),
  );
}

/**
 * Writes the orders that deltas changed with their items, and the events that changed them, in one statement each. Throws {@link UnknownSkus},
 * so that the batch is begun anew, when an order that was new has been made by somebody else meanwhile.
 */
export async function saveOrders(tx: EntityManager, book: OrderBook, deltas: OrderChanges[], now: Date): Promise<void> {
  const { orders, orderEvents } = book.changed(deltas);
  if (orders.length === 0) return;
  // Sorted, so that two batches which both make new orders wait for each other and never in a circle.
  const sorted = [...orders].sort((a, b) => (a.key < b.key ? -1 : 1));
  const [made] = await Promise.all([
    upsertOrders(tx, sorted, now),
    saveItems(tx, sorted),
    saveEvents(tx, orderEvents, now),
  ]);
  const fresh = sorted.filter(({ key }) => !book.isStored(key));
  if (fresh.some(({ key }) => !made.has(key))) throw new UnknownSkus(new Map());
}

/** Returns the keys of the orders that were not there. */
async function upsertOrders(tx: EntityManager, orders: Order[], now: Date): Promise<Set<string>> {
  const column = <T>(value: (order: Order) => T) => orders.map(value);
  const { rows } = await sql<{ order_key: string }>`
    insert into sales_order as o (order_key, increment_id, entity_id, channel_type, channel_code, stock_id, pickup_location_code,
      notified_at, placed_at, updated_at)
    select *, ${now}::timestamptz, ${now}::timestamptz from unnest(${column(({ key }) => key)}::text[],
      ${column(({ incrementId }) => incrementId)}::text[], ${column(({ entityId }) => entityId)}::text[],
      ${column(({ channelType }) => channelType)}::text[], ${column(({ channelCode }) => channelCode)}::text[],
      ${column(({ stockId }) => stockId)}::int[], ${column((order) => order.pickupLocationCode)}::text[],
      ${column(({ notifiedAt }) => notifiedAt)}::timestamptz[])
    on conflict (order_key) do update set entity_id = excluded.entity_id, pickup_location_code = excluded.pickup_location_code,
      notified_at = excluded.notified_at, updated_at = excluded.updated_at
    returning case when old.order_key is null then new.order_key end as order_key`.execute(tx.getKysely());
  return new Set(rows.map(({ order_key }) => order_key));
}

async function saveEvents(tx: EntityManager, orderEvents: RecordedEvent[], now: Date): Promise<void> {
  if (orderEvents.length === 0) return;
  const events = [...orderEvents].sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  await sql`
    insert into sales_order_event (event_id, order_key, type, recorded_at)
    select *, ${now}::timestamptz from unnest(${events.map(({ eventId }) => eventId)}::text[],
      ${events.map(({ orderKey }) => orderKey)}::text[], ${events.map(({ type }) => type)}::text[])`.execute(
    tx.getKysely(),
  );
}

async function saveItems(tx: EntityManager, orders: Order[]): Promise<void> {
  const rows = orders.flatMap(({ key, items }) => [...items.values()].map((item) => ({ key, item })));
  const quantity = (name: Quantity) => rows.map(({ item }) => formatQuantity(item[name]));
  await sql`
    insert into sales_order_item as i (order_key, item_id, sku_id, virtual, ordered, canceled, shipped, invoiced, refunded, released,
      promised, deducted)
    select * from unnest(${rows.map(({ key }) => key)}::text[], ${rows.map(({ item }) => item.itemId)}::text[],
      ${rows.map(({ item }) => item.skuId)}::int[], ${rows.map(({ item }) => item.virtual)}::boolean[],
      ${quantity('ordered')}::numeric[], ${quantity('canceled')}::numeric[], ${quantity('shipped')}::numeric[],
      ${quantity('invoiced')}::numeric[], ${quantity('refunded')}::numeric[], ${quantity('released')}::numeric[],
      ${quantity('promised')}::numeric[], ${rows.map(({ item }) => JSON.stringify(deductedColumn(item)))}::jsonb[])
    on conflict (order_key, item_id) do update set ordered = excluded.ordered, canceled = excluded.canceled,
      shipped = excluded.shipped, invoiced = excluded.invoiced, refunded = excluded.refunded, released = excluded.released,
      promised = excluded.promised, deducted = excluded.deducted
    where (i.ordered, i.canceled, i.shipped, i.invoiced, i.refunded, i.released, i.promised, i.deducted) is distinct from
      (excluded.ordered, excluded.canceled, excluded.shipped, excluded.invoiced, excluded.refunded, excluded.released,
      excluded.promised, excluded.deducted)`.execute(tx.getKysely());
}

const QUANTITIES = ['ordered', 'canceled', 'shipped', 'invoiced', 'refunded', 'released', 'promised'] as const;
type Quantity = (typeof QUANTITIES)[number];
type DeductedColumn = Record<string, [taken: string, returned: string]>;

interface OrderRow {
  order_key: string;
  increment_id: string;
  entity_id: string;
  channel_type: string;
  channel_code: string;
  stock_id: number;
  pickup_location_code: string | null;
  notified_at: Date | string | null;
}

interface ItemRow extends Record<Quantity, string> {
  order_key: string;
  item_id: string;
  sku_id: number;
  sku: string;
  virtual: boolean;
  deducted: DeductedColumn;
}

function orderOf(row: OrderRow, items: ItemRow[]): Order {
  return {
    key: row.order_key,
    incrementId: row.increment_id,
    entityId: row.entity_id,
    channelType: row.channel_type,
    channelCode: row.channel_code,
    stockId: row.stock_id,
    pickupLocationCode: row.pickup_location_code,
    notifiedAt: row.notified_at === null ? null : new Date(row.notified_at),
    items: new Map(items.map((item) => [item.item_id, itemOf(item)])),
  };
}

function itemOf(row: ItemRow): OrderItem {
  const quantities = Object.fromEntries(QUANTITIES.map((name) => [name, parseQuantity(row[name])]));
  const deducted = Object.entries(row.deducted).map(
    ([sourceId, [taken, returned]]) =>
      [Number(sourceId), { taken: parseQuantity(taken), returned: parseQuantity(returned) }] as const,
  );
  return {
    ...{ itemId: row.item_id, skuId: row.sku_id, sku: row.sku, virtual: row.virtual },
    ...(quantities as Record<Quantity, Units>),
    deducted: new Map(deducted),
  };
}

function deductedColumn({ deducted }: OrderItem): DeductedColumn {
  return Object.fromEntries(
    [...deducted].map(([sourceId, { taken, returned }]) => [
      sourceId,
      [formatQuantity(taken), formatQuantity(returned)],
    ]),
  );
}
