import { randomUUID } from 'node:crypto';
import { item } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { objections } from './checkers.js';
import { collect } from './evidence.js';
import { Chance, seed } from './scale.js';
import { openShop, sabotaged, type Shop } from './shop.js';
import { Shoppers } from './shoppers.js';

let shop: Shop;
let shoppers: Shoppers;
beforeEach(async () => {
  shop = await openShop();
  shoppers = new Shoppers(shop.pipe, new Chance(seed));
});
afterEach(() => shop?.close());

/** Waits until the checkers object on account of `promise`. */
async function objectionTo(promise: string): Promise<string[]> {
  const { pipe, tap } = shop;
  return eventually(async () => objections(await collect(pipe, shoppers.journal, tap))[promise], 30_000);
}

async function workBy(settings: Record<string, string>): Promise<void> {
  await shop.pipe.worker.end();
  await shop.pipe.another('worker', settings);
}

test('honest work is not objected to', async () => {
  await shoppers.send(100);
  await shoppers.sendLateCopies();
  await shop.expectTruth(shoppers.journal);
});

test('an outbox row that is lost is noticed', async () => {
  await shop.pipe.sql(`create function lose() returns trigger language plpgsql as 'begin return null; end'`);
  await shop.pipe.sql(`create trigger lose before insert on outbox for each row execute function lose()`);
  await shoppers.send(5, 0);
  await eventually(
    async () => Object.keys(objections(await collect(shop.pipe, shoppers.journal, shop.tap))).length === 1,
  );
  expect(await objectionTo('every change and every outcome went out')).toContainEqual(
    expect.stringMatching(/lacks the events of version/),
  );
});

test('a lock that is skipped is noticed', async () => {
  await shop.pipe.worker.end();
  await shop.pipe.another('worker', sabotaged('skip-lock'));
  await shop.pipe.another('worker', sabotaged('skip-lock'));
  const buyers = Array.from({ length: 6 }, (_, partition) => shoppers.buy('HOT-0', 20, partition));
  await Promise.all(buyers);
  expect(await objectionTo('nothing is oversold')).toEqual([expect.stringMatching(/^2:hot-0 has -\d+ to sell$/)]);
});

test('a command that is applied twice is noticed', async () => {
  await workBy(sabotaged('double-apply'));
  await shoppers.send(60, 0);
  await shoppers.sendLateCopies();
  expect(await objectionTo('nothing is applied twice')).toContainEqual(expect.stringMatching(/ times in the ledger$/));
});

test('an accepted command that is lost is noticed', async () => {
  await shoppers.send(20, 0);
  await shop.expectTruth(shoppers.journal);
  await shop.pipe.sql(
    'delete from outcome where command_key = (select command_key from outcome order by recorded_at desc limit 1)',
  );
  expect(await objectionTo('no accepted command is lost')).toHaveLength(1);
});

test('an event that is ahead of its commit is noticed', async () => {
  await shop.pipe.publish(commandMessage(item('eu-1', 'SHELF-0', 5), { key: 'shelf-0' }));
  const [event] = await eventually(() => {
    const found = shop.tap.ofType('StockUpdated').filter(({ key }) => key === '2:shelf-0');
    return found.length > 0 && found;
  });
  await shop.publishUpdate({ ...event!, data: { ...event!.data, version: 2 }, id: '2:shelf-0:2' });
  await eventually(() => shop.watch.ahead.length > 0);
  expect(shop.watch.ahead).toEqual(['2:shelf-0: version 2 was out while the index was at 1']);
  expect(await objectionTo('every change and every outcome went out')).toHaveLength(1);
});

test('a stale record that wins compaction is noticed', async () => {
  for (const quantity of [5, 6, 7])
    await shop.pipe.publish(commandMessage(item('eu-1', 'SHELF-0', quantity), { key: 'shelf-0', id: randomUUID() }));
  const events = await eventually(() => {
    const found = shop.tap.ofType('StockUpdated').filter(({ key }) => key === '2:shelf-0');
    return found.length > 1 && found;
  });
  await shop.expectTruth(shoppers.journal);
  await shop.publishUpdate({ ...events[0]!, id: events[0]!.headers.ce_id! });
  expect(await objectionTo('the last record of a key is its newest')).toEqual([
    expect.stringMatching(/^2:shelf-0: compaction keeps version 1, the index is at [23]$/),
  ]);
});
