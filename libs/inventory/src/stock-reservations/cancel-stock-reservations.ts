import { problem } from '#contracts/problems';
import type { SkuHandler } from '../decision.js';
import { endReservation, isOverdue, notByItself } from './owned-reservations.rules.js';
import { decideEach } from '../trial.js';
import { needsOfEndings } from './needs-of-claims.js';

export const cancelStockReservations: SkuHandler<'CancelStockReservations'> = {
  locks: 'skus',
  needs: ({ reservations }) =>
    needsOfEndings(
      reservations,
      reservations.map(({ reservationId }) => reservationId),
    ),
  decide({ reservations }, facts, { now }) {
    return decideEach(reservations, 'reservations', facts, {}, ({ reservationId: id, sku }, path, trial) => {
      const shelf = trial.shelf(sku);
      const claim = trial.facts.claims.find('reservation', id, shelf);
      if (!shelf || !claim) return [problem('STOCK_RESERVATION_UNKNOWN', `${path}.reservationId`, { id, sku })];
      if (claim.ownerId !== null) return [notByItself(claim, path)];
      endReservation(claim, shelf, isOverdue(claim, now) ? 'expired' : 'cancelled', trial);
      return [];
    });
  },
};
