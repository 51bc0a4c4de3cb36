import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY } from '#contracts/quantity';
import type { TransferStatus, TransferStep } from '#contracts/stock-transfers';
import type { Circumstances } from '../decision.js';
import { takingProblems } from '../stock-reservations/binding.rules.js';
import type { StockTransfer } from '../stock-reservations/claims.js';
import { endReservationOf, reserveFor } from '../stock-reservations/owned-reservations.rules.js';
import type { Trial } from '../trial.js';
import type { Shelf } from '../source-items/sku-facts.js';

/** Where a step leads from, where to, and the time that it is remembered by. Commerce Layer contract §1.10. */
const STEPS: Record<TransferStep, { from: TransferStatus[]; to: TransferStatus; time?: keyof StockTransfer }> = {
  upcoming: { from: ['draft'], to: 'upcoming' },
  on_hold: { from: ['upcoming', 'picking'], to: 'on_hold', time: 'onHoldAt' },
  picking: { from: ['upcoming', 'on_hold'], to: 'picking', time: 'pickingAt' },
  in_transit: { from: ['picking'], to: 'in_transit', time: 'inTransitAt' },
  complete: { from: ['in_transit'], to: 'completed', time: 'completedAt' },
  cancel: { from: ['draft', 'upcoming', 'on_hold', 'picking', 'in_transit'], to: 'cancelled', time: 'cancelledAt' },
};

/** Whether a transfer still goes on. */
export function isOpen({ status }: StockTransfer): boolean {
  return status !== 'completed' && status !== 'cancelled';
}

/** Takes a transfer a step further with what that does to quantities, or says why it cannot be. */
export function takeStep(
  transfer: StockTransfer,
  step: TransferStep,
  { shelf, path }: { shelf: Shelf; path: string },
  trial: Trial,
  at: Circumstances,
): StockTransfer | Problem[] {
  const { from, to, time } = STEPS[step];
  if (!from.includes(transfer.status)) {
    return [problem('STOCK_TRANSFER_STATUS', `${path}.status`, { status: transfer.status, step: to })];
  }
  const problems = effectOf(step, transfer, { shelf, path }, trial, at);
  if (problems.length > 0) return problems;
  const claim: StockTransfer = { ...transfer, status: to, updatedAt: at.now, ...(time && { [time]: at.now }) };
  trial.change({ claims: [{ shelf, claim }] });
  return claim;
}

function effectOf(
  step: TransferStep,
  transfer: StockTransfer,
  { shelf, path }: { shelf: Shelf; path: string },
  trial: Trial,
  at: Circumstances,
): Problem[] {
  switch (step) {
    case 'upcoming':
      return ofOrigin(reserveFor(transfer, { shelf, sourceId: transfer.originId, path }, trial, at));
    case 'cancel':
      endReservationOf(transfer.publicId, shelf, 'cancelled', trial);
      return [];
    case 'complete':
      return move(transfer, shelf, path, trial);
    default:
      return [];
  }
}

function ofOrigin(problems: Problem[]): Problem[] {
  return problems.map((one) => ({ ...one, path: one.path.replace(/\.sourceCode$/, '.originSourceCode') }));
}

/** Moves the quantity in one change. What others have reserved stays, also when the origin was set to less. An item that is there keeps its status. */
function move(transfer: StockTransfer, shelf: Shelf, path: string, trial: Trial): Problem[] {
  const { originId, destinationId, quantity, publicId } = transfer;
  const { facts } = trial;
  const own = facts.claims.reservationOf(publicId)?.quantity ?? 0;
  const taking = takingProblems({ shelf, sourceId: originId, path }, own, quantity, facts);
  if (taking.length > 0) return ofOrigin(taking);
  const from = shelf.holdings!.get(originId)!;
  const to = shelf.holdings!.get(destinationId) ?? { quantity: 0, status: 1 };
  const arrived = to.quantity + quantity;
  if (arrived > MAX_QUANTITY) {
    return [
      problem('FIELD_OUT_OF_RANGE', `${path}.quantity`, { field: 'quantity', max: formatQuantity(MAX_QUANTITY) }),
    ];
  }
  endReservationOf(publicId, shelf, 'consumed', trial);
  trial.change({
    items: [
      { shelf, sourceId: originId, holding: { ...from, quantity: from.quantity - quantity } },
      { shelf, sourceId: destinationId, holding: { ...to, quantity: arrived } },
    ],
  });
  return [];
}
