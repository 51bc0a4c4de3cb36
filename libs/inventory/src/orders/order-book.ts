import type { OrderEventType } from '#contracts/orders';
import type { Units } from '#contracts/quantity';

/** What is known of an item of an order. Quantities are what events reported; none is below zero. */
export interface OrderItem {
  itemId: string;
  skuId: number;
  sku: string;
  virtual: boolean;
  ordered: Units;
  canceled: Units;
  shipped: Units;
  invoiced: Units;
  refunded: Units;
  /** The part of what was refunded that had not been taken from a source. */
  released: Units;
  /** What the ledger still promises for it. */
  promised: Units;
  /** By source id: what was taken there, and what of it came back. */
  deducted: ReadonlyMap<number, Deducted>;
}

/** What was taken from a source for an item, and what of it came back. */
export interface Deducted {
  taken: Units;
  returned: Units;
}

/** An order and the stock that sold it. Values are replaced, never changed. */
export interface Order {
  /** Canonical key of the increment id. */
  key: string;
  incrementId: string;
  /** The id that the shop gave it; empty as long as nobody said it. */
  entityId: string;
  channelType: string;
  channelCode: string;
  stockId: number;
  pickupLocationCode: string | null;
  notifiedAt: Date | null;
  items: ReadonlyMap<string, OrderItem>;
}

/** An event that took effect. */
export interface RecordedEvent {
  eventId: string;
  orderKey: string;
  type: OrderEventType;
}

/** What a batch must know of orders: by the keys of their increment ids, `whole` ones with all their SKUs, by the shop's ids, and events. */
export interface OrderNeeds {
  keys: string[];
  whole: string[];
  entityIds: string[];
  eventIds: string[];
}

/** The locked orders of a batch and the events known of those named; {@link apply} makes changes visible to the next decision. */
export class OrderBook {
  private readonly stored: ReadonlySet<string>;

  constructor(
    private readonly orders = new Map<string, Order>(),
    private readonly events = new Map<string, RecordedEvent>(),
  ) {
    this.stored = new Set(orders.keys());
  }

  order(key: string): Order | undefined {
    return this.orders.get(key);
  }

  /** The order of a shop's id. Shops that share ids: the first by increment id. */
  orderOfEntity(entityId: string): Order | undefined {
    const orders = [...this.orders.values()].filter((order) => order.entityId === entityId);
    return orders.sort((a, b) => (a.key < b.key ? -1 : 1))[0];
  }

  /** Whether the order was there when the batch began, and is locked. */
  isStored(key: string): boolean {
    return this.stored.has(key);
  }

  event(eventId: string): RecordedEvent | undefined {
    return this.events.get(eventId);
  }

  draft(): OrderBook {
    return new OrderBook(new Map(this.orders), new Map(this.events));
  }

  apply({ orders = [], orderEvents = [] }: OrderChanges): void {
    for (const order of orders) this.orders.set(order.key, order);
    for (const event of orderEvents) this.events.set(event.eventId, event);
  }

  /** What deltas changed, as it now is. */
  changed(deltas: OrderChanges[]): Required<OrderChanges> {
    const keys = new Set(deltas.flatMap(({ orders = [] }) => orders.map(({ key }) => key)));
    return {
      orders: [...keys].map((key) => this.orders.get(key)!),
      orderEvents: deltas.flatMap(({ orderEvents = [] }) => orderEvents),
    };
  }
}

/** Changes of orders, and the events that made them. */
export interface OrderChanges {
  orders?: Order[];
  orderEvents?: RecordedEvent[];
}
