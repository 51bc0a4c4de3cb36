import { randomUUID } from 'node:crypto';
import { commandKey } from '#messaging/command-key';
import { item } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { objections } from './checkers.js';
import { collect } from './evidence.js';
import { note } from './report.js';
import { Chance, seed } from './scale.js';
import { openMarket, sabotaged, type Market } from './market.js';
import { Shoppers } from './shoppers.js';

let market: Market;
let shoppers: Shoppers;
beforeAll(async () => {
  market = await openMarket();
  shoppers = new Shoppers(market.pipe, new Chance(seed));
});
afterAll(() => market?.close());

const planted: string[] = [];
const noticed: string[] = [];

/** Plants a fault, which must be objected to. */
function plant(fault: string, body: () => Promise<void>): void {
  planted.push(fault);
  test(`${fault} is noticed`, async () => {
    await body();
    noticed.push(fault);
  });
}

/** Waits until the checkers object on account of `promise` with words that match. */
async function objectionTo(promise: string, words: RegExp): Promise<string> {
  const { pipe, tap } = market;
  return eventually(async () => {
    const found = objections(await collect(pipe, shoppers.journal, tap));
    return found[promise]?.find((objection) => words.test(objection));
  }, 30_000);
}

const updatesOf = (key: string) => market.tap.ofType('StockUpdated').filter((update) => update.key === key);

async function save(quantity: number): Promise<void> {
  const before = updatesOf('2:shelf-0').length;
  await market.pipe.publish(commandMessage(item('eu-1', 'SHELF-0', quantity), { key: 'shelf-0' }));
  await eventually(() => updatesOf('2:shelf-0').length > before);
}

test('honest work is not objected to', async () => {
  await shoppers.send(100);
  await shoppers.sendLateCopies();
  await save(5);
  await save(6);
  await market.expectTruth(shoppers.journal);
});

plant('an event that is ahead of its commit', async () => {
  const event = updatesOf('2:shelf-0').at(-1)!;
  const version = (event.data.version as number) + 1;
  await market.publishEvent({ ...event, data: { ...event.data, version }, id: `2:shelf-0:${version}` });
  await eventually(() => market.watch.ahead.length > 0);
  expect(market.watch.ahead).toEqual([`2:shelf-0: version ${version} was out while the index was at ${version - 1}`]);
  await objectionTo('every change and every outcome went out', /^2:shelf-0 has events of version \d+, which the index/);
});

plant('an outcome that is told of and nowhere in the database', async () => {
  const event = market.tap.ofType('CommandDone')[0]!;
  const id = randomUUID();
  await market.publishEvent({ ...event, id });
  await eventually(() => market.watch.ahead.includes(`${id}: its outcome was out and not in the database`));
  await objectionTo('every change and every outcome went out', new RegExp(`^${id} has an event and no outcome$`));
});

plant('a stale record that wins compaction', async () => {
  const [oldest] = updatesOf('2:shelf-0');
  await market.publishEvent({ ...oldest!, id: oldest!.headers.ce_id! });
  await objectionTo(
    'the last record of a key is its newest',
    /^2:shelf-0: compaction keeps version 1, the index is at/,
  );
});

plant('an accepted command that is lost', async () => {
  const accepted = shoppers.journal.find(({ told }) => told === 'accepted')!;
  await market.pipe.sql('delete from outcome where command_key = $1', [commandKey('/spec', accepted.id)]);
  await objectionTo('no accepted command is lost', /was accepted and has no outcome$/);
});

plant('an order that was told to be refused and is in the ledger all the same', async () => {
  const done = shoppers.journal.find(({ via, told }) => via === 'http' && told === 'done')!;
  done.told = 'refused';
  await objectionTo('everybody was told the truth', new RegExp(`^${done.id} was told: refused`));
  done.told = 'done';
});

plant('an index row that is not what ledger and quantities say', async () => {
  const change = (by: number) =>
    market.pipe.sql(
      'update stock_index set reserved = reserved + $1, salable = salable - $1 where sku_id = (select sku_id from sku where sku_key = $2)',
      [by, 'sku-1'],
    );
  await change(1);
  await objectionTo('the index is what ledger and quantities say', /^2:sku-1 is \d+ less \d+, and should be/);
  await change(-1);
});

plant('a claim that is not counted', async () => {
  const count = (by: number) =>
    market.pipe.sql(
      'update source_item set bound = coalesce(bound, 0) + $1 where sku_id = (select sku_id from sku where sku_key = $2)',
      [by, 'sku-1'],
    );
  await count(1);
  await objectionTo('what is reserved of an item is what claims add up to, and is there', /^eu-1 sku-1 counts \d+ as/);
  await count(-1);
});

plant('an event of a key that comes out of its order', async () => {
  const event = updatesOf('2:shelf-0').at(-1)!;
  const versions = [20, 19].map((more) => (event.data.version as number) + more);
  for (const version of versions)
    await market.publishEvent({ ...event, data: { ...event.data, version }, id: `2:shelf-0:${version}` });
  await objectionTo('events of a key come in the order of their versions', /^2:shelf-0: version \d+ came after \d+$/);
});

plant('an outbox row that is lost', async () => {
  await market.pipe.sql(`create function lose() returns trigger language plpgsql as 'begin return null; end'`);
  await market.pipe.sql(`create trigger lose before insert on outbox for each row execute function lose()`);
  await shoppers.send(5, 0);
  await objectionTo('every change and every outcome went out', /lacks the events of version/);
  await market.pipe.sql(`drop trigger lose on outbox`);
});

plant('a lock that is skipped', async () => {
  await market.pipe.worker.end();
  const workers = [await market.pipe.another('worker', sabotaged('skip-lock'))];
  workers.push(await market.pipe.another('worker', sabotaged('skip-lock')));
  await Promise.all(Array.from({ length: 6 }, (_, partition) => shoppers.buy('HOT-0', 20, partition)));
  await objectionTo('nothing is oversold', /^2:hot-0 has -\d+ to sell$/);
  await Promise.all(workers.map((worker) => worker.end()));
});

plant('a command that is applied twice', async () => {
  await market.pipe.another('worker', sabotaged('double-apply'));
  await shoppers.send(60, 0);
  await shoppers.sendLateCopies();
  await objectionTo('nothing is applied twice', / times in the ledger$/);
});

test('all that was planted was noticed', () => {
  expect(noticed).toEqual(planted);
  note({
    promise: 'the checkers catch what they are for',
    run: `planted: ${planted.join(', ')}`,
    seen: 'each was objected to',
  });
});
