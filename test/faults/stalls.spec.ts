import { readFile } from 'node:fs/promises';
import { item } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { openMarket, sabotaged, type Market } from './market.js';
import { note } from './report.js';
import { Chance, scaled, seed } from './scale.js';
import { Shoppers } from './shoppers.js';

const FROZEN = { SABOTAGE_SIGNAL: 'SIGSTOP' } as const;
const PATIENCE_MS = 45_000;

let market: Market;
let shoppers: Shoppers;
beforeEach(async () => {
  market = await openMarket();
  shoppers = new Shoppers(market.pipe, new Chance(seed));
});
afterEach(() => market?.close());

const versionsOf = (key: string) =>
  market.tap.ofType('StockUpdated').flatMap((update) => (update.key === key ? [update.data.version as number] : []));

async function save(quantity: number): Promise<void> {
  await market.pipe.publish(commandMessage(item('eu-1', 'SHELF-0', quantity), { key: 'shelf-0' }));
}

/** A frozen worker says nothing; what it holds passes to others, and then it wakes. */
async function frozenAt(instant: string, meanwhile: () => Promise<void>): Promise<void> {
  const { pipe } = market;
  await pipe.worker.end();
  const sleeper = await pipe.another('worker', { ...sabotaged(instant), ...FROZEN });
  await save(1);
  await eventually(() => stopped(sleeper.pid), PATIENCE_MS);
  await pipe.another('worker');
  await meanwhile();
  sleeper.signal('SIGCONT');
  await eventually(async () => (await fetch(`${sleeper.url}/health/ready`)).ok, PATIENCE_MS);
}

test('a relay that wakes late publishes nothing that is old', async () => {
  await frozenAt('read', async () => {
    await eventually(() => versionsOf('2:shelf-0').includes(1), PATIENCE_MS);
    await save(2);
    await save(3);
    await eventually(() => versionsOf('2:shelf-0').some((version) => version > 1), PATIENCE_MS);
    await shoppers.send(50, 0);
    await market.expectTruth(shoppers.journal);
  });
  await shoppers.send(50, 0);
  await market.expectTruth(shoppers.journal);
  note({
    promise: 'events at least once, recognisable when repeated, in order per key',
    run: 'relay stopped between reading its rows and publishing them, woken after its successor had published newer ones',
    seen: 'its late transaction was refused by Kafka, the last record of each key is its newest',
  });
});

test('without its fence, a relay that wakes late lets an old record win: the fence is needed', async () => {
  const { pipe } = market;
  await pipe.worker.end();
  const sleeper = await pipe.another('worker', { ...sabotaged('read'), ...FROZEN, SABOTAGE_UNFENCED: 'yes' });
  await save(1);
  await eventually(() => stopped(sleeper.pid), PATIENCE_MS);
  await pipe.another('worker');
  await eventually(() => versionsOf('2:shelf-0').includes(1), PATIENCE_MS);
  await save(2);
  await eventually(() => versionsOf('2:shelf-0').includes(2), PATIENCE_MS);
  sleeper.signal('SIGCONT');
  await eventually(() => versionsOf('2:shelf-0').at(-1) === 1, PATIENCE_MS);
});

test('a worker that hangs amid a transaction does not keep its locks, and does no harm when it wakes', async () => {
  await frozenAt('decided', async () => {
    await shoppers.send(scaled(500, 100), 0);
    await market.expectTruth(shoppers.journal, PATIENCE_MS);
  });
  await shoppers.send(50, 0);
  await market.expectTruth(shoppers.journal);
  note({
    promise: 'no accepted command lost, each applied exactly once',
    run: 'worker stopped amid its transaction, with its locks, until others had done its work; then woken',
    seen: 'locks free after 10 s, nothing lost, nothing twice',
  });
});

test('a worker that hangs before it stores its offset does no harm when it wakes', async () => {
  await frozenAt('before the offset', async () => {
    await shoppers.send(scaled(500, 100), 0);
    await market.expectTruth(shoppers.journal, PATIENCE_MS);
  });
  await shoppers.send(50, 0);
  await market.expectTruth(shoppers.journal);
});

test('a gateway that hangs keeps its callers waiting and nothing else; each finds out what became of its request', async () => {
  const { pipe } = market;
  const gateway = await pipe.another('gateway');
  const callers = new Shoppers(pipe, new Chance(seed), [gateway.url]);
  const load = callers.send(scaled(400, 80), 1);
  await eventually(() => callers.journal.some(({ told }) => told));
  gateway.signal('SIGSTOP');
  await eventually(() => stopped(gateway.pid));
  const others = new Shoppers(pipe, new Chance(seed + 1));
  await others.send(50, 1);
  gateway.signal('SIGCONT');
  await load;
  await market.expectTruth([...callers.journal, ...others.journal]);
});

async function stopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}
