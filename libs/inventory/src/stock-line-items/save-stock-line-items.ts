import { problem, type Problem } from '#contracts/problems';
import { parseQuantity } from '#contracts/quantity';
import { LINE_ITEM_STEPS, type LineItemStep, type StockLineItemToSave } from '#contracts/stock-line-items';
import type { Circumstances, SkuHandler } from '../decision.js';
import { emptyField, MAX_SKU, overlongField } from '../field.rules.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import {
  claimingProblems,
  claimQuantityProblems,
  takingProblems,
  trackingProblems,
  type Place,
} from '../stock-reservations/binding.rules.js';
import type { StockLineItem } from '../stock-reservations/claims.js';
import { endReservationOf, reserveFor, resizeFor } from '../stock-reservations/owned-reservations.rules.js';
import { needsOfClaims, skusOf } from '../stock-reservations/needs-of-claims.js';
import { decideEach, type Trial } from '../trial.js';
import { isKnown } from '../skus/skus.rules.js';
import type { Shelf } from '../source-items/sku-facts.js';
import type { Topology } from '../stocks/topology.js';

export const saveStockLineItems: SkuHandler<'SaveStockLineItems'> = {
  locks: 'skus',
  needs: ({ lineItems }) => {
    const ids = lineItems.map(({ lineItemId }) => lineItemId);
    const fresh = lineItems.filter(({ lineItemId }) => !lineItemId);
    return { ...needsOfClaims(lineItems, ids), profiles: skusOf(fresh) };
  },
  decide({ lineItems }, facts, at) {
    const lineItemIds: string[] = [];
    return decideEach(lineItems, 'lineItems', facts, { lineItemIds }, (given, path, trial) => {
      const invalid = shapeProblems(given, path, trial.facts.topology);
      if (invalid.length > 0) return invalid;
      const saved = given.lineItemId
        ? changed(given as Named, path, trial, at)
        : created(given as New, path, trial, at);
      if (Array.isArray(saved)) return saved;
      lineItemIds.push(saved.publicId);
      return [];
    });
  },
};

type New = StockLineItemToSave & { sku: string; quantity: string };
type Named = StockLineItemToSave & { sku: string; lineItemId: string };

function shapeProblems(
  { lineItemId, sku, sourceCode, quantity }: StockLineItemToSave,
  path: string,
  topology: Topology,
) {
  return [
    ...emptyField(sku, 'sku', path),
    ...overlongField(sku, 'sku', path, MAX_SKU),
    ...claimQuantityProblems(quantity, path, !lineItemId),
    ...(sourceCode && !topology.source(sourceCode)
      ? [problem('SOURCE_UNKNOWN', `${path}.sourceCode`, { sourceCode })]
      : []),
  ];
}

function created(given: New, path: string, trial: Trial, at: Circumstances): StockLineItem | Problem[] {
  const shelf = trial.shelf(given.sku);
  if (!shelf || !isKnown(shelf)) return [problem('SKU_UNKNOWN', `${path}.sku`, { sku: given.sku })];
  const untracked = trackingProblems(shelf, `${path}.sku`, trial.facts);
  if (untracked.length > 0) return untracked;
  const outside = newOutside(at);
  const claim: StockLineItem = {
    ...{
      kind: 'lineItem',
      skuId: shelf.skuId,
      quantity: parseQuantity(given.quantity),
      decrementedAt: null,
      version: 0,
    },
    sourceId: sourceIdOf(given, trial) ?? null,
    ...{ ...outside, ...savedOutside(given, outside, at) },
  };
  trial.change({ claims: [{ shelf, claim }] });
  return stepped(claim, given, { shelf, path }, trial, at);
}

function changed(given: Named, path: string, trial: Trial, at: Circumstances): StockLineItem | Problem[] {
  const { sku, lineItemId: id } = given;
  const shelf = trial.shelf(sku);
  const stored = trial.facts.claims.find('lineItem', id, shelf);
  if (!shelf || !stored) return [problem('STOCK_LINE_ITEM_UNKNOWN', `${path}.lineItemId`, { id, sku })];
  const quantity = given.quantity ? parseQuantity(given.quantity) : stored.quantity;
  const sourceId = given.sourceCode === null ? null : (sourceIdOf(given, trial) ?? stored.sourceId);
  if (stored.decrementedAt && (quantity !== stored.quantity || sourceId !== stored.sourceId)) {
    return [problem('STOCK_LINE_ITEM_DECREMENTED', path, { id })];
  }
  if (sourceId !== stored.sourceId && trial.facts.claims.reservationOf(id)) {
    return [problem('STOCK_LINE_ITEM_RESERVED', `${path}.sourceCode`, { id })];
  }
  const claim: StockLineItem = { ...stored, ...savedOutside(given, stored, at), quantity, sourceId };
  const short = resizeFor(claim, shelf, path, trial, at);
  if (short.length > 0) return short;
  trial.change({ claims: [{ shelf, claim }] });
  return stepped(claim, given, { shelf, path }, trial, at);
}

function sourceIdOf({ sourceCode }: StockLineItemToSave, { facts }: Trial): number | undefined {
  return sourceCode ? facts.topology.source(sourceCode)?.sourceId : undefined;
}

function stepped(
  lineItem: StockLineItem,
  { steps }: StockLineItemToSave,
  { shelf, path }: { shelf: Shelf; path: string },
  trial: Trial,
  at: Circumstances,
): StockLineItem | Problem[] {
  let now = lineItem;
  for (const step of LINE_ITEM_STEPS.filter((one) => steps?.includes(one))) {
    const { publicId: id, sourceId } = now;
    if (now.decrementedAt) return [problem('STOCK_LINE_ITEM_DECREMENTED', `${path}.${step}`, { id })];
    if (sourceId === null) {
      return [problem('SOURCE_ITEM_UNKNOWN', `${path}.sourceCode`, { sku: shelf.sku, sourceCode: '' })];
    }
    const problems = takeStep(step, now, { shelf, sourceId, path }, trial, at);
    if (problems.length > 0) return problems;
    if (step === 'decrement') {
      now = { ...now, decrementedAt: at.now };
      trial.change({ claims: [{ shelf, claim: now }] });
    }
  }
  return now;
}

function takeStep(
  step: LineItemStep,
  lineItem: StockLineItem,
  place: Place,
  trial: Trial,
  at: Circumstances,
): Problem[] {
  const { publicId: id } = lineItem;
  switch (step) {
    case 'reserve':
      if (trial.facts.claims.reservationOf(id)) {
        return [problem('STOCK_LINE_ITEM_RESERVED', `${place.path}.reserve`, { id })];
      }
      return reserveFor(lineItem, place, trial, at);
    case 'release':
      endReservationOf(id, place.shelf, 'cancelled', trial);
      return [];
    default:
      return decrement(lineItem, place, trial);
  }
}

/** Takes the quantity off the source: what is reserved for the line item itself, or what nobody has claimed. */
function decrement({ publicId, quantity }: StockLineItem, place: Place, trial: Trial): Problem[] {
  const own = trial.facts.claims.reservationOf(publicId)?.quantity ?? 0;
  const claiming = claimingProblems(place, own, quantity, trial.facts);
  const problems = claiming.length > 0 ? claiming : takingProblems(place, own, quantity, trial.facts);
  if (problems.length > 0) return problems;
  const { shelf, sourceId } = place;
  const holding = shelf.holdings!.get(sourceId)!;
  endReservationOf(publicId, shelf, 'consumed', trial);
  trial.change({ items: [{ shelf, sourceId, holding: { ...holding, quantity: holding.quantity - quantity } }] });
  return [];
}
