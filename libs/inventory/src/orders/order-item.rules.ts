import type { OrderEventType } from '#contracts/orders';
import type { Units } from '#contracts/quantity';
import type { Deducted, OrderItem } from './order-book.js';

/** How much of an item may still leave: not cancelled, not refunded beforehand, and not shipped, or invoiced if it is virtual. */
export function leftToDeliver({ virtual, ordered, canceled, released, invoiced, shipped }: OrderItem): Units {
  return ordered - canceled - released - (virtual ? invoiced : shipped);
}

/** How much of an item an event may at most be about; nothing bounds what is placed. MSI contract C5, H3. */
export const LIMITS: Record<Exclude<OrderEventType, 'order_placed'>, (item: OrderItem) => Units> = {
  order_place_failed: leftToDeliver,
  order_canceled: (item) => {
    const unclaimed = item.ordered - Math.max(item.shipped, item.invoiced) - item.canceled;
    return Math.max(0, Math.min(leftToDeliver(item), unclaimed));
  },
  shipment_created: (item) => (item.virtual ? 0 : leftToDeliver(item)),
  invoice_created: (item) => (item.virtual ? leftToDeliver(item) : item.ordered - item.canceled - item.invoiced),
  creditmemo_created: ({ ordered, canceled, refunded }) => ordered - canceled - refunded,
};

/** An item of which nothing has happened yet. */
export function newItem(itemId: string, skuId: number, sku: string, virtual: boolean): OrderItem {
  const none = { ordered: 0, canceled: 0, shipped: 0, invoiced: 0, refunded: 0, released: 0, promised: 0 };
  return { itemId, skuId, sku, virtual, ...none, deducted: new Map() };
}

/** What of a quantity the ledger still promises: that much goes back to it. */
export function promisedPart({ promised }: OrderItem, quantity: Units): Units {
  return Math.min(promised, quantity);
}

/** What of a quantity that the ledger has got in addition is still to be delivered: that much it promises again. */
export function promisedAgain(item: OrderItem, quantity: Units): Units {
  return Math.max(0, Math.min(leftToDeliver(item) - item.promised, quantity));
}

/** What of a refund had not left yet: that much was only promised. MSI contract C6. */
export function undeliveredPart(item: OrderItem, quantity: Units): Units {
  return Math.min(leftToDeliver(item), quantity);
}

/** A quantity that left, back to the sources it was taken from, in this order of sources and never more than was taken there. */
export function returnsOf({ deducted }: OrderItem, quantity: Units, sourceIds: number[]): Map<number, Units> {
  const returns = new Map<number, Units>();
  let left = quantity;
  for (const sourceId of sourceIds) {
    const { taken, returned } = deducted.get(sourceId) ?? { taken: 0, returned: 0 };
    const back = Math.min(left, taken - returned);
    if (back <= 0) continue;
    returns.set(sourceId, back);
    left -= back;
  }
  return returns;
}

/** What was deducted once a quantity was taken at a source, or came back when it is negative. */
export function deductedAfter(
  deducted: OrderItem['deducted'],
  sourceId: number,
  quantity: Units,
): ReadonlyMap<number, Deducted> {
  const { taken, returned } = deducted.get(sourceId) ?? { taken: 0, returned: 0 };
  const now = quantity > 0 ? { taken: taken + quantity, returned } : { taken, returned: returned - quantity };
  return new Map(deducted).set(sourceId, now);
}
