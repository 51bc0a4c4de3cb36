import type { SkuNeeds } from '../decision.js';

type Elements = { sku?: string | null }[];

/** What must be known to decide changes of claims, by their public ids, that may claim more: what every source holds and every stock sells. */
export function needsOfClaims(elements: Elements, ids: (string | null | undefined)[]): SkuNeeds {
  return { ...needsOfEndings(elements, ids), offers: skusOf(elements) };
}

/** What must be known to decide changes of claims that only give back. */
export function needsOfEndings(elements: Elements, ids: (string | null | undefined)[]): SkuNeeds {
  const skus = skusOf(elements);
  return { changes: skus, holdings: skus, claims: ids.flatMap((id) => id ?? []) };
}

/** SKUs that elements name. */
export function skusOf(elements: Elements): string[] {
  return elements.flatMap(({ sku }) => (sku?.trim() ? [sku] : []));
}
