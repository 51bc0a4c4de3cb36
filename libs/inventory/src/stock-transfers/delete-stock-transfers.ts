import { problem } from '#contracts/problems';
import type { SkuHandler } from '../decision.js';
import { endReservationOf } from '../stock-reservations/owned-reservations.rules.js';
import { decideEach } from '../trial.js';
import { needsOfEndings } from '../stock-reservations/needs-of-claims.js';

export const deleteStockTransfers: SkuHandler<'DeleteStockTransfers'> = {
  locks: 'skus',
  needs: ({ transfers }) =>
    needsOfEndings(
      transfers,
      transfers.map(({ transferId }) => transferId),
    ),
  decide({ transfers }, facts) {
    return decideEach(transfers, 'transfers', facts, {}, ({ transferId: id, sku }, path, trial) => {
      const shelf = trial.shelf(sku);
      const claim = trial.facts.claims.find('transfer', id, shelf);
      if (!shelf || !claim) return [problem('STOCK_TRANSFER_UNKNOWN', `${path}.transferId`, { id, sku })];
      endReservationOf(id, shelf, 'cancelled', trial);
      trial.change({ claims: [{ shelf, claim, gone: 'deleted' }] });
      return [];
    });
  },
};
