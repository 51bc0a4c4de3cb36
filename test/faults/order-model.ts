import type { CommandData } from '#contracts/commands';
import type { OrderEvent, OrderEventType } from '#contracts/orders';
import type { ProblemCode } from '#contracts/problems';
import { keyOf, unitsOf, when } from './shape-faults.js';

/** What orders ask of the inventory that they are placed in. */
export interface Inventory {
  stockOf(type: string, code: string): number | undefined;
  /** Why so much cannot be sold. */
  unsold(units: bigint, stockId: number, sku: string): ProblemCode[];
  isLedgered(sku: string): boolean;
  isManaged(sku: string): boolean;
  append(stockId: number, sku: string, units: bigint): void;
  held(source: string, sku: string): { units: bigint; status: number } | undefined;
  /** What is left of an item that is there beyond what is reserved of it. */
  free(source: string, sku: string): bigint;
  /** Takes from an item that is there, or brings back what is below zero. */
  take(source: string, sku: string, units: bigint): void;
  /** Enabled sources of a stock, the first to ship first. */
  shippers(stockId: number): string[];
  enabledSources(): string[];
  /** Every source, the oldest first. */
  allSources(): string[];
}

/** What happened to an item once: how much, how much of a refund had not left, what the ledger got back, and what left which source. */
interface Happened {
  type: OrderEventType;
  units: bigint;
  unsent: bigint;
  back: bigint;
  left: Record<string, bigint>;
}

interface Item {
  sku: string;
  virtual: boolean;
  log: Happened[];
}

interface Order {
  stockId: number;
  entityId: string;
  pickupLocation: string;
  items: Record<string, Item>;
  /** What the ledger promises for it, by stock and SKU. */
  held: Record<string, bigint>;
}

const MAX = 999_999_999_999n;

/** Orders as their rules tell it, a second time: a log of each item, from which everything is counted anew. */
export class OrderModel {
  private orders: Record<string, Order> = {};
  private events: Record<string, string> = {};

  constructor(private readonly inventory: Inventory) {}

  /** What is kept, to go back to. */
  snapshot(): () => void {
    const [orders, events] = [structuredClone(this.orders), { ...this.events }];
    return () => {
      this.orders = orders;
      this.events = events;
    };
  }

  /** Everything that is known of orders, for a comparison. */
  facts(): object[] {
    return Object.entries(this.orders).flatMap(([order, { items }]) =>
      Object.entries(items).map(([itemId, item]) => ({
        ...{ order, itemId, sku: item.sku, virtual: item.virtual },
        ordered: count(item, 'order_placed') - count(item, 'order_place_failed'),
        canceled: count(item, 'order_canceled'),
        shipped: count(item, 'shipment_created'),
        invoiced: count(item, 'invoice_created'),
        refunded: count(item, 'creditmemo_created'),
        promised: -sum(item.log.map(({ back }) => back)),
      })),
    );
  }

  report({ events, check }: CommandData['ReportOrderEvents']): ProblemCode[] {
    for (const event of events) {
      const name = `${event.type} ${keyOf(event.order!.incrementId)}`;
      const told = this.events[event.id!];
      if (told === name) continue;
      const codes = told ? (['EVENT_ID_TAKEN'] as const) : this.happen(event, check !== false);
      if (codes.length > 0) return [...codes];
      this.events[event.id!] = name;
    }
    return [];
  }

  /** Orders that cannot be are left alone; nothing is ever refused. */
  notify({ orderIds }: CommandData['NotifyOrdersReadyForPickup'], undoable: (work: () => ProblemCode[]) => void): void {
    for (const orderId of orderIds) {
      const keys = Object.keys(this.orders).filter((key) => this.orders[key]!.entityId === orderId);
      const order = this.orders[keys.sort()[0] ?? ''];
      if (!order || Object.values(order.items).some((item) => count(item, 'shipment_created') > 0n)) continue;
      const waiting = Object.values(order.items).filter((item) => !item.virtual && undelivered(item) > 0n);
      const source = keyOf(order.pickupLocation);
      const there = waiting.every(
        ({ sku }) => !this.inventory.isManaged(sku) || this.inventory.held(source, sku)?.status === 1,
      );
      if (!there || !this.inventory.enabledSources().includes(source)) continue;
      undoable(() =>
        waiting.flatMap((item) => this.carryOut('shipment_created', order, item, undelivered(item), source, false)),
      );
    }
  }

