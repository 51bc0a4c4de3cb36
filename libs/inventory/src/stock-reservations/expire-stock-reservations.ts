import type { SkuHandler } from '../decision.js';
import { endReservation, isOverdue } from './owned-reservations.rules.js';
import { decideEach } from '../trial.js';
import { needsOfEndings } from './needs-of-claims.js';

export const expireStockReservations: SkuHandler<'ExpireStockReservations'> = {
  locks: 'skus',
  needs: ({ reservations }) =>
    needsOfEndings(
      reservations,
      reservations.map(({ reservationId }) => reservationId),
    ),
  decide({ reservations }, facts, { now }) {
    return decideEach(reservations, 'reservations', facts, {}, ({ reservationId, sku }, _, trial) => {
      const shelf = trial.shelf(sku);
      const claim = trial.facts.claims.find('reservation', reservationId, shelf);
      if (shelf && claim && isOverdue(claim, now)) endReservation(claim, shelf, 'expired', trial);
      return [];
    });
  },
};
