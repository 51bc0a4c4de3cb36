import { item, link, reserve, source, stock, unlink } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';

let pipe: Pipe;
let tap: TopicTap;

beforeAll(async () => {
  pipe = await startPipe({}, { gateway: false });
  tap = await TopicTap.open(pipe.kafka, pipe.topics.events);
  await pipe.another('worker');
  for (const command of [source('eu-1'), source('eu-2'), stock('EU'), link(2, 'eu-1')])
    await carriedOut(commandMessage(command));
});
afterAll(async () => {
  await tap.close();
  await pipe.close();
});

async function carriedOut(...messages: ReturnType<typeof commandMessage>[]) {
  await pipe.publish(...messages);
  const outcomes = [];
  for (const { id } of messages)
    outcomes.push((await eventually(() => tap.outcomeOf(id), 30_000)).data.status as string);
  return outcomes;
}

test('of 60 buyers of one unit over all partitions and two workers one wins, in each of 10 rounds', async () => {
  for (let round = 0; round < 10; round++) {
    await carriedOut(commandMessage(item('eu-1', `UNIT-${round}`, 1)));
    const buyers = Array.from({ length: 60 }, (_, buyer) =>
      commandMessage(reserve(2, [`UNIT-${round}`, -1]), { partition: buyer % 6 }),
    );
    const outcomes = await carriedOut(...buyers);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  }
});

test('baskets that name the same SKUs in opposite order never wait for each other in a circle', async () => {
  const skus = Array.from({ length: 20 }, (_, index) => `BASKET-${index}`);
  await carriedOut(...skus.map((sku) => commandMessage(item('eu-1', sku, 1_000))));
  const basket = (order: string[]) => reserve(2, ...order.map((sku): [string, number] => [sku, -1]));
  const messages = Array.from({ length: 120 }, (_, index) =>
    commandMessage(basket(index % 2 ? skus : [...skus].reverse()), { partition: index % 6 }),
  );
  expect(new Set(await carriedOut(...messages))).toEqual(new Set(['done']));
  const rows = await pipe.sql<{ reserved: string }>(
    `select distinct reserved::float8::text as reserved from stock_index join sku using (sku_id) where sku_key like 'basket-%'`,
  );
  expect(rows).toEqual([{ reserved: '120' }]);
});

test('new items of a source and its new link race, and no index row is missing or stale', async () => {
  for (let round = 0; round < 10; round++) {
    const items = Array.from({ length: 12 }, (_, index) =>
      commandMessage(item('eu-2', `RACE-${round}-${index}`, index), { partition: index % 6 }),
    );
    const half = items.length / 2;
    await carriedOut(
      ...items.slice(0, half),
      commandMessage(link(2, 'eu-2'), { partition: round % 6 }),
      ...items.slice(half),
    );
    expect(await pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
    await carriedOut(commandMessage(unlink(2, 'eu-2'), { partition: round % 6 }));
  }
});

test('20 stocks of one name: one is made; 20 of different names get 20 ids', async () => {
  const same = await carriedOut(
    ...Array.from({ length: 20 }, (_, index) => commandMessage(stock('Same'), { partition: index % 6 })),
  );
  expect(same.filter((outcome) => outcome === 'done')).toHaveLength(1);
  await carriedOut(
    ...Array.from({ length: 20 }, (_, index) => commandMessage(stock(`Stock ${index}`), { partition: index % 6 })),
  );
  const [row] = await pipe.sql<{ count: string; last: number }>(
    `select count(*) as count, max(stock_id) as last from stock where stock_id > 1`,
  );
  expect(row).toEqual({ count: '22', last: 23 });
});
