import type { SkuDelta } from '../source-items/sku-facts.js';
import type { Wiring } from '../stocks/topology.js';
import type { Promised } from './refresh-index.sql.js';

/** Ids of the SKUs that deltas touch, each once. */
export function touchedBy(deltas: SkuDelta[]): number[] {
  return [
    ...new Set(
      deltas.flatMap(({ items = [], ledger = [], configurations = [] }) =>
        [...items, ...ledger, ...configurations].map(({ shelf }) => shelf.skuId),
      ),
    ),
  ];
}

/** How much more the ledger lines of deltas promise, summed per stock and SKU. */
export function promisedBy(deltas: SkuDelta[]): Promised[] {
  const sums = new Map<string, Promised>();
  for (const { stockId, shelf, quantity } of deltas.flatMap((delta) => delta.ledger ?? [])) {
    const key = `${stockId}:${shelf.skuId}`;
    const sum = sums.get(key) ?? { stockId, skuId: shelf.skuId, more: 0 };
    sum.more -= quantity;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/** Stocks and sources between which anything changed: linked, unlinked, enabled, disabled. */
export function rewired(before: Wiring, after: Wiring): { stockIds: number[]; sourceIds: number[] } {
  const stockIds = new Set<number>();
  const sourceIds = new Set<number>();
  for (const stockId of new Set([...before.keys(), ...after.keys()])) {
    const was = before.get(stockId) ?? new Map<number, boolean>();
    const is = after.get(stockId) ?? new Map<number, boolean>();
    for (const sourceId of new Set([...was.keys(), ...is.keys()])) {
      if (was.get(sourceId) === is.get(sourceId)) continue;
      stockIds.add(stockId);
      sourceIds.add(sourceId);
    }
  }
  return { stockIds: [...stockIds], sourceIds: [...sourceIds] };
}
