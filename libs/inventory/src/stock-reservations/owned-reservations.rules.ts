import { problem, type Problem } from '#contracts/problems';
import type { Units } from '#contracts/quantity';
import type { Circumstances } from '../decision.js';
import { newOutside } from '../outside.rules.js';
import type { Shelf } from '../source-items/sku-facts.js';
import { binding, claimingProblems, type Place } from './binding.rules.js';
import type { ClaimChange, StockReservation } from './claims.js';
import type { Trial } from '../trial.js';

/** What owns a reservation: a transfer, which brings it to a destination, or a line item. */
interface Owner {
  publicId: string;
  quantity: Units;
  destinationId?: number;
}

/** Reserves the quantity of an owner at a source, or says why that cannot be. */
export function reserveFor(owner: Owner, place: Place, trial: Trial, at: Circumstances): Problem[] {
  const { publicId, quantity, destinationId } = owner;
  const problems = claimingProblems({ ...place, destinationId }, 0, quantity, trial.facts);
  if (problems.length > 0) return problems;
  const { shelf, sourceId } = place;
  const claim: StockReservation = {
    ...{ kind: 'reservation', skuId: shelf.skuId, sourceId, quantity, ownerId: publicId },
    ...{ status: 'pending', expiresAt: null, version: 0, ...newOutside(at) },
  };
  trial.change({ ...binding(place, quantity), claims: [{ shelf, claim }] });
  return [];
}

/** Has the reservation of an owner, if there is one, follow its quantity, or says why that cannot be. */
export function resizeFor(owner: Owner, shelf: Shelf, path: string, trial: Trial, at: Circumstances): Problem[] {
  const stored = trial.facts.claims.reservationOf(owner.publicId);
  if (!stored || stored.quantity === owner.quantity) return [];
  const place = { shelf, sourceId: stored.sourceId, path, destinationId: owner.destinationId };
  const problems = claimingProblems(place, stored.quantity, owner.quantity, trial.facts);
  if (problems.length > 0) return problems;
  const claim = { ...stored, quantity: owner.quantity, updatedAt: at.now };
  trial.change({ ...binding(place, owner.quantity - stored.quantity), claims: [{ shelf, claim }] });
  return [];
}

/** Ends a reservation and gives back what it held. */
export function endReservation(claim: StockReservation, shelf: Shelf, gone: ClaimChange['gone'], trial: Trial): void {
  trial.change({ ...binding({ shelf, sourceId: claim.sourceId }, -claim.quantity), claims: [{ shelf, claim, gone }] });
}

/** Ends the reservation of an owner, if there is one. */
export function endReservationOf(ownerId: string, shelf: Shelf, gone: ClaimChange['gone'], trial: Trial): void {
  const claim = trial.facts.claims.reservationOf(ownerId);
  if (claim) endReservation(claim, shelf, gone, trial);
}

/** Whether the time of a reservation is over, be it that nobody has ended it yet. */
export function isOverdue({ expiresAt }: StockReservation, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** The problem of a reservation that changes only with what it belongs to. */
export function notByItself({ publicId, ownerId }: StockReservation, path: string): Problem {
  return problem('STOCK_RESERVATION_OWNED', path, { id: publicId, ownerId: ownerId! });
}
