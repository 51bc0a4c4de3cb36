import { problem, type Problem } from '#contracts/problems';
import { formatQuantity } from '#contracts/quantity';
import type { Shelf, SkuFacts } from './sku-facts.js';

/** Why an item cannot go: something of it is reserved at its source. */
export function reservedProblems({ topology }: SkuFacts, shelf: Shelf, sourceId: number, path: string): Problem[] {
  const bound = shelf.bound?.get(sourceId) ?? 0;
  if (bound === 0) return [];
  const source = topology.sourceOfId(sourceId);
  const params = { sku: shelf.sku, sourceCode: source?.sourceCode ?? '', reserved: formatQuantity(bound) };
  return [problem('SOURCE_ITEM_RESERVED', path, params)];
}
