import fc from 'fast-check';
import type { Command, CommandData, CommandName } from '#contracts/commands';
import { LINE_ITEM_STEPS, type LineItemStep } from '#contracts/stock-line-items';
import { TRANSFER_STEPS, type TransferStep } from '#contracts/stock-transfers';
import { lineItem, reserveAt, transfer } from '#testing/claims';
import { command, few as severalOf, mostly } from './drawing.js';

/** What all began with, nearly always: what is refused on account of the rest shows nothing of claims. */
const skus = mostly(
  fc.constantFrom(...['CHAIR', 'CHAIR', 'CHAIR', 'chair', 'CHAIR', 'chair', 'SOFA', 'Stühl', 'mat\u1e96']),
  fc.constantFrom('', 'NEVER SEEN', 'X'.repeat(65)),
);
/** Nearly always the SKU that the claim is of. */
const named = mostly(fc.constant(null), skus);
const sources = mostly(
  fc.constantFrom('eu', 'us', 'EU', 'eu', 'us', 'eu', 'us', 'asia', 'default'),
  fc.constantFrom('ghost', '', 'e u'),
);
const quantities = mostly(
  fc.constantFrom('0.5', '1', '0.5', '0.0001', '0.5', '1.5', '4'),
  fc.constantFrom('0', '-1', '99999999.9999', '100000000', null),
);
const changed = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

/** Which claim of its kind a command names, as a number: Names tells its id. */
const which = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4, 5, 6).map(String);
const FIRST_STEPS: TransferStep[][] = [
  [],
  ['upcoming'],
  ['upcoming', 'picking'],
  ['upcoming', 'picking', 'in_transit', 'complete'],
  ['cancel'],
];
const firstSteps = fc.constantFrom(...FIRST_STEPS);
const nextSteps = fc.constantFrom(
  ...[undefined, ...TRANSFER_STEPS.map((step) => [step]), TRANSFER_STEPS.slice(2, 5), TRANSFER_STEPS.slice(3, 5)],
);
const lineItemSteps = fc.subarray<LineItemStep>([...LINE_ITEM_STEPS]);
const ends = { originSourceCode: sources, destinationSourceCode: sources };
const changedEnds = { originSourceCode: rarely(sources), destinationSourceCode: rarely(sources) };
const reservationNames = few(fc.record({ reservationId: which, sku: named as fc.Arbitrary<string> }));

/** A command about stock reservations, stock transfers or stock line items; one that names some makes none. */
export const claimCommands: fc.Arbitrary<Command> = fc.oneof(
  weighing(4, 'SaveStockReservations', {
    reservations: few(
      fc.record({ sku: skus, sourceCode: sources, quantity: quantities, pending: fc.constantFrom(true, false, null) }),
    ),
  }),
  weighing(5, 'SaveStockReservations', {
    reservations: few(
      fc.record({ reservationId: which, sku: named, quantity: changed(quantities), pending: fc.boolean() }),
    ),
  }),
  weighing(1, 'CancelStockReservations', { reservations: reservationNames }),
  weighing(2, 'ExpireStockReservations', { reservations: reservationNames }),
  weighing(3, 'SaveStockTransfers', {
    transfers: few(fc.record({ sku: skus, ...ends, quantity: quantities, steps: firstSteps })),
  }),
  weighing(4, 'SaveStockTransfers', {
    transfers: few(
      fc.record({ transferId: which, sku: named, ...changedEnds, quantity: rarely(quantities), steps: nextSteps }),
    ),
  }),
  weighing(1, 'DeleteStockTransfers', {
    transfers: few(fc.record({ transferId: which, sku: named as fc.Arbitrary<string> })),
  }),
  weighing(3, 'SaveStockLineItems', {
    lineItems: few(
      fc.record({ sku: skus, sourceCode: rarely(sources, 1), quantity: quantities, steps: lineItemSteps }),
    ),
  }),
  weighing(3, 'SaveStockLineItems', {
    lineItems: few(
      fc.record({
        ...{ lineItemId: which, sku: named, quantity: changed(quantities), steps: lineItemSteps },
        sourceCode: rarely(mostly(sources, fc.constant(null))),
      }),
    ),
  }),
  weighing(1, 'DeleteStockLineItems', {
    lineItems: few(fc.record({ lineItemId: which, sku: named as fc.Arbitrary<string> })),
  }),
);

/** Nearly always one: all or none of several are done. */
function few<T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.oneof({ arbitrary: fc.tuple(of), weight: 5 }, { arbitrary: severalOf(of), weight: 2 });
}

/** Left out four times of five, or as often as said. */
function rarely<T>(value: fc.Arbitrary<T>, without = 20): fc.Arbitrary<T | undefined> {
  return fc.oneof({ arbitrary: value, weight: 5 }, { arbitrary: fc.constant(undefined), weight: without });
}

function weighing<N extends CommandName>(
  weight: number,
  name: N,
  data: { [F in keyof CommandData[N]]: fc.Arbitrary<CommandData[N][F]> },
) {
  return { arbitrary: command(name, data), weight };
}

/** Claims of every kind, two of them drafts, that a history may begin with. */
export const CLAIMED: Command[] = [
  reserveAt('eu', 'CHAIR', '0.5'),
  reserveAt('us', 'CHAIR', '0.5'),
  transfer(['eu', 'us'], 'CHAIR', '0.5', ['upcoming', 'picking']),
  lineItem('CHAIR', '0.5', { sourceCode: 'eu', steps: ['reserve'] }),
];
