import type { SkuDelta } from '../source-items/sku-facts.js';
import type { Wiring } from '../stocks/topology.js';
import type { Promised, Spellings } from './refresh-index.sql.js';

/** The SKUs that deltas touch. */
export function touchedBy(deltas: SkuDelta[]): Spellings {
  const skus = new Map<number, string>();
  for (const { items = [], ledger = [], configurations = [], bound = [] } of deltas) {
    for (const { shelf } of items) skus.set(shelf.skuId, shelf.sku);
    for (const { shelf } of ledger) skus.set(shelf.skuId, shelf.sku);
    for (const { shelf } of configurations) skus.set(shelf.skuId, shelf.sku);
    for (const { shelf } of bound) skus.set(shelf.skuId, shelf.sku);
  }
  return skus;
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