  /** Writes down what the ledger lacks; what is still to be delivered counts as promised. */
  compensate({ compensations }: CommandData['CompensateReservations']): ProblemCode[] {
    if (compensations.some(({ incrementId }) => !this.orders[keyOf(incrementId)])) return ['ORDER_UNKNOWN'];
    for (const { incrementId, sku, quantity, stockId } of compensations) {
      if (!this.inventory.isLedgered(keyOf(sku))) continue;
      const order = this.orders[keyOf(incrementId)]!;
      this.append(order, stockId, keyOf(sku), unitsOf(quantity));
      let more = order.stockId === stockId ? -unitsOf(quantity) : 0n;
      for (const item of Object.values(order.items).filter((one) => one.sku === keyOf(sku))) {
        const unpromised = undelivered(item) + sum(item.log.map(({ back }) => back));
        const back = more > 0n && unpromised > 0n ? -least(more, unpromised) : 0n;
        item.log.push({ type: 'order_placed', units: 0n, unsent: 0n, back, left: {} });
        more += back;
      }
      if (unitsOf(quantity) > 0n && order.stockId === stockId) this.promiseAtMost(order, keyOf(sku));
    }
    return [];
  }

  private promiseAtMost(order: Order, sku: string): void {
    const held = order.held[`${order.stockId} ${sku}`]!;
    let left = held > 0n ? held : 0n;
    for (const item of Object.values(order.items).filter((one) => one.sku === sku)) {
      const promised = -sum(item.log.map(({ back }) => back));
      const kept = least(promised, left);
      item.log.push({ type: 'order_placed', units: 0n, unsent: 0n, back: promised - kept, left: {} });
      left -= kept;
    }
  }

  private append(order: Order, stockId: number, sku: string, units: bigint): void {
    const place = `${stockId} ${sku}`;
    order.held[place] = (order.held[place] ?? 0n) - units;
    this.inventory.append(stockId, sku, units);
  }

  private happen(event: OrderEvent, check: boolean): ProblemCode[] {
    const key = keyOf(event.order!.incrementId);
    const known = this.orders[key];
    const placed = event.type === 'order_placed';
    const { type = '', code = '' } = event.order!.salesChannel ?? {};
    const stockId = known?.stockId ?? (placed ? this.inventory.stockOf(type!, code!) : undefined);
    if (stockId === undefined) return [placed ? 'CHANNEL_UNKNOWN' : 'ORDER_UNKNOWN'];
    const order: Order = known ?? { stockId, entityId: '', pickupLocation: '', items: {}, held: {} };
    this.orders[key] = order;
    order.entityId = event.order!.entityId || order.entityId;
    order.pickupLocation = event.order!.pickupLocationCode || order.pickupLocation;
    return placed ? this.place(event, order, check) : this.follow(event, order);
  }

  private place(event: OrderEvent, order: Order, check: boolean): ProblemCode[] {
    const lines = distinct(event);
    const other = lines.some(({ itemId, sku }, index) => {
      const first = order.items[itemId!]?.sku ?? lines.slice(0, index).find((one) => one.itemId === itemId)?.sku ?? sku;
      return keyOf(first) !== keyOf(sku);
    });
    if (other) return ['ITEM_OF_OTHER_SKU'];
    const codes = [...new Set(lines.map(({ sku }) => keyOf(sku)))].flatMap((sku): ProblemCode[] => {
      const asked = sum(lines.filter((line) => keyOf(line.sku) === sku).map(({ quantity }) => unitsOf(quantity!)));
      const items = Object.values(order.items).filter((item) => keyOf(item.sku) === sku);
      const before = sum(items.map((item) => count(item, 'order_placed') - count(item, 'order_place_failed')));
      return [
        ...when(before + asked > MAX, 'FIELD_OUT_OF_RANGE'),
        ...(check ? this.inventory.unsold(asked, order.stockId, sku) : []),
      ];
    });
    if (codes.length > 0) return codes;
    for (const { itemId, sku, quantity, virtual } of lines) {
      const item = (order.items[itemId!] ??= { sku: keyOf(sku), virtual: virtual ?? false, log: [] });
      const units = unitsOf(quantity!);
      const back = this.inventory.isLedgered(item.sku) ? -units : 0n;
      item.log.push({ type: 'order_placed', units, unsent: 0n, back, left: {} });
      this.append(order, order.stockId, item.sku, back);
    }
    return [];
  }

  private follow(event: OrderEvent, order: Order): ProblemCode[] {
    const type = event.type as OrderEventType;
    const asked: Record<string, bigint> = {};
    const everything = Object.entries(order.items).filter(([, item]) => limit(type, item) > 0n);
    const lines = event.items ? distinct(event) : everything.map(([itemId]) => ({ itemId, sku: null, quantity: null }));
    const codes: ProblemCode[] = [];
    for (const { itemId, sku, quantity } of lines) {
      const item = order.items[itemId!];
      const all = item ? limit(type, item) : 0n;
      asked[itemId!] = (asked[itemId!] ?? 0n) + (quantity ? unitsOf(quantity) : all);
      if (item && keyOf(sku) !== '' && keyOf(sku) !== item.sku) codes.push('ITEM_OF_OTHER_SKU');
    }
    for (const [itemId, units] of Object.entries(asked)) {
      const item = order.items[itemId];
      if (!item || units > limit(type, item)) codes.push('MORE_THAN_ORDERED');
    }
    const single = this.inventory.enabledSources().length < 2 ? 'default' : undefined;
    const source = keyOf(event.sourceCode).trim() === '' ? single : keyOf(event.sourceCode);
    if (type === 'shipment_created' && source === undefined) codes.push('FIELD_EMPTY');
    if (codes.length > 0) return codes;
    return Object.entries(asked)
      .filter(([, units]) => units > 0n)
      .flatMap(([itemId, units]) =>
        this.carryOut(type, order, order.items[itemId]!, units, source ?? '', event.returnToStock ?? false),
      );
  }

