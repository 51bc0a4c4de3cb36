import fc from 'fast-check';
import type { Command } from '#contracts/commands';
import type { Applied } from '#inventory/apply-batch';
import { property } from '#testing/property';
import { openWorld, type World } from '#testing/world';
import { histories, SHOP, skuCommands } from './histories.js';
import { storedFacts } from './tables.js';

let world: World;
let other: World;

beforeAll(async () => {
  [world, other] = await Promise.all([openWorld(), openWorld()]);
});
afterAll(() => Promise.all([world.close(), other.close()]));

property(
  'a batch comes to what its commands come to one by one',
  histories,
  async (history) => {
    await Promise.all([world.reset(), other.reset()]);
    for (const batch of [...SHOP, ...history]) {
      const together = await world.apply(...batch);
      const alone = [];
      for (const command of batch) alone.push(...(await other.apply(command)).outcomes);
      expect(together.outcomes.map(withoutIds)).toEqual(alone.map(withoutIds));
      expect(await storedFacts(world.orm)).toEqual(await storedFacts(other.orm));
    }
  },
  15,
);

const lanes = fc.tuple(...['CHAIR', 'SOFA', 'Stühl'].map((sku) => laneOf(sku)));
const shuffles = fc.array(fc.nat(5), { minLength: 24, maxLength: 24 });

property(
  'commands about different SKUs come to the same in any order and in any batches',
  fc.record({ lanes, one: shuffles, another: shuffles }),
  async ({ lanes, one, another }) => {
    const outcomes = await Promise.all([playedOut(world, lanes, one), playedOut(other, lanes, another)]);
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(await storedFacts(world.orm)).toEqual(await storedFacts(other.orm));
  },
  20,
);

function laneOf(sku: string): fc.Arbitrary<Command[]> {
  return fc.array(skuCommands(fc.constantFrom(sku, sku.toLowerCase())), { minLength: 1, maxLength: 8, size: 'max' });
}

/** Takes commands from the lanes as the shuffle says, each lane in its order; returns the outcomes by lane. */
async function playedOut(where: World, lanes: Command[][], shuffle: number[]): Promise<unknown[][]> {
  await where.reset();
  for (const batch of SHOP) await where.apply(...batch);
  const left = lanes.map((commands) => [...commands]);
  const outcomes: unknown[][] = lanes.map(() => []);
  let batch: { lane: number; command: Command }[] = [];
  const send = async () => {
    if (batch.length === 0) return;
    const applied = await where.apply(...batch.map(({ command }) => command));
    applied.outcomes.forEach((outcome, index) => outcomes[batch[index]!.lane]!.push(withoutIds(outcome)));
    batch = [];
  };
  for (const pick of shuffle) {
    const waiting = lanes.flatMap((_, lane) => (left[lane]!.length > 0 ? [lane] : []));
    if (waiting.length === 0) break;
    const lane = waiting[pick % waiting.length]!;
    batch.push({ lane, command: left[lane]!.shift()! });
    if (pick > 3) await send();
  }
  await send();
  return outcomes;
}

/** An outcome with ids of links and reservations counted only: they are chance, or skipped by refusals. */
function withoutIds(outcome: Applied['outcomes'][number]): unknown {
  if (outcome.status === 'refused') return outcome;
  const counted = Object.entries(outcome.view as Record<string, unknown[]>).map(([name, ids]) =>
    name === 'linkIds' || name === 'reservationIds' ? [name, ids.map((id) => id !== null)] : [name, ids],
  );
  return { status: 'done', view: Object.fromEntries(counted) as object };
}
