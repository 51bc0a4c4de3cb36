import { canonical } from '#contracts/canonical';
import { problem, type Problem, type ProblemCode } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, MAX_SUM, parseQuantity, type Units } from '#contracts/quantity';
import type { ReservationToPlace } from '#contracts/reservations';
import type { SkuHandler } from '../decision.js';
import { emptyField, MAX_SKU, overlongField } from '../field.rules.js';
import { NOTHING, type SkuFacts } from '../source-items/sku-facts.js';
import { isLedgered } from '../stock-item-configurations/configuration.rules.js';
import { salableOf, shortfallsOf } from '../stock-index/requested-quantity.rules.js';

export const placeReservations: SkuHandler<'PlaceReservations'> = {
  locks: 'skus',
  needs: ({ reservations, check }, { stocks }) => {
    const refused = reservations.some((line) => lineProblems(line, '').length > 0 || !stocks.has(line.stockId));
    const sound = refused ? [] : reservations;
    const asking = new Set(
      check === false
        ? []
        : sound.filter((line) => parseQuantity(line.quantity) < 0).map((line) => canonical(line.sku)),
    );
    return {
      offers: sound.map((line) => line.sku),
      registers: sound.filter((line) => !asking.has(canonical(line.sku))).map((line) => line.sku),
      reservationIds: reservations.length,
    };
  },
  decide({ reservations, check }, facts, at) {
    if (reservations.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'reservations')] };
    const invalid = reservations.flatMap((line, index) => lineProblems(line, `reservations.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };
    const unknown = reservations.flatMap(({ stockId }, index) =>
      facts.topology.stocks.has(stockId)
        ? []
        : [problem('STOCK_UNKNOWN', `reservations.${index}.stockId`, { stockId })],
    );
    if (unknown.length > 0) return { status: 'refused', problems: unknown };
    const asked = reservations.map((line, index) => ({
      ...line,
      path: `reservations.${index}`,
      quantity: parseQuantity(line.quantity),
    }));
    const short = shortagesOf(asked, facts, check !== false);
    if (short.length > 0) return { status: 'refused', problems: short };

    const lines = reservations.map(({ sku, stockId, quantity, metadata }) => {
      const shelf = facts.shelf(sku);
      if (!isLedgered(facts.configurationOf(shelf))) return null;
      const line = { shelf: shelf!, stockId, quantity: parseQuantity(quantity), metadata: metadata ?? null };
      return { reservationId: at.newReservationId(), ...line };
    });
    const view = { reservationIds: lines.map((line) => line?.reservationId ?? null) };
    return { status: 'done', view, delta: { ledger: lines.filter((line) => line !== null) } };
  },
};

/** A line of the ledger that is asked for; negative when it promises. */
export interface AskedLine {
  path: string;
  stockId: number;
  sku: string;
  quantity: Units;
}

/** Why lines cannot be appended together: those that promise must be salable if that is to be checked, and sums must stay countable. */
export function shortagesOf(lines: AskedLine[], facts: SkuFacts, check: boolean): Problem[] {
  return summed(lines).flatMap((sum) => [...(check ? shortage(sum, facts) : []), ...overflow(sum, facts)]);
}

interface Sum {
  path: string;
  stockId: number;
  sku: string;
  asked: Units;
  given: Units;
}

/** What is wrong with a line by itself. */
export function lineProblems({ sku, quantity }: Pick<ReservationToPlace, 'sku' | 'quantity'>, path: string): Problem[] {
  const tooLarge = Math.abs(parseQuantity(quantity)) > MAX_QUANTITY;
  return [
    ...emptyField(sku, 'sku', path),
    ...overlongField(sku, 'sku', path, MAX_SKU),
    ...(tooLarge
      ? [problem('FIELD_OUT_OF_RANGE', `${path}.quantity`, { field: 'quantity', max: formatQuantity(MAX_QUANTITY) })]
      : []),
  ];
}

/** Lines of one SKU on one stock count together, or two of them could each pass and oversell. */
function summed(lines: AskedLine[]): Sum[] {
  const sums = new Map<string, Sum>();
  for (const { path, stockId, sku, quantity } of lines) {
    const key = `${stockId}:${canonical(sku)}`;
    const sum = sums.get(key) ?? { path, stockId, sku, asked: 0, given: 0 };
    if (quantity < 0) sum.asked -= quantity;
    else sum.given += quantity;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/** What is asked for must be salable now; what the same command gives back does not count. Told is the first reason. MSI contract C4, H1. */
function shortage({ path, stockId, sku, asked }: Sum, facts: SkuFacts): Problem[] {
  if (asked === 0) return [];
  const shelf = facts.shelf(sku);
  const offer = shelf ? facts.offer(shelf, stockId) : NOTHING;
  const configuration = facts.configurationOf(shelf);
  const reason = shortfallsOf(asked, offer, configuration, stockId).find(({ code }) => !HALF_REASONS.has(code));
  if (!reason) return [];
  const left = formatQuantity(salableOf(offer, configuration));
  const params = { sku, stockId, asked: formatQuantity(asked), left };
  return [problem(reason.code, path, reason.limit === undefined ? params : { ...params, limit: reason.limit })];
}

/** Of what is told when there is not enough, these do not say that there is not. */
const HALF_REASONS = new Set<ProblemCode>(['BACKORDERS_DISABLED', 'STOCK_MANAGED']);

function overflow({ path, stockId, sku, asked, given }: Sum, facts: SkuFacts): Problem[] {
  const shelf = facts.shelf(sku);
  if (!isLedgered(facts.configurationOf(shelf))) return [];
  const reserved = shelf ? facts.offer(shelf, stockId).reserved : 0;
  if (Math.abs(reserved) + asked + given <= MAX_SUM) return [];
  return [problem('FIELD_OUT_OF_RANGE', `${path}.quantity`, { field: 'quantity', max: formatQuantity(MAX_SUM) })];
}
