import fc from 'fast-check';
import type { Command, CommandData } from '#contracts/commands';
import type { ReservationsPlaced } from '#contracts/reservations';
import type { StockUpdated } from '#contracts/stock-updated';
import type { Applied } from '#inventory/apply-batch';
import { item, orderEvent, report } from '#testing/builders';
import { property } from '#testing/property';
import { openWorld, type World } from '#testing/world';
import { rewiring, SHOP, skuCommands, type History } from './histories.js';
import type { Item } from './model.js';
import { scaled } from './scale.js';
import { keyOf, unitsOf } from './shape-faults.js';
import { storedIndex, storedItems, tellable, toldIndex } from './stored.js';

const APPLIERS = 4;

let world: World;

beforeAll(async () => {
  world = await openWorld(APPLIERS + 1);
});
afterAll(() => world.close());

type Settled = { command: Command; outcome: Applied['outcomes'][number] };

const skus = fc.constantFrom('CHAIR', 'chair', 'SOFA', 'Stühl', 'Stu\u0308hl', 'NEW', 'new');
const hand = historiesOf(skuCommands(skus));
const dealt = fc.tuple(hand, hand, hand, hand);

property(
  'what is written at once is written whole: ledger, items, index and events agree',
  dealt,
  async (hands) => {
    await openShop();
    const before = await storedIndex(world.orm);
    const reservedBefore = await reservedInAll();
    const itemsBefore = await storedItems(world.orm);
    const { settled, updates } = await atOnce(hands);

    await world.expectTrueIndex();
    expect(await reservedInAll()).toBe(reservedBefore - sum(linesOf(settled)));
    const items = await storedItems(world.orm);
    const moved = movedSkus(settled);
    const lies = (place: string) => !moved.has(place.split(' @ ')[0]!);
    for (const [place, item] of [...items].filter(([place]) => lies(place))) {
      expect(writesOf(settled, place, itemsBefore.get(place))).toContainEqual(item);
    }
    const removed = placesOf(settled, 'DeleteSourceItems');
    const lasting = [...itemsBefore.keys(), ...placesOf(settled, 'SaveSourceItems')].filter((it) => !removed.has(it));
    expect([...items.keys()]).toEqual(expect.arrayContaining(lasting.filter(lies)));
    const after = await storedIndex(world.orm);
    for (const [place, row] of after) {
      const told = updates.filter((update) => `${update.stockId}:${keyOf(update.sku)}` === place);
      const from = before.get(place)?.version ?? 0;
      expect(told.map(({ version }) => version).sort((a, b) => a - b)).toEqual(told.map((_, step) => from + step + 1));
      expect(row.version).toBe(from + told.length);
      const last = told.filter(({ version }) => version === row.version);
      if (told.length > 0) expect(toldIndex(last)).toEqual(new Map([[place, tellable(row)]]));
    }
  },
  scaled(20, 8),
);

const buyers = fc.array(historiesOf(reservations(skus)), { minLength: APPLIERS, maxLength: APPLIERS });

property(
  'whoever reserves at once, no more is promised than there is, and nobody is refused what was there throughout',
  buyers,
  async (hands) => {
    await openShop();
    const before = await storedIndex(world.orm);
    const { settled, updates } = await atOnce(hands);
    await world.expectTrueIndex();
    const after = await storedIndex(world.orm);
    for (const { salableQuantity } of updates) expect(unitsOf(salableQuantity)).toBeGreaterThanOrEqual(0n);
    for (const [place, { quantity, salable }] of after) {
      expect({ place, quantity }).toEqual({ place, quantity: before.get(place)?.quantity ?? 0n });
      expect(salable).toBeGreaterThanOrEqual(0n);
    }
    for (const { command, outcome } of settled) {
      if (command.name !== 'PlaceReservations' || outcome.status === 'done') continue;
      const lines = command.data.reservations;
      const asked = (place: string) => -sum(lines.filter((line) => placeOf(line) === place).map(unitsOfLine));
      const enough = (place: string) =>
        asked(place) <= (after.get(place)?.salable ?? -1n) && after.get(place)!.assigned;
      expect(lines.every((line) => enough(placeOf(line)) && after.get(placeOf(line))!.inStock)).toBe(false);
    }
  },
  scaled(20, 8),
);

const rounds = fc.array(fc.record({ change: rewiring, source: fc.constantFrom('eu', 'us') }), {
  minLength: 8,
  maxLength: 8,
});

property(
  'no index row is missed between new items of a source and a change of its links',
  rounds,
  async (rounds) => {
    await openShop();
    for (const [round, { change, source }] of rounds.entries()) {
      const hands = ['a', 'b', 'c'].map((hand) =>
        [1, 2, 3].map((turn) => [item(source, `${hand}-${round}-${turn}`, turn)]),
      );
      await atOnce([[[change]], ...hands]);
      await world.expectTrueIndex();
    }
  },
  scaled(12, 6),
);

