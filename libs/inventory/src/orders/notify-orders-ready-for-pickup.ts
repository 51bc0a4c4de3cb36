import { problem, type Problem } from '#contracts/problems';
import type { Circumstances, SkuHandler } from '../decision.js';
import type { SkuDelta, SkuFacts } from '../source-items/sku-facts.js';
import type { Order } from './order-book.js';
import { leftToDeliver } from './order-item.rules.js';
import { takeEffect } from './take-effect.js';

export const notifyOrdersReadyForPickup: SkuHandler<'NotifyOrdersReadyForPickup'> = {
  locks: 'skus',
  needs: ({ orderIds }) => ({ orders: { entityIds: orderIds.filter((orderId) => orderId !== '') } }),
  decide({ orderIds }, facts, at) {
    const orders = orderIds.flatMap((orderId) => facts.orders.orderOfEntity(orderId) ?? []);
    const draft = facts.draft(orders.flatMap(({ items }) => [...items.values()]).map(({ sku }) => sku));
    const deltas: SkuDelta[] = [];
    const failed = orderIds.flatMap((orderId, index): Problem[] => {
      const path = `orderIds.${index}`;
      const order = draft.orders.orderOfEntity(orderId);
      if (!order) return [problem('ORDER_UNKNOWN', path, { order: orderId, orderId })];
      const delta = notified(order, draft, at);
      if (!delta) return [problem('NOT_READY_FOR_PICKUP', path, { orderId })];
      draft.apply(delta);
      deltas.push(delta);
      return [];
    });
    return { status: 'done', view: { failed }, delta: facts.settled(deltas) };
  },
};

/** Ships an order that waits at its pickup location unless something of it was shipped before; undefined when it is not ready. MSI contract B8, 39. */
function notified(order: Order, draft: SkuFacts, at: Circumstances): SkuDelta | undefined {
  const shipped = [...order.items.values()].some((item) => item.shipped > 0);
  const delta = shipped ? { orders: [order] } : shipment(order, draft);
  return delta && { ...delta, orders: delta.orders?.map((one) => ({ ...one, notifiedAt: at.now })) };
}

function shipment(order: Order, draft: SkuFacts): SkuDelta | undefined {
  const source = draft.topology.source(order.pickupLocationCode ?? '');
  const items = [...order.items.values()].filter((item) => !item.virtual && leftToDeliver(item) > 0);
  const ready = items.every(({ sku }) => {
    const shelf = draft.shelf(sku)!;
    const managed = draft.configurationOf(shelf).manageStock;
    return !managed || shelf.holdings!.get(source?.sourceId ?? 0)?.status === 1;
  });
  if (!source?.enabled || items.length === 0 || !ready) return undefined;
  const { sourceCode } = source;
  const lines = items.map((item) => ({ path: '', itemId: item.itemId, quantity: leftToDeliver(item) }));
  const trial = draft.draft(items.map(({ sku }) => sku));
  const happening = { type: 'shipment_created' as const, order, lines, sourceCode, returnToStock: false };
  const delta = takeEffect(happening, trial);
  return Array.isArray(delta) ? undefined : draft.settled([delta]);
}
