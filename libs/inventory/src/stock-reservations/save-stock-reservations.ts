import { problem, type Problem } from '#contracts/problems';
import { parseQuantity } from '#contracts/quantity';
import type { StockReservationToSave } from '#contracts/stock-reservations';
import type { Circumstances, SkuHandler } from '../decision.js';
import { emptyField } from '../field.rules.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import { binding, claimingProblems, claimQuantityProblems, draftSeconds } from './binding.rules.js';
import type { StockReservation } from './claims.js';
import { isOverdue, notByItself } from './owned-reservations.rules.js';
import { decideEach, type Trial } from '../trial.js';
import { needsOfClaims } from './needs-of-claims.js';

export const saveStockReservations: SkuHandler<'SaveStockReservations'> = {
  locks: 'skus',
  needs: ({ reservations }) =>
    needsOfClaims(
      reservations,
      reservations.map(({ reservationId }) => reservationId),
    ),
  decide({ reservations }, facts, at) {
    const reservationIds: string[] = [];
    return decideEach(reservations, 'reservations', facts, { reservationIds }, (given, path, trial) => {
      const invalid = shapeProblems(given, path);
      if (invalid.length > 0) return invalid;
      const saved = given.reservationId
        ? changed(given as Named, path, trial, at)
        : created(given as New, path, trial, at);
      if (Array.isArray(saved)) return saved;
      reservationIds.push(saved.publicId);
      return [];
    });
  },
};

type New = StockReservationToSave & { sku: string; sourceCode: string; quantity: string };
type Named = StockReservationToSave & { sku: string; reservationId: string };

function shapeProblems({ reservationId, sku, sourceCode, quantity }: StockReservationToSave, path: string): Problem[] {
  return [
    ...emptyField(sku, 'sku', path),
    ...(reservationId ? [] : emptyField(sourceCode, 'sourceCode', path)),
    ...claimQuantityProblems(quantity, path, !reservationId),
  ];
}

function created(given: New, path: string, trial: Trial, at: Circumstances): StockReservation | Problem[] {
  const { sku, sourceCode } = given;
  const source = trial.facts.topology.source(sourceCode);
  if (!source) return [problem('SOURCE_UNKNOWN', `${path}.sourceCode`, { sourceCode })];
  const shelf = trial.shelf(sku);
  if (!shelf) return [problem('SOURCE_ITEM_UNKNOWN', `${path}.sourceCode`, { sku, sourceCode })];
  const place = { shelf, sourceId: source.sourceId, path };
  const quantity = parseQuantity(given.quantity);
  const problems = claimingProblems(place, 0, quantity, trial.facts);
  if (problems.length > 0) return problems;
  const seconds = draftSeconds(trial.facts.topology, source.sourceId);
  const outside = newOutside(at);
  const claim: StockReservation = {
    ...{ kind: 'reservation', skuId: shelf.skuId, sourceId: source.sourceId, quantity, ownerId: null, version: 0 },
    status: given.pending ? 'pending' : 'draft',
    expiresAt: given.pending ? null : new Date(at.now.getTime() + seconds * 1_000),
    ...{ ...outside, ...savedOutside(given, outside, at) },
  };
  trial.change({ ...binding(place, quantity), claims: [{ shelf, claim }] });
  return claim;
}

function changed(given: Named, path: string, trial: Trial, at: Circumstances): StockReservation | Problem[] {
  const { sku, reservationId: id } = given;
  const shelf = trial.shelf(sku);
  const stored = trial.facts.claims.find('reservation', id, shelf);
  if (!shelf || !stored || isOverdue(stored, at.now))
    return [problem('STOCK_RESERVATION_UNKNOWN', `${path}.reservationId`, { id, sku })];
  const quantity = given.quantity ? parseQuantity(given.quantity) : stored.quantity;
  const pending = stored.status === 'pending' || given.pending === true;
  if (stored.ownerId !== null && quantity !== stored.quantity) return [notByItself(stored, path)];
  const place = { shelf, sourceId: stored.sourceId, path };
  const problems = claimingProblems(place, stored.quantity, quantity, trial.facts);
  if (problems.length > 0) return problems;
  const claim: StockReservation = {
    ...{ ...stored, ...savedOutside(given, stored, at), quantity },
    ...(pending && { status: 'pending', expiresAt: null }),
  };
  const more = quantity - stored.quantity;
  trial.change({ ...(more !== 0 && binding(place, more)), claims: [{ shelf, claim }] });
  return claim;
}
