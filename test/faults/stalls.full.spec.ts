import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { item } from '#testing/builders';
import type { AppProcess } from '#testing/app-process';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { openMarket, sabotaged, type Market } from './market.js';
import { note } from './report.js';
import { Chance, seed } from './scale.js';
import { Shoppers } from './shoppers.js';

const FROZEN = { SABOTAGE_SIGNAL: 'SIGSTOP' } as const;
const PATIENCE_MS = 45_000;
/** Longer than a gateway, PostgreSQL and Kafka have patience with whoever says nothing. */
const HUNG_MS = 13_000;
const LONG_MS = 180_000;

let market: Market;
let shoppers: Shoppers;
let staff: AppProcess[];
beforeAll(async () => {
  market = await openMarket();
  shoppers = new Shoppers(market.pipe, new Chance(seed));
  staff = [market.pipe.worker];
});
afterAll(() => market?.close());

/** Versions of the one SKU that {@link save} changes, as they came. */
const versions = () =>
  market.tap.ofType('StockUpdated').flatMap(({ key, data }) => (key === '2:shelf-0' ? [data.version as number] : []));

async function save(): Promise<void> {
  await market.pipe.publish(commandMessage(item('eu-1', 'SHELF-0', Date.now() % 1e6), { key: 'shelf-0' }));
}

/** The next version goes out. */
async function savedAndTold(): Promise<void> {
  const newest = Math.max(0, ...versions());
  await save();
  await eventually(() => Math.max(...versions()) > newest, PATIENCE_MS);
}

async function expectNoHarmOfAFreezeAt(instant: string): Promise<void> {
  await frozenAt(instant, async () => {
    await shoppers.send(500, 0);
    await market.expectTruth(shoppers.journal, PATIENCE_MS);
  });
  await shoppers.send(50, 0);
  await market.expectTruth(shoppers.journal);
}

/** A frozen worker says nothing; what it holds passes to others, and then it wakes. */
async function frozenAt(instant: string, meanwhile: () => Promise<void>): Promise<void> {
  const { pipe } = market;
  await market.calm();
  await Promise.all(staff.map((worker) => worker.end()));
  const sleeper = await pipe.another('worker', { ...sabotaged(instant), ...FROZEN });
  await save();
  await eventually(() => stopped(sleeper.pid), PATIENCE_MS);
  staff = [sleeper, await pipe.another('worker')];
  await meanwhile();
  sleeper.signal('SIGCONT');
  const ready = async () => (await fetch(`${sleeper.url}/health/ready`)).ok;
  await eventually(ready, PATIENCE_MS).catch((cause: Error) => {
    throw new Error(`The worker that woke is not ready; it printed: ${sleeper.printed.slice(-8_000)}`, { cause });
  });
}

test(
  'a relay that wakes late publishes nothing that is old',
  async () => {
    await frozenAt('read', async () => {
      await savedAndTold();
      await savedAndTold();
      await shoppers.send(50, 0);
      await market.expectTruth(shoppers.journal, PATIENCE_MS);
    });
    await eventually(() => /fenced|old epoch|newer producer/i.test(staff[0]!.printed), PATIENCE_MS);
    await shoppers.send(50, 0);
    await market.expectTruth(shoppers.journal);
    note({
      promise: 'events at least once, recognisable when repeated, in order per key',
      run: 'relay stopped between reading its rows and publishing them, woken after its successor had published newer ones',
      seen: 'its late transaction was refused by Kafka, the last record of each key is its newest',
    });
  },
  LONG_MS,
);

test(
  'a worker that hangs amid a transaction does not keep its locks, and does no harm when it wakes',
  async () => {
    await expectNoHarmOfAFreezeAt('decided');
    note({
      promise: 'no accepted command lost, each applied exactly once',
      run: 'worker stopped amid its transaction, with its locks, until others had done its work; then woken',
      seen: 'locks free after 10 s, nothing lost, nothing twice',
    });
  },
  LONG_MS,
);

test(
  'a gateway that hangs keeps its callers waiting and nothing else; each finds out what became of its request',
  async () => {
    const { pipe } = market;
    const gateway = await pipe.another('gateway', { ANSWER_TIMEOUT_MS: '2000' });
    const callers = new Shoppers(pipe, new Chance(seed + 2), [gateway.url]);
    const load = callers.send(400, 1);
    await eventually(() => callers.journal.some(({ told }) => told));
    gateway.signal('SIGSTOP');
    await eventually(() => stopped(gateway.pid));
    const hung = delay(HUNG_MS);
    const others = new Shoppers(pipe, new Chance(seed + 3));
    await others.send(50, 1);
    await hung;
    const waiting = callers.journal.filter(({ told }) => !told).length;
    expect(waiting).toBeGreaterThan(0);
    gateway.signal('SIGCONT');
    await load;
    await gateway.ready();
    await market.expectTruth([...shoppers.journal, ...callers.journal, ...others.journal]);
    const told = (what: string) => callers.journal.filter((entry) => entry.told === what).length;
    note({
      promise: 'no accepted command lost, each applied exactly once',
      run: `gateway stopped for ${HUNG_MS / 1_000} s amid ${callers.journal.length} requests, then woken`,
      seen:
        `${waiting} waited, the other gateway answered meanwhile; with their Idempotency-Key all found out: ${told('done')} done, ` +
        `${told('refused')} refused, ${told('not accepted')} not accepted and not applied`,
    });
  },
  LONG_MS,
);

test(
  'a worker that hangs before it stores its offset does no harm when it wakes',
  async () => {
    await expectNoHarmOfAFreezeAt('before the offset');
  },
  LONG_MS,
);

test(
  'without its fence, a relay that wakes late lets an old record win: the fence is needed',
  async () => {
    const sleepy = { ...sabotaged('read'), ...FROZEN, SABOTAGE_UNFENCED: 'yes' };
    await market.calm();
    await Promise.all(staff.map((worker) => worker.end()));
    const sleeper = await market.pipe.another('worker', sleepy);
    await save();
    await eventually(() => stopped(sleeper.pid), PATIENCE_MS);
    await market.pipe.another('worker');
    await savedAndTold();
    await savedAndTold();
    const newest = Math.max(...versions());
    sleeper.signal('SIGCONT');
    await eventually(() => versions().at(-1)! < newest, PATIENCE_MS);
  },
  LONG_MS,
);

async function stopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}
