import { problem } from '#contracts/problems';
import type { SkuHandler } from '../decision.js';
import { decideEach } from '../trial.js';
import { NOTHING_SAID } from './profile.js';
import { isKnown } from './skus.rules.js';

export const deleteSkus: SkuHandler<'DeleteSkus'> = {
  locks: 'skus',
  needs: ({ skus }) => ({ profiles: skus, holdings: skus, offers: skus }),
  decide({ skus }, facts, { now }) {
    const elements = skus.map((sku) => ({ sku }));
    return decideEach(elements, 'skus', facts, {}, ({ sku }, path, trial) => {
      const shelf = trial.shelf(sku);
      if (!shelf || !isKnown(shelf)) return [problem('SKU_UNKNOWN', path, { sku })];
      const reserved = [...shelf.offers.values()].some((offer) => offer.reserved !== 0);
      if (shelf.holdings!.size > 0 || shelf.names! > 0 || reserved) return [problem('SKU_IN_USE', path, { sku })];
      const profile = { ...NOTHING_SAID, deleted: true, createdAt: now, updatedAt: now };
      trial.change({ profiles: [{ shelf, profile }] });
      return [];
    });
  },
};
