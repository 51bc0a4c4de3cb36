import { canonical } from '#contracts/canonical';
import type { OrderEventItem } from '#contracts/orders';
import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, parseQuantity, type Units } from '#contracts/quantity';
import { shortagesOf } from '../reservations/place-reservations.js';
import type { SkuFacts } from '../source-items/sku-facts.js';
import { ADMIN_WEBSITE, channelKey, DEFAULT_SOURCE, DEFAULT_STOCK, type Topology } from '../stocks/topology.js';
import type { Order, OrderItem } from './order-book.js';
import type { SoundEvent } from './order-event.rules.js';
import { LIMITS, newItem } from './order-item.rules.js';
import type { Happening } from './take-effect.js';

/** Reads an event against what is known of its order: refuses what cannot be meant, and what is more than there is to do. */
export function readEvent(
  event: SoundEvent,
  facts: SkuFacts,
  how: { path: string; check: boolean },
): Happening | Problem[] {
  const known = facts.orders.order(canonical(event.order.incrementId));
  const order = known ?? (event.type === 'order_placed' ? newOrder(event, facts.topology) : undefined);
  if (!order) {
    return event.type === 'order_placed'
      ? [problem('CHANNEL_UNKNOWN', `${how.path}.order.salesChannel`, channelOf(event))]
      : [problem('ORDER_UNKNOWN', `${how.path}.order`, { order: event.order.incrementId })];
  }
  const named = { ...order, ...namesOf(event, order) };
  return event.type === 'order_placed' ? placement(event, named, facts, how) : sequel(event, named, facts, how.path);
}

function newOrder(event: SoundEvent, topology: Topology): Order | undefined {
  const { type, code } = channelOf(event);
  const stockId = stockOf(topology, type, code);
  if (stockId === undefined) return undefined;
  const { incrementId } = event.order;
  return {
    ...{ key: canonical(incrementId), incrementId, entityId: '', channelType: type, channelCode: code, stockId },
    ...{ pickupLocationCode: null, notifiedAt: null, items: new Map() },
  };
}

/** The stock that sells on a channel; website `admin` always stock 1. MSI contract B2, 22. */
function stockOf({ channels }: Topology, type: string, code: string): number | undefined {
  const key = { type: canonical(type), codeKey: canonical(code) };
  if (key.type === 'website' && key.codeKey === ADMIN_WEBSITE) return DEFAULT_STOCK;
  return channels.get(channelKey(key))?.stockId;
}

function channelOf({ order: { salesChannel } }: SoundEvent): { type: string; code: string } {
  return { type: salesChannel?.type ?? '', code: salesChannel?.code ?? '' };
}

/** Names of an order that any event may bring. */
function namesOf({ order: { entityId, pickupLocationCode } }: SoundEvent, known: Order) {
  return { entityId: entityId || known.entityId, pickupLocationCode: pickupLocationCode || known.pickupLocationCode };
}

interface Line {
  path: string;
  itemId: string;
  sku: string;
  quantity: Units | undefined;
  virtual: boolean;
}

/** A line given twice counts once: the first. */
function linesOf(items: OrderEventItem[], path: string): Line[] {
  const lines = new Map<string, Line>();
  items.forEach(({ itemId, sku, quantity, virtual }, index) => {
    const units = quantity ? parseQuantity(quantity) : undefined;
    const name = `${units} ${itemId}`;
    const line = { itemId: itemId!, sku: sku ?? '', quantity: units, virtual: virtual ?? false };
    if (!lines.has(name)) lines.set(name, { path: `${path}.items.${index}`, ...line });
  });
  return [...lines.values()];
}

function placement(
  event: SoundEvent,
  order: Order,
  facts: SkuFacts,
  { path, check }: { path: string; check: boolean },
): Happening | Problem[] {
  const items = new Map(order.items);
  const lines = linesOf(event.items!, path);
  const problems = lines.flatMap((line) => {
    const shelf = facts.shelf(line.sku)!;
    const item = items.get(line.itemId) ?? newItem(line.itemId, shelf.skuId, shelf.sku, line.virtual);
    items.set(line.itemId, item);
    return otherSku(line, item, order);
  });
  if (problems.length > 0) return problems;
  const asked = lines.map(({ path, sku, quantity }) => ({ path, sku, stockId: order.stockId, quantity: -quantity! }));
  const short = [...tooMuch(lines, order), ...shortagesOf(asked, facts, check)];
  if (short.length > 0) return short;
  return happening(event, { ...order, items }, lines as (Line & { quantity: Units })[]);
}

