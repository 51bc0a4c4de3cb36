import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, parseQuantity, type Units } from '#contracts/quantity';
import { salableOf } from '../stock-index/requested-quantity.rules.js';
import { termsOf } from '../stock-item-configurations/configuration.rules.js';
import type { Shelf, SkuDelta, SkuFacts } from '../source-items/sku-facts.js';
import type { Topology } from '../stocks/topology.js';

/** An item of which something is to be reserved or taken, and the source that it is to be brought to, if any. */
export interface Place {
  shelf: Shelf;
  sourceId: number;
  path: string;
  destinationId?: number;
}

/**
 * Why no more of an item may be claimed: `had` of it is claimed already, `asked` is to be. It must hold that much beyond what others claim, and so
 * must every stock that loses it, or one would be promised what another was. Of several stocks, the one that has least is told of. Without bounds on
 * what a stock sells, only the item counts; what is not tracked is not claimed.
 */
export function claimingProblems(place: Place, had: Units, asked: Units, facts: SkuFacts): Problem[] {
  const { shelf, sourceId, path } = place;
  const { sourceCode } = facts.topology.sourceOfId(sourceId)!;
  const holding = shelf.holdings?.get(sourceId);
  if (!holding) return [problem('SOURCE_ITEM_UNKNOWN', `${path}.sourceCode`, { sku: shelf.sku, sourceCode })];
  const more = asked - had;
  if (more <= 0) return [];
  const untracked = trackingProblems(shelf, `${path}.sourceCode`, facts);
  if (untracked.length > 0) return untracked;
  const free = holding.quantity - boundAt(shelf, sourceId);
  if (more > free) {
    const told = { asked: formatQuantity(asked), left: formatQuantity(Math.max(had + free, 0)) };
    return [problem('NOT_ENOUGH_UNRESERVED', `${path}.quantity`, { sku: shelf.sku, sourceCode, ...told })];
  }
  return losingProblems(place, stocksLosing(place, facts), had, asked, facts);
}

/**
 * Why goods that are claimed at a source already may not be brought to another one than before: stocks that would have had them back must be
 * able to do without.
 */
export function redirectionProblems(place: Place, before: number, claimed: Units, facts: SkuFacts): Problem[] {
  const known = new Set(stocksLosing({ ...place, destinationId: before }, facts));
  const losing = stocksLosing(place, facts).filter((stockId) => !known.has(stockId));
  return losingProblems(place, losing, claimed, claimed, facts);
}

/** Why so much may not be taken off an item, `own` of it being claimed by the taker: what others claim must stay. */
export function takingProblems({ shelf, sourceId, path }: Place, own: Units, taken: Units, facts: SkuFacts): Problem[] {
  const { sourceCode } = facts.topology.sourceOfId(sourceId)!;
  const holding = shelf.holdings?.get(sourceId);
  if (!holding) return [problem('SOURCE_ITEM_UNKNOWN', `${path}.sourceCode`, { sku: shelf.sku, sourceCode })];
  const left = holding.quantity - (boundAt(shelf, sourceId) - own);
  if (taken <= left) return [];
  const told = { asked: formatQuantity(taken), left: formatQuantity(Math.max(left, 0)) };
  return [problem('NOT_ENOUGH_AT_SOURCE', `${path}.quantity`, { sku: shelf.sku, sourceCode, ...told })];
}

/** Why nothing of a SKU may be reserved, transferred or shipped step by step: its stock is not tracked. Commerce Layer contract §1.2. */
export function trackingProblems(shelf: Shelf, path: string, facts: SkuFacts): Problem[] {
  const { managed } = termsOf(facts.configurationOf(shelf));
  return managed ? [] : [problem('SKU_NOT_TRACKED', path, { sku: shelf.sku })];
}

/** The change that reserves so much more of an item, or less when below zero. */
export function binding({ shelf, sourceId }: Omit<Place, 'path'>, more: Units): SkuDelta {
  return { bound: [{ shelf, sourceId, bound: boundAt(shelf, sourceId) + more }] };
}

/** What is reserved of an item at its source. */
export function boundAt(shelf: Shelf, sourceId: number): Units {
  return shelf.bound?.get(sourceId) ?? 0;
}

/** Problems of a quantity that is given, or must be: it is above zero and fits into its column. */
export function claimQuantityProblems(quantity: string | null | undefined, path: string, required: boolean): Problem[] {
  const field = 'quantity';
  if (quantity === null || quantity === undefined) {
    return required ? [problem('FIELD_NOT_NUMERIC', `${path}.${field}`, { field })] : [];
  }
  const units = parseQuantity(quantity);
  if (units <= 0) return [problem('FIELD_NOT_POSITIVE', `${path}.${field}`, { field })];
  if (units <= MAX_QUANTITY) return [];
  return [problem('FIELD_OUT_OF_RANGE', `${path}.${field}`, { field, max: formatQuantity(MAX_QUANTITY) })];
}

/** How long a draft at a source lives, in seconds: the longest that any stock gives which it supplies. */
export function draftSeconds(topology: Topology, sourceId: number): number {
  const cutoffs = stocksSuppliedBy(topology, sourceId).map(
    (stockId) => topology.stocks.get(stockId)!.reservationCutoff,
  );
  return cutoffs.length > 0 ? Math.max(...cutoffs) : DRAFT_SECONDS;
}

const DRAFT_SECONDS = 3_600;

/** Stocks that sell less once something of an item is claimed, and do not have it back when it arrives. */
function stocksLosing({ shelf, sourceId, destinationId }: Place, { topology }: SkuFacts): number[] {
  if (shelf.holdings!.get(sourceId)?.status !== 1) return [];
  const supplied = stocksSuppliedBy(topology, sourceId);
  const arrives = destinationId !== undefined && (shelf.holdings!.get(destinationId)?.status ?? 1) === 1;
  if (!arrives) return supplied;
  const keeping = new Set(stocksSuppliedBy(topology, destinationId));
  return supplied.filter((stockId) => !keeping.has(stockId));
}

function losingProblems(
  { shelf, path }: Place,
  stockIds: number[],
  had: Units,
  asked: Units,
  facts: SkuFacts,
): Problem[] {
  const configuration = facts.configurationOf(shelf);
  if (termsOf(configuration).boundless) return [];
  const salables = stockIds.map((stockId) => ({
    stockId,
    salable: salableOf(facts.offer(shelf, stockId), configuration),
  }));
  const [least] = salables.sort((a, b) => a.salable - b.salable);
  if (!least || asked - had <= least.salable) return [];
  const { stockId, salable } = least;
  const told = { asked: formatQuantity(asked), left: formatQuantity(Math.max(had + salable, 0)) };
  return [problem('NOT_ENOUGH', `${path}.quantity`, { sku: shelf.sku, stockId, ...told })];
}

function stocksSuppliedBy(topology: Topology, sourceId: number): number[] {
  return [...topology.wiring()].flatMap(([stockId, suppliers]) => (suppliers.get(sourceId) ? [stockId] : []));
}
