import { problem } from '#contracts/problems';
import type { SkuHandler } from '../decision.js';
import { endReservationOf } from '../stock-reservations/owned-reservations.rules.js';
import { decideEach } from '../trial.js';
import { needsOfEndings } from '../stock-reservations/needs-of-claims.js';

export const deleteStockLineItems: SkuHandler<'DeleteStockLineItems'> = {
  locks: 'skus',
  needs: ({ lineItems }) =>
    needsOfEndings(
      lineItems,
      lineItems.map(({ lineItemId }) => lineItemId),
    ),
  decide({ lineItems }, facts) {
    return decideEach(lineItems, 'lineItems', facts, {}, ({ lineItemId: id, sku }, path, trial) => {
      const shelf = trial.shelf(sku);
      const claim = trial.facts.claims.find('lineItem', id, shelf);
      if (!shelf || !claim) return [problem('STOCK_LINE_ITEM_UNKNOWN', `${path}.lineItemId`, { id, sku })];
      endReservationOf(id, shelf, 'cancelled', trial);
      trial.change({ claims: [{ shelf, claim, gone: 'deleted' }] });
      return [];
    });
  },
};
