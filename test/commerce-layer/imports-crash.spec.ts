import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { ADDRESS, CommerceLayerClient } from './client.js';

let pipe: Pipe;
let client: CommerceLayerClient;
const locations: string[] = [];

beforeAll(async () => {
  pipe = await startPipe();
  client = new CommerceLayerClient(pipe);
  const address = await client.created('addresses', ADDRESS);
  for (const name of ['Berlin', 'Rome'])
    locations.push((await client.created('stock_locations', { name }, { address: ['addresses', address.id] })).id);
  await client.created('skus', { code: 'CHAIR', name: 'A chair' });
});
afterAll(() => pipe?.close());

const skusCalled = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, number) => ({ code: `${prefix}-${number}`, name: `A ${prefix} ${number}` }));

async function accepted(resource_type: string, inputs: object[]): Promise<string> {
  const attributes = { resource_type, inputs };
  const { status, body } = await client.send('POST', 'imports', { type: 'imports', attributes, relationships: {} });
  expect([status, body.errors]).toEqual([201, undefined]);
  return body.data.id;
}

const stored = async (id: string) =>
  (await client.send('GET', `imports/${id}?fields[imports]=status,processed_count,errors_count`)).body.data.attributes;
const countOf = async (path: string) => (await client.send('GET', path)).body.meta.record_count as number;

/** Each makes a record of its own: what is lost or done twice shows in their number. */
const transfers = (count: number, reference: string) =>
  Array.from({ length: count }, () => ({
    ...{ sku_code: 'CHAIR', quantity: 1, reference },
    ...{ origin_stock_location_id: locations[0], destination_stock_location_id: locations[1] },
  }));

test('what was accepted before gateway and worker were killed is done, once, when they are back', async () => {
  await pipe.worker.end('SIGKILL');
  const id = await accepted('stock_transfers', transfers(300, 'killed'));
  await pipe.gateway.end('SIGKILL');
  await Promise.all([pipe.gateway.start(), pipe.worker.start()]);
  await eventually(async () => (await stored(id)).status === 'completed', 30_000);
  expect(await stored(id)).toMatchObject({ processed_count: 300, errors_count: 0 });
  expect(await countOf('stock_transfers?filter[q][reference_eq]=killed')).toBe(300);
}, 60_000);

test('a worker that is killed amid an import is followed by another, and nothing is done twice', async () => {
  const id = await accepted('stock_transfers', transfers(3_000, 'again'));
  const other = await pipe.another('worker');
  for (const done of [250, 1_500]) {
    await eventually(async () => (await stored(id)).processed_count >= done, 30_000);
    await pipe.worker.end('SIGKILL');
    pipe.worker.spawn();
  }
  await eventually(async () => (await stored(id)).status === 'completed', 60_000);
  expect(await stored(id)).toMatchObject({ processed_count: 3_000, errors_count: 0 });
  expect(await countOf('stock_transfers?filter[q][reference_eq]=again')).toBe(3_000);
  await other.end();
  await pipe.worker.ready();
}, 150_000);

test('2,000 inputs are done, each once', async () => {
  const id = await accepted('skus', skusCalled('TIMED', 2_000));
  await eventually(async () => (await stored(id)).status === 'completed', 60_000);
  expect(await stored(id)).toMatchObject({ processed_count: 2_000, errors_count: 0 });
  expect(await countOf('skus?filter[q][code_start]=TIMED')).toBe(2_000);
}, 90_000);

test('an import that is interrupted amid it saves no more, and tells how much it has saved', async () => {
  const id = await accepted('skus', skusCalled('CUT', 10_000));
  await eventually(async () => (await stored(id)).processed_count > 0, 30_000);
  const { body } = await client.change('imports', id, { _interrupt: true });
  expect(body.data.attributes.status).toBe('interrupted');
  await eventually(async () => {
    const [job] = await pipe.sql<{ settled: boolean }>('select settled from job where public_id = $1', [id]);
    return job!.settled;
  });
  const { processed_count } = await stored(id);
  expect(processed_count).toBeLessThan(10_000);
  expect(await countOf('skus?filter[q][code_start]=CUT')).toBe(processed_count);
}, 60_000);