  private carryOut(
    type: OrderEventType,
    order: Order,
    item: Item,
    units: bigint,
    source: string,
    returns: boolean,
  ): ProblemCode[] {
    const refund = type === 'creditmemo_created';
    const unsent = refund ? least(undelivered(item), units) : 0n;
    const leaving = this.leaving(type, order, item, units, source, returns ? units - unsent : 0n);
    if (!leaving) return ['NOT_ENOUGH'];
    const moves = this.inventory.isManaged(item.sku) ? Object.entries(leaving).filter(([, moved]) => moved !== 0n) : [];
    const codes = moves.flatMap(([place, moved]): ProblemCode[] => {
      const held = this.inventory.held(place, item.sku);
      if (!held) return ['SOURCE_ITEM_UNKNOWN'];
      if (moved > 0n && this.inventory.free(place, item.sku) < moved) return ['NOT_ENOUGH_AT_SOURCE'];
      return when(held.units - moved > MAX, 'FIELD_OUT_OF_RANGE');
    });
    if (codes.length > 0) return codes;
    for (const [place, moved] of moves) this.inventory.take(place, item.sku, moved);
    const freed = type === 'invoice_created' && !item.virtual ? 0n : refund ? unsent : units;
    const back = least(freed, -sum(item.log.map((entry) => entry.back)));
    item.log.push({ type, units, unsent, back, left: Object.fromEntries(moves) });
    this.append(order, order.stockId, item.sku, back);
    return [];
  }

  /** What leaves which source, what comes back below zero; undefined when there is not enough anywhere. */
  private leaving(
    type: OrderEventType,
    { stockId }: Order,
    item: Item,
    units: bigint,
    source: string,
    returned: bigint,
  ): Record<string, bigint> | undefined {
    if (type === 'shipment_created') return { [source]: units };
    const shippers = this.inventory.shippers(stockId);
    if (type === 'creditmemo_created') {
      const out = (place: string) => sum(item.log.map(({ left }) => left[place] ?? 0n));
      const places = [...new Set([...shippers, ...this.inventory.allSources()])];
      return spread(returned, places, out, -1n).taken;
    }
    if (type !== 'invoice_created' || !item.virtual || !this.inventory.isManaged(item.sku)) return {};
    const inStock = shippers.filter((place) => this.inventory.held(place, item.sku)?.status === 1);
    const { taken, rest } = spread(units, inStock, (place) => this.inventory.free(place, item.sku), 1n);
    return rest > 0n ? undefined : taken;
  }
}

/** Takes from place after place what it has at most, written with a sign. */
function spread(units: bigint, places: string[], most: (place: string) => bigint, sign: bigint) {
  const taken: Record<string, bigint> = {};
  let rest = units;
  for (const place of places) {
    const some = least(rest, most(place));
    if (some <= 0n) continue;
    taken[place] = sign * some;
    rest -= some;
  }
  return { taken, rest };
}

/** Lines that say the same are one; the first of them counts. */
function distinct({ items }: OrderEvent) {
  const name = ({ itemId, quantity }: NonNullable<typeof items>[number]) =>
    `${itemId} ${quantity ? unitsOf(quantity) : 'all'}`;
  return items!.filter((one, index) => items!.findIndex((other) => name(other) === name(one)) === index);
}

function limit(type: OrderEventType, item: Item): bigint {
  const ordered = count(item, 'order_placed') - count(item, 'order_place_failed') - count(item, 'order_canceled');
  const [shipped, invoiced] = [count(item, 'shipment_created'), count(item, 'invoice_created')];
  const left = undelivered(item);
  if (type === 'order_canceled') {
    const unclaimed = least(left, ordered - (shipped > invoiced ? shipped : invoiced));
    return unclaimed > 0n ? unclaimed : 0n;
  }
  if (type === 'order_place_failed') return left;
  if (type === 'shipment_created') return item.virtual ? 0n : left;
  if (type === 'invoice_created') return item.virtual ? left : ordered - invoiced;
  return ordered - count(item, 'creditmemo_created');
}

function undelivered(item: Item): bigint {
  const ordered = count(item, 'order_placed') - count(item, 'order_place_failed') - count(item, 'order_canceled');
  const unsent = sum(item.log.map((entry) => entry.unsent));
  return ordered - unsent - count(item, item.virtual ? 'invoice_created' : 'shipment_created');
}

function count({ log }: Item, type: OrderEventType): bigint {
  return sum(log.filter((entry) => entry.type === type).map(({ units }) => units));
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function sum(list: bigint[]): bigint {
  return list.reduce((total, units) => total + units, 0n);
}