/** An order never has more of a SKU than one line of the ledger can give back. */
function tooMuch(lines: Line[], { items }: Order): Problem[] {
  const sums = new Map<string, Units>();
  const add = (sku: string, more: Units) => sums.set(canonical(sku), (sums.get(canonical(sku)) ?? 0) + more);
  for (const { sku, ordered } of items.values()) add(sku, ordered);
  for (const { sku, quantity } of lines) add(sku, quantity!);
  const over = lines.filter(({ sku }) => sums.get(canonical(sku))! > MAX_QUANTITY);
  return over.map(({ path }) =>
    problem('FIELD_OUT_OF_RANGE', `${path}.quantity`, { field: 'qty', max: formatQuantity(MAX_QUANTITY) }),
  );
}

function sequel(event: SoundEvent, order: Order, facts: SkuFacts, path: string): Happening | Problem[] {
  const limit = LIMITS[event.type as keyof typeof LIMITS];
  const everything = [...order.items.values()].filter((item) => limit(item) > 0);
  const lines = event.items
    ? linesOf(event.items, path)
    : everything.map(({ itemId, sku }) => ({ path, itemId, sku, quantity: undefined, virtual: false }));
  const sums = new Map<string, Line & { quantity: Units }>();
  for (const line of lines) {
    const item = order.items.get(line.itemId);
    const quantity = (sums.get(line.itemId)?.quantity ?? 0) + (line.quantity ?? (item ? limit(item) : 0));
    sums.set(line.itemId, { ...line, path: sums.get(line.itemId)?.path ?? line.path, quantity });
  }
  const problems = [
    ...lines.flatMap((line) => otherSku(line, order.items.get(line.itemId), order)),
    ...[...sums.values()].flatMap((line) => {
      const item = order.items.get(line.itemId);
      return beyond(line, item ? limit(item) : -1, order);
    }),
  ];
  const sourceCode = event.type === 'shipment_created' ? sourceOf(event, facts.topology) : '';
  if (sourceCode === undefined) problems.push(problem('FIELD_EMPTY', `${path}.sourceCode`, { field: 'sourceCode' }));
  if (problems.length > 0) return problems;
  return happening(
    event,
    order,
    [...sums.values()].filter(({ quantity }) => quantity > 0),
    sourceCode,
  );
}

function otherSku({ path, itemId, sku }: Line, item: OrderItem | undefined, order: Order): Problem[] {
  if (!item || sku.trim() === '' || canonical(sku) === canonical(item.sku)) return [];
  return [problem('ITEM_OF_OTHER_SKU', path, { order: order.incrementId, itemId, ordered: item.sku, sku })];
}

/** An item that was never ordered has a limit below zero. */
function beyond({ path, itemId, sku, quantity }: Line & { quantity: Units }, limit: Units, order: Order): Problem[] {
  if (quantity <= limit) return [];
  const params = { order: order.incrementId, itemId, sku: order.items.get(itemId)?.sku ?? sku };
  const counts = { asked: formatQuantity(quantity), left: formatQuantity(Math.max(limit, 0)) };
  return [problem('MORE_THAN_ORDERED', path, { ...params, ...counts })];
}

/** Where a shipment is taken from: as the client says, or from the default source when no other is enabled. MSI contract C6. */
function sourceOf({ sourceCode }: SoundEvent, { sources }: Topology): string | undefined {
  if (sourceCode?.trim()) return sourceCode;
  const enabled = [...sources.values()].filter((source) => source.enabled);
  return enabled.length < 2 ? DEFAULT_SOURCE : undefined;
}

function happening(
  { type, returnToStock }: SoundEvent,
  order: Order,
  lines: Happening['lines'],
  sourceCode = '',
): Happening {
  return { type, order, lines, sourceCode, returnToStock: returnToStock ?? false };
}
