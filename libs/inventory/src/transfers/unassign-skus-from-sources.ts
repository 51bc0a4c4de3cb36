import type { SkuHandler } from '../decision.js';
import { reservedProblems } from '../source-items/reserved-items.rules.js';
import { possibleSkus, unknownSources } from './transfers.rules.js';

export const unassignSkusFromSources: SkuHandler<'UnassignSkusFromSources'> = {
  locks: 'skus',
  needs: ({ skus, sourceCodes }, topology) => {
    const possible = unknownSources(sourceCodes, topology).length > 0 ? [] : possibleSkus(skus);
    return { changes: possible, holdings: possible };
  },
  decide({ skus, sourceCodes }, facts) {
    const unknown = unknownSources(sourceCodes, facts.topology);
    if (unknown.length > 0) return { status: 'refused', problems: unknown };
    const sourceIds = new Set(sourceCodes.map((code) => facts.topology.source(code)!.sourceId));
    const items = possibleSkus(skus).flatMap((sku) => {
      const shelf = facts.shelf(sku);
      const held = [...sourceIds].filter((sourceId) => shelf?.holdings!.has(sourceId));
      return held.map((sourceId) => ({ shelf: shelf!, sourceId, holding: 'removed' as const }));
    });
    const reserved = items.flatMap(({ shelf, sourceId }) => reservedProblems(facts, shelf, sourceId, 'skus'));
    if (reserved.length > 0) return { status: 'refused', problems: reserved };
    const notifications = possibleSkus(skus).flatMap((sku) => {
      const shelf = facts.shelf(sku);
      return shelf ? [...sourceIds].map((sourceId) => ({ shelf, sourceId, below: 'removed' as const })) : [];
    });
    return { status: 'done', view: { unassigned: items.length }, delta: { items, notifications } };
  },
};
