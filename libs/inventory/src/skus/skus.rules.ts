import type { Shelf } from '../source-items/sku-facts.js';

/**
 * Whether a SKU is known: a source has an item of it, a stock transfer or a stock line item names it, somebody has described it, or has put it
 * into stock and nobody has forgotten it since. `KNOWN` of skus.queries.ts is the same in SQL.
 */
export function isKnown({ profile, holdings, wasStocked, names }: Shelf): boolean {
  return holdings!.size > 0 || names! > 0 || (profile ? !profile.deleted : wasStocked!);
}
