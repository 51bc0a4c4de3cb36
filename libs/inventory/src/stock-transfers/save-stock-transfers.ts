import { problem, type Problem } from '#contracts/problems';
import { parseQuantity } from '#contracts/quantity';
import { TRANSFER_STEPS, type StockTransferToSave } from '#contracts/stock-transfers';
import type { Circumstances, SkuHandler } from '../decision.js';
import { emptyField, MAX_CODE, MAX_SKU, overlongField } from '../field.rules.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import { claimQuantityProblems, redirectionProblems, trackingProblems } from '../stock-reservations/binding.rules.js';
import type { StockTransfer } from '../stock-reservations/claims.js';
import { resizeFor } from '../stock-reservations/owned-reservations.rules.js';
import { needsOfClaims, skusOf } from '../stock-reservations/needs-of-claims.js';
import { decideEach, type Trial } from '../trial.js';
import { isKnown } from '../skus/skus.rules.js';
import type { Shelf } from '../source-items/sku-facts.js';
import type { Topology } from '../stocks/topology.js';
import { endProblems } from '../transfers/transfers.rules.js';
import { isOpen, takeStep } from './stock-transfers.rules.js';

export const saveStockTransfers: SkuHandler<'SaveStockTransfers'> = {
  locks: 'skus',
  needs: ({ transfers }) => {
    const ids = transfers.map(({ transferId }) => transferId);
    const fresh = transfers.filter(({ transferId }) => !transferId);
    return { ...needsOfClaims(transfers, ids), profiles: skusOf(fresh) };
  },
  decide({ transfers }, facts, at) {
    const transferIds: string[] = [];
    return decideEach(transfers, 'transfers', facts, { transferIds }, (given, path, trial) => {
      const saved = given.transferId
        ? changed(given as Named, path, trial, at)
        : created(given as New, path, trial, at);
      if (Array.isArray(saved)) return saved;
      transferIds.push(saved.publicId);
      return [];
    });
  },
};

type New = StockTransferToSave & Record<'sku' | 'originSourceCode' | 'destinationSourceCode' | 'quantity', string>;
type Named = StockTransferToSave & { transferId: string };

function newProblems(given: StockTransferToSave, path: string, topology: Topology): Problem[] {
  const { sku, originSourceCode, destinationSourceCode, quantity, number } = given;
  const shape = [
    ...emptyField(sku, 'sku', path),
    ...overlongField(sku, 'sku', path, MAX_SKU),
    ...emptyField(originSourceCode, 'originSourceCode', path),
    ...emptyField(destinationSourceCode, 'destinationSourceCode', path),
    ...claimQuantityProblems(quantity, path, true),
    ...overlongField(number, 'number', path, MAX_CODE),
  ];
  if (shape.length > 0) return shape;
  return under(path, endProblems(originSourceCode!, destinationSourceCode!, topology));
}

function created(given: New, path: string, trial: Trial, at: Circumstances): StockTransfer | Problem[] {
  const { topology } = trial.facts;
  const invalid = newProblems(given, path, topology);
  if (invalid.length > 0) return invalid;
  const shelf = trial.shelf(given.sku);
  if (!shelf || !isKnown(shelf)) return [problem('SKU_UNKNOWN', `${path}.sku`, { sku: given.sku })];
  const untracked = trackingProblems(shelf, `${path}.sku`, trial.facts);
  if (untracked.length > 0) return untracked;
  const outside = newOutside(at);
  const claim: StockTransfer = {
    ...{ kind: 'transfer', skuId: shelf.skuId, number: given.number ?? null, status: 'draft', version: 0 },
    originId: topology.source(given.originSourceCode)!.sourceId,
    destinationId: topology.source(given.destinationSourceCode)!.sourceId,
    quantity: parseQuantity(given.quantity),
    ...{ onHoldAt: null, pickingAt: null, inTransitAt: null, completedAt: null, cancelledAt: null },
    ...{ ...outside, ...savedOutside(given, outside, at) },
  };
  trial.change({ claims: [{ shelf, claim }] });
  return stepped(claim, given, { shelf, path }, trial, at);
}

