import type { SkuDelta } from '../source-items/sku-facts.js';

/** What deltas set and forget of low quantities, in their order: with an item goes what was set for it. */
export function notificationsOf(deltas: SkuDelta[]): NonNullable<SkuDelta['notifications']> {
  return deltas.flatMap(({ items = [], notifications = [] }) => [
    ...items.flatMap(({ shelf, sourceId, holding }) =>
      holding === 'removed' ? [{ shelf, sourceId, below: 'removed' as const }] : [],
    ),
    ...notifications,
  ]);
}
