import type { SkuDelta } from './sku-facts.js';

/** Deltas without what they say of items that were removed after it: an item made again begins anew. */
export function withoutForgone(deltas: SkuDelta[]): SkuDelta[] {
  if (!deltas.some(({ items = [] }) => items.some(({ holding }) => holding === 'removed'))) return deltas;
  const gone = new Set<string>();
  const kept = deltas.toReversed().map((delta) => {
    const stays = (change: Item) => !gone.has(pairOf(change));
    const { bound = [], notes = [] } = delta;
    const rest = { ...delta, bound: bound.filter(stays), notes: notes.filter(stays) };
    for (const change of delta.items ?? []) if (change.holding === 'removed') gone.add(pairOf(change));
    return rest;
  });
  return kept.toReversed();
}

interface Item {
  shelf: { skuId: number };
  sourceId: number;
}

function pairOf({ shelf, sourceId }: Item): string {
  return `${shelf.skuId}:${sourceId}`;
}