test('of two who tell at once of different things under one item of a new order, one is refused', async () => {
  await openShop();
  await world.apply(item('eu', 'CHAIR', 100), item('eu', 'SOFA', 100));
  for (let round = 0; round < scaled(20, 10); round++) {
    const told = ['CHAIR', 'SOFA'].map((sku) => {
      const items = [{ itemId: '1', sku, quantity: '1' }];
      return report(orderEvent('order_placed', `R-${round}`, [], { id: `${sku} of ${round}`, items }));
    });
    const applied = await Promise.all(told.map((command) => world.apply(command)));
    const refused = applied.flatMap(({ outcomes: [outcome] }) => (outcome?.status === 'refused' ? [outcome] : []));
    expect(refused).toEqual([
      expect.objectContaining({ problems: [expect.objectContaining({ code: 'ITEM_OF_OTHER_SKU' })] }),
    ]);
  }
  await world.expectTrueIndex();
});

async function openShop(): Promise<void> {
  await world.reset();
  for (const batch of SHOP) await world.apply(...batch);
}

/** Applies the batches of every hand in order, all hands at once. */
async function atOnce(hands: History[]): Promise<{ settled: Settled[]; updates: StockUpdated[] }> {
  const settled: Settled[] = [];
  const updates: StockUpdated[] = [];
  const play = async (hand: History) => {
    for (const batch of hand) {
      const applied = await world.apply(...batch);
      settled.push(...applied.outcomes.map((outcome, index) => ({ outcome, command: batch[index]! })));
      updates.push(...applied.updates);
    }
  };
  const failed = (await Promise.allSettled(hands.map(play))).find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return { settled, updates };
}

function historiesOf(commands: fc.Arbitrary<Command>): fc.Arbitrary<History> {
  return fc.array(fc.array(commands, { minLength: 1, maxLength: 6, size: 'max' }), {
    minLength: 2,
    maxLength: 8,
    size: 'max',
  });
}

/** Checked baskets that give nothing back. */
function reservations(skus: fc.Arbitrary<string>): fc.Arbitrary<Command> {
  const line = fc.record({
    stockId: fc.constantFrom(2, 3),
    sku: skus,
    quantity: fc.constantFrom('-1', '-0.5', '-0.0001', '-2'),
  });
  return fc
    .array(line, { minLength: 1, maxLength: 3 })
    .map((reservations) => ({ name: 'PlaceReservations', data: { reservations } }));
}

async function reservedInAll(): Promise<bigint> {
  return sum([...(await storedIndex(world.orm)).values()].map(({ reserved }) => reserved));
}

/** What the accepted commands wrote into the ledger. */
function linesOf(settled: Settled[]): bigint[] {
  const lines = ({ command, outcome }: Settled) => {
    if (command.name !== 'PlaceReservations' || outcome.status !== 'done') return [];
    const { reservationIds } = outcome.view as ReservationsPlaced;
    return command.data.reservations.filter((_, index) => reservationIds[index] !== null);
  };
  return settled.flatMap(lines).map(unitsOfLine);
}

/** What an item may hold at the end: what any accepted command set, or what it held. */
function writesOf(settled: Settled[], place: string, before: Item | undefined): Item[] {
  const saved = ({ command, outcome }: Settled) =>
    command.name === 'SaveSourceItems' && outcome.status === 'done' ? command.data.items : [];
  const here = settled.flatMap(saved).filter((item) => placeOfItem(item) === place);
  return [
    ...(before ? [before] : []),
    ...here.map((item) => ({ units: unitsOf(item.quantity!), status: item.status! })),
  ];
}

/** Where the accepted commands of a name saved or removed items, as `sku @ source`. */
function placesOf(settled: Settled[], name: 'SaveSourceItems' | 'DeleteSourceItems'): Set<string> {
  const places = settled.flatMap(({ command, outcome }) => {
    const aboutItems = command.name === 'SaveSourceItems' || command.name === 'DeleteSourceItems';
    return aboutItems && command.name === name && outcome.status === 'done' ? command.data.items.map(placeOfItem) : [];
  });
  return new Set(places);
}

/** Keys of the SKUs whose items the accepted commands have also moved, so that what was saved says nothing of the end. */
function movedSkus(settled: Settled[]): Set<string> {
  const skus = settled.flatMap(({ command: { name, data }, outcome }) => {
    if (outcome.status !== 'done') return [];
    if (name === 'TransferSourceItems') return data.items.map(({ sku }) => sku);
    return name === 'TransferSkus' || name === 'AssignSkusToSources' || name === 'UnassignSkusFromSources'
      ? data.skus
      : [];
  });
  return new Set(skus.map(keyOf));
}

function placeOfItem({ sku, sourceCode }: { sku?: string | null; sourceCode?: string | null }): string {
  return `${keyOf(sku)} @ ${keyOf(sourceCode)}`;
}

type Line = CommandData['PlaceReservations']['reservations'][number];

function placeOf({ stockId, sku }: Line): string {
  return `${stockId}:${keyOf(sku)}`;
}

function unitsOfLine({ quantity }: Line): bigint {
  return unitsOf(quantity);
}

function sum(list: bigint[]): bigint {
  return list.reduce((total, units) => total + units, 0n);
}
