import fc from 'fast-check';
import type { Command } from '#contracts/commands';
import { item, link, noItem, reserve, source, stock, transferItems } from '#testing/builders';
import { expire, idMadeBy, lineItem, rereserve, reserveAt, retransfer, transfer, unreserve } from '#testing/claims';
import { property } from '#testing/property';
import { openWorld, type World } from '#testing/world';

const APPLIERS = 4;
const [SKU, HELD] = ['CHAIR', 6];

/** Commands of Magento's dialect that take from a stock what it has promised, as they do there. */
const MOVING = new Set<Command['name']>(['TransferSourceItems', 'DeleteSourceItems']);

let world: World;

beforeAll(async () => {
  world = await openWorld(APPLIERS + 1);
});
afterAll(() => world.close());

/** Records that commands at once fight for, by their public ids. */
interface Records {
  draft: string;
  transfer: string;
}

const sources = fc.constantFrom('eu-1', 'eu-2');
const few = fc.integer({ min: 1, max: 4 });
const commands: fc.Arbitrary<(records: Records) => Command> = fc.oneof(
  fc.tuple(sources, few).map(
    ([code, quantity]) =>
      (): Command =>
        reserveAt(code, SKU, quantity),
  ),
  few.map((quantity) => (): Command => reserve(2, [SKU, -quantity])),
  few.map((quantity) => (): Command => reserve(3, [SKU, -quantity])),
  few.map(
    (quantity) =>
      (records: Records): Command =>
        rereserve(records.draft, SKU, { quantity: String(quantity) }),
  ),
  fc.constant(({ draft }: Records): Command => rereserve(draft, SKU, { pending: true })),
  fc.constant(({ draft }: Records): Command => unreserve(draft, SKU)),
  fc.constant(({ draft }: Records): Command => expire(SKU, draft)),
  fc.constantFrom('picking' as const, 'in_transit' as const, 'complete' as const, 'cancel' as const).map(
    (step) =>
      (records: Records): Command =>
        retransfer(records.transfer, SKU, { steps: [step] }),
  ),
  fc.tuple(sources, few).map(
    ([sourceCode, quantity]) =>
      (): Command =>
        lineItem(SKU, quantity, { sourceCode, steps: ['reserve', 'decrement'] }),
  ),
  few.map((quantity) => (): Command => transferItems('eu-1', 'eu-2', [SKU, quantity])),
  fc.constant((): Command => noItem('eu-1', SKU)),
);
const hand = fc.array(commands, { minLength: 1, maxLength: 8 });

property(
  'what is reserved, moved, taken and expires at once is counted once, and nothing is promised twice',
  fc.tuple(hand, hand, hand, hand),
  async (hands) => {
    const records = await openShop();
    let moved = false;
    const all = await Promise.all(
      hands.map(async (some) => {
        const told: string[] = [];
        for (const command of some) {
          const { name, data } = command(records);
          const { changes, outcomes } = await world.apply({ name, data } as Command);
          if (outcomes[0]!.status === 'done' && MOVING.has(name)) moved = true;
          told.push(
            ...changes.map(({ data }) => ('reservationId' in data ? `${data.reservationId} ${data.status}` : '')),
          );
        }
        return told;
      }),
    );
    await world.expectTrueIndex();
    const ended = all.flat().filter((one) => one.endsWith(' closed'));
    expect(ended).toEqual([...new Set(ended)]);
    expect(await overdrawnItems()).toEqual([]);
    if (!moved) expect(await overdrawnStocks()).toEqual([]);
  },
  15,
);

async function openShop(): Promise<Records> {
  await world.reset();
  const shop = [source('eu-1'), source('eu-2'), stock('EU'), stock('World')];
  const links = [link(2, 'eu-1', 1), link(2, 'eu-2', 2), link(3, 'eu-1', 1)];
  for (const command of [...shop, ...links, item('eu-1', SKU, HELD), item('eu-2', SKU, HELD)]) {
    await world.apply(command);
  }
  const draft = await idMadeBy(world, reserveAt('eu-1', SKU, 2));
  await world.orm.em.fork().execute(`update stock_reservation set expires_at = now() + interval '30 ms'`);
  return { draft, transfer: await idMadeBy(world, transfer(['eu-1', 'eu-2'], SKU, 2, ['upcoming'])) };
}

function overdrawnItems(): Promise<unknown[]> {
  return world.orm.em.fork().execute(`select * from source_item where bound > quantity or quantity < 0`);
}

function overdrawnStocks(): Promise<unknown[]> {
  return world.orm.em.fork().execute(`select * from stock_index where salable < 0`);
}
