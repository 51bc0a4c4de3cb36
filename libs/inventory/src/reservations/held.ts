import { canonical } from '#contracts/canonical';
import type { Units } from '#contracts/quantity';
import type { OrderBook, OrderNeeds } from '../orders/order-book.js';

/** What lines of the ledger may be about: an order by its key, a SKU and a stock. */
export interface OrderPlace {
  orderKey: string;
  sku: string;
  stockId: number;
}

/** A line of the ledger, as far as it is about an order. */
interface Line {
  shelf: { sku: string };
  stockId: number;
  quantity: Units;
  metadata: Record<string, unknown> | null;
}

/** What the ledger holds for orders, of those places that a batch asks about, at this point of the batch. */
export class Held {
  constructor(private readonly sums = new Map<string, Units>()) {}

  /** The same, to try lines out: they do not show here. */
  draft(): Held {
    return new Held(new Map(this.sums));
  }

  /** What the ledger promises of a SKU on a stock for an order; below zero when more was given back. */
  at(place: OrderPlace): Units {
    return this.sums.get(nameOf(place)) ?? 0;
  }

  /** Counts a line that is appended. */
  append({ shelf, stockId, quantity, metadata }: Line): void {
    if (this.sums.size === 0 || metadata?.object_type !== 'order') return;
    const { object_increment_id: id } = metadata;
    if (typeof id !== 'string' && typeof id !== 'number') return;
    const name = nameOf({ orderKey: canonical(String(id)), sku: shelf.sku, stockId });
    const before = this.sums.get(name);
    if (before !== undefined) this.sums.set(name, before - quantity);
  }
}

/** The places asked about where an order promises something, or may by the time it is decided: elsewhere it does not matter what the ledger holds. */
export function promisingPlaces(
  places: OrderPlace[],
  { keys, whole }: Pick<OrderNeeds, 'keys' | 'whole'>,
  orders: OrderBook,
): OrderPlace[] {
  if (places.length === 0) return [];
  const namings = Map.groupBy([...keys, ...whole], (key) => key);
  return places.filter(({ orderKey, sku }) => {
    const items = [...(orders.order(orderKey)?.items.values() ?? [])];
    return (
      namings.get(orderKey)!.length > 1 ||
      items.some((item) => item.promised > 0 && canonical(item.sku) === canonical(sku))
    );
  });
}

/** Tells a place from others. */
export function nameOf({ orderKey, sku, stockId }: OrderPlace): string {
  return [stockId, canonical(sku), orderKey].join('\n');
}
