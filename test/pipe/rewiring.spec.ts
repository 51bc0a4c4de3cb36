import { Client } from 'pg';
import { reserve, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';

const SKUS = 6_000;
const ITEMS = '/rest/all/V1/inventory/source-items';
const LINKS = '/rest/all/V1/inventory/stock-source-links';

let pipe: Pipe;
let tap: TopicTap;

beforeAll(async () => {
  pipe = await startPipe();
  tap = await TopicTap.open(pipe.kafka, pipe.topics.updates, pipe.topics.events);
  const items = Array.from({ length: SKUS }, (_, index) => ({
    ...{ sku: `SKU-${index}`, sourceCode: 'big', quantity: '5', status: 1 },
  }));
  const commands = [source('big'), stock('Large'), { name: 'SaveSourceItems' as const, data: { items } }];
  for (const message of commands.map((command) => commandMessage(command))) {
    await pipe.publish(message);
    await eventually(() => tap.outcomeOf(message.id));
  }
});
afterAll(async () => {
  await tap?.close();
  await pipe?.close();
});

const salable = async (sku: string) =>
  (await pipe.http('GET', `/rest/all/V1/inventory/get-product-salable-quantity/${sku}/2`)).body as number;

async function skuAt(position: number): Promise<string> {
  const rows = await pipe.sql<{ sku: string }>('select sku from sku order by sku_id offset $1 limit 1', [position]);
  return rows[0]!.sku;
}

test('a link of many SKUs holds from its answer on, while others write, and through the death of the worker that refreshes', async () => {
  const [refreshed, stuck, waiting] = [await skuAt(0), await skuAt(3_000), await skuAt(SKUS - 1)];
  const holder = new Client({ connectionString: pipe.environment.DATABASE_URL! });
  await holder.connect();
  await holder.query('begin');
  await holder.query('select from sku where sku = $1 for update', [stuck]);

  const links = [{ stock_id: 2, source_code: 'big', priority: 1 }];
  expect(await pipe.http('POST', LINKS, { body: { links } })).toMatchObject({ status: 200 });
  expect(await salable(waiting)).toBe(5);
  await eventually(async () => (await pipe.sql('select from rewiring where last_sku_id > 0')).length === 1);
  expect(
    await pipe.sql('select from stock_index join sku using (sku_id) where stock_id = 2 and sku = $1', [waiting]),
  ).toEqual([]);

  const sourceItems = [{ sku: refreshed, source_code: 'big', quantity: 7, status: 1 }];
  expect(await pipe.http('POST', ITEMS, { body: { sourceItems } })).toMatchObject({ status: 200 });
  const promise = commandMessage(reserve(2, [waiting, -5]));
  const tooMuch = commandMessage(reserve(2, [waiting, -1]));
  await pipe.publish(promise);
  expect((await eventually(() => tap.outcomeOf(promise.id))).data.status).toBe('done');
  await pipe.publish(tooMuch);
  expect((await eventually(() => tap.outcomeOf(tooMuch.id))).data.problems[0].code).toBe('NOT_ENOUGH');
  expect([await salable(refreshed), await salable(stuck), await salable(waiting)]).toEqual([7, 5, 0]);

  await pipe.worker.end('SIGKILL');
  await holder.end();
  await pipe.worker.start();
  await eventually(async () => (await pipe.sql('select from rewiring')).length === 0);
  expect(await pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
  const ids = await eventually(() => {
    const told = tap.ofType('StockUpdated').map(({ headers }) => headers.ce_id);
    return new Set(told).size >= SKUS + 1 && told;
  });
  expect(new Set(ids).size).toBe(SKUS + 1);
});
