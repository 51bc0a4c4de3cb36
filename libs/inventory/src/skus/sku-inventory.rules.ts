import { UNIT, type Units } from '#contracts/quantity';

/** What of a SKU can be had: in sum, and at each source in the order of their priority. */
export interface SkuInventory {
  quantity: number;
  levels: number[];
}

/** Whole units at the first `cutoff` sources, a source without any counting as one; the sum is at most what may be sold. */
export function levelsUpTo(cutoff: number | null, free: Units[], salable: Units): SkuInventory {
  const levels = free.slice(0, cutoff ?? free.length).map(whole);
  const sum = levels.reduce((total, level) => total + level, 0);
  return { quantity: Math.min(sum, whole(salable)), levels };
}

function whole(units: Units): number {
  return Math.max(0, Math.floor(units / UNIT));
}
