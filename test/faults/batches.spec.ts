import fc from 'fast-check';
import type { Command } from '#contracts/commands';
import type { Applied } from '#inventory/apply-batch';
import { property } from '#testing/property';
import type { World } from '#testing/world';
import { histories, SHOP, skuCommands } from './histories.js';
import { keyOf } from './shape-faults.js';
import { Stage } from './stage.js';
import { scaled } from './scale.js';
import { storedFacts } from './tables.js';

let stage: Stage;
let another: Stage;

beforeAll(async () => {
  [stage, another] = await Promise.all([Stage.open(), Stage.open()]);
});
afterAll(() => Promise.all([stage.world.close(), another.world.close()]));

property(
  'a batch comes to what its commands come to one by one',
  histories,
  async (history) => {
    await Promise.all([stage.reset(), another.reset()]);
    const { world: other } = another;
    for (const drawn of [...SHOP, ...history]) {
      const { batch, ...together } = await stage.play(drawn);
      if (batch.length === 0) await another.passHour();
      const alone = [];
      for (const command of batch) alone.push(...(await other.apply(command)).outcomes);
      expect(together.outcomes.map(withoutIds)).toEqual(alone.map(withoutIds));
      expect(await storedFacts(stage.world.orm)).toEqual(await storedFacts(other.orm));
    }
  },
  scaled(15, 7),
);

const lanes = fc.tuple(...['CHAIR', 'SOFA', 'Stühl'].map((sku) => laneOf(sku)));
const shuffles = fc.array(fc.nat(5), { minLength: 24, maxLength: 24 });

property(
  'commands about different SKUs come to the same in any order and in any batches',
  fc.record({ lanes, one: shuffles, other: shuffles }),
  async ({ lanes, one, other }) => {
    const worlds = [stage.world, another.world] as const;
    const outcomes = await Promise.all([playedOut(worlds[0], lanes, one), playedOut(worlds[1], lanes, other)]);
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(await storedFacts(worlds[0].orm)).toEqual(await storedFacts(worlds[1].orm));
  },
  scaled(20, 8),
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

function spelled({ sku }: Record<string, unknown>): string | undefined {
  return typeof sku === 'string' ? keyOf(sku) : undefined;
}

/** Whether these are numbers of links, or of lines of the ledger. */
function isNumber(name: string, ids: unknown[]): boolean {
  return name === 'linkIds' || (name === 'reservationIds' && typeof ids[0] !== 'string');
}

/**
 * An outcome with ids of links and reservations counted only: they are chance, or skipped by refusals. A problem names a SKU as it was
 * spelled when it got its row, which a later command of the batch may have given it.
 */
function withoutIds(outcome: Applied['outcomes'][number]): unknown {
  if (outcome.status === 'refused') {
    return outcome.problems.map(({ params = {}, ...rest }) => ({
      ...rest,
      params: { ...params, sku: spelled(params) },
    }));
  }
  const counted = Object.entries(outcome.view as Record<string, unknown[]>).map(([name, ids]) =>
    isNumber(name, ids) ? [name, ids.map((id) => id !== null)] : [name, ids],
  );
  return { status: 'done', view: Object.fromEntries(counted) as object };
}
