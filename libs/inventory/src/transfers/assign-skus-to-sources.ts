import type { SkuHandler } from '../decision.js';
import { possibleSkus, unknownSources } from './transfers.rules.js';

export const assignSkusToSources: SkuHandler<'AssignSkusToSources'> = {
  locks: 'skus',
  needs: ({ skus, sourceCodes }, topology) => {
    const possible = unknownSources(sourceCodes, topology).length > 0 ? [] : possibleSkus(skus);
    return { registers: possible, supplies: true, changes: possible, holdings: possible, notifications: possible };
  },
  decide({ skus, sourceCodes }, facts) {
    const unknown = unknownSources(sourceCodes, facts.topology);
    if (unknown.length > 0) return { status: 'refused', problems: unknown };
    const sourceIds = new Set(sourceCodes.map((code) => facts.topology.source(code)!.sourceId));
    const items = possibleSkus(skus).flatMap((sku) => {
      const shelf = facts.shelf(sku)!;
      const missing = [...sourceIds].filter((sourceId) => !shelf.holdings!.has(sourceId));
      return missing.map((sourceId) => ({ shelf, sourceId, holding: { quantity: 0, status: 0 } }));
    });
    // As Magento does: an item that was assigned takes over nothing that is set at the origin of a later transfer.
    const notifications = items.flatMap(({ shelf, sourceId }) =>
      shelf.notifications!.has(sourceId) ? [] : [{ shelf, sourceId, below: null }],
    );
    return { status: 'done', view: { assigned: items.length }, delta: { items, notifications } };
  },
};