function changed(given: Named, path: string, trial: Trial, at: Circumstances): StockTransfer | Problem[] {
  const { sku, transferId: id } = given;
  const shelf = trial.shelf(sku ?? '');
  const stored = trial.facts.claims.find('transfer', id, shelf);
  if (!shelf || !stored) {
    return [problem('STOCK_TRANSFER_UNKNOWN', `${path}.transferId`, { id, sku: sku ?? '' })];
  }
  const claim = merged(given, stored, trial.facts.topology, at);
  const invalid = [
    ...claimQuantityProblems(given.quantity, path, false),
    ...overlongField(given.number, 'number', path, MAX_CODE),
    ...fixedProblems(stored, claim, path),
    ...under(path, changedEnds(given, claim, trial.facts.topology)),
  ];
  if (invalid.length > 0) return invalid;
  const short = resizeFor(claim, shelf, path, trial, at);
  if (short.length > 0) return short;
  const away = redirected(stored, claim, { shelf, path }, trial);
  if (away.length > 0) return away;
  // A step tells of the rest too.
  if (!given.steps?.length) trial.change({ claims: [{ shelf, claim }] });
  return stepped(claim, given, { shelf, path }, trial, at);
}

function merged(given: Named, stored: StockTransfer, topology: Topology, at: Circumstances): StockTransfer {
  const end = (code: string | null | undefined) => (code ? topology.source(code)?.sourceId : undefined);
  return {
    ...{ ...stored, ...savedOutside(given, stored, at) },
    quantity: given.quantity ? parseQuantity(given.quantity) : stored.quantity,
    number: given.number === undefined ? stored.number : given.number,
    originId: end(given.originSourceCode) ?? stored.originId,
    destinationId: end(given.destinationSourceCode) ?? stored.destinationId,
  };
}

/** Ends are fixed once something is reserved, the quantity once nothing is any more. */
function fixedProblems(stored: StockTransfer, claim: StockTransfer, path: string): Problem[] {
  const fixed = (field: string) =>
    problem('STOCK_TRANSFER_FIXED', `${path}.${field}`, { field, status: stored.status });
  const isDraft = stored.status === 'draft';
  return [
    ...(claim.quantity !== stored.quantity && !isOpen(stored) ? [fixed('quantity')] : []),
    ...(claim.originId !== stored.originId && !isDraft ? [fixed('originSourceCode')] : []),
    ...(claim.destinationId !== stored.destinationId && !isOpen(stored) ? [fixed('destinationSourceCode')] : []),
  ];
}

/** Problems of both ends as they will be; one that is not given is not to blame. */
function changedEnds(given: Named, { originId, destinationId }: StockTransfer, topology: Topology): Problem[] {
  const codeOf = (code: string | null | undefined, id: number) => code || topology.sourceOfId(id)!.sourceCode;
  const ends = [codeOf(given.originSourceCode, originId), codeOf(given.destinationSourceCode, destinationId)] as const;
  const named = { ORIGIN_UNKNOWN: given.originSourceCode, DESTINATION_UNKNOWN: given.destinationSourceCode };
  return endProblems(...ends, topology).filter(({ code }) => !(code in named) || named[code as keyof typeof named]);
}

/** Why goods that are reserved may not go elsewhere. */
function redirected(
  { destinationId: before }: StockTransfer,
  { publicId, destinationId }: StockTransfer,
  place: { shelf: Shelf; path: string },
  { facts }: Trial,
): Problem[] {
  const claim = facts.claims.reservationOf(publicId);
  if (!claim || before === destinationId) return [];
  const { sourceId, quantity } = claim;
  return redirectionProblems({ ...place, sourceId, destinationId }, before, quantity, facts);
}

function stepped(
  transfer: StockTransfer,
  { steps }: StockTransferToSave,
  place: { shelf: Shelf; path: string },
  trial: Trial,
  at: Circumstances,
): StockTransfer | Problem[] {
  let now = transfer;
  for (const step of TRANSFER_STEPS.filter((one) => steps?.includes(one))) {
    const next = takeStep(now, step, place, trial, at);
    if (Array.isArray(next)) return next;
    now = next;
  }
  return now;
}

function under(path: string, problems: Problem[]): Problem[] {
  return problems.map((one) => ({ ...one, path: `${path}.${one.path}` }));
}
