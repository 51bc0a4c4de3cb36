import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { ADDRESS, CommerceLayerClient, faultsOf } from './client.js';

let pipe: Pipe;
let client: CommerceLayerClient;
let berlin: string;

beforeAll(async () => {
  pipe = await startPipe();
  client = new CommerceLayerClient(pipe);
  const address = await client.created('addresses', ADDRESS);
  const at = { address: ['addresses', address.id] as [string, string] };
  berlin = (await client.created('stock_locations', { name: 'Berlin', code: 'BER' }, at)).id;
});
afterAll(() => pipe?.close());

const send = (attributes: object) =>
  client.send('POST', 'cleanups', { type: 'cleanups', attributes, relationships: {} });
const stored = async (kind: string, id: string) => (await client.send('GET', `${kind}/${id}`)).body.data.attributes;
const countOf = async (path: string) => (await client.send('GET', path)).body.meta.record_count as number;

async function ended(kind: string, id: string) {
  await eventually(async () => {
    const [job] = await pipe.sql<{ settled: boolean }>('select settled from job where public_id = $1', [id]);
    return job!.settled;
  }, 20_000);
  return stored(kind, id);
}

async function imported(resource_type: string, inputs: object[]) {
  const attributes = { resource_type, inputs, parent_resource_id: resource_type === 'stock_items' ? berlin : null };
  const { body } = await client.send('POST', 'imports', { type: 'imports', attributes, relationships: {} });
  expect(await ended('imports', body.data.id)).toMatchObject({ status: 'completed', errors_count: 0 });
}

async function cleaned(attributes: object) {
  const { status, body } = await send(attributes);
  expect([status, body.errors]).toEqual([201, undefined]);
  expect(body.data.attributes).toMatchObject({ status: 'pending', processed_count: 0, errors_log: {} });
  return ended('cleanups', body.data.id);
}

const codes = (prefix: string, count: number) => Array.from({ length: count }, (_, number) => `${prefix}-${number}`);
const skus = (names: string[]) =>
  imported(
    'skus',
    names.map((code) => ({ code, name: code })),
  );
const items = (names: string[]) =>
  imported(
    'stock_items',
    names.map((sku_code) => ({ sku_code, quantity: 1 })),
  );

describe('a cleanup', () => {
  test('deletes the records that its filters find, and no others', async () => {
    await skus([...codes('OLD', 12), ...codes('NEW', 3)]);
    expect(await cleaned({ resource_type: 'skus', filters: { code_start: 'OLD' } })).toMatchObject({
      ...{ status: 'completed', filters: { code_start: 'OLD' }, records_count: 12, processed_count: 12 },
      ...{ errors_count: 0, errors_log: {}, interrupted_at: null, completed_at: expect.stringMatching(/Z$/) },
    });
    expect(await countOf('skus?filter[q][code_start]=OLD')).toBe(0);
    expect(await countOf('skus?filter[q][code_start]=NEW')).toBe(3);
  });

  test('tells which records are protected, and deletes the others', async () => {
    await skus(codes('KEPT', 4));
    await items(['KEPT-0', 'KEPT-1']);
    const said = await cleaned({ resource_type: 'skus', filters: { code_start: 'KEPT' } });
    expect(said).toMatchObject({ status: 'completed', records_count: 4, processed_count: 2, errors_count: 2 });
    expect(said.errors_log).toEqual({
      'KEPT-0': { base: [expect.any(String)] },
      'KEPT-1': { base: [expect.any(String)] },
    });
    expect(await countOf('skus?filter[q][code_start]=KEPT')).toBe(2);
  });

  test('of stock items leaves the one of which something is reserved', async () => {
    await skus(codes('ITEM', 3));
    await items(codes('ITEM', 3));
    const held = await client.idOf('stock_items?filter[q][sku_code_eq]=ITEM-1');
    await client.created('stock_reservations', { quantity: 1 }, { stock_item: ['stock_items', held] });
    expect(await cleaned({ resource_type: 'stock_items', filters: { sku_code_start: 'ITEM' } })).toMatchObject({
      ...{ records_count: 3, processed_count: 2, errors_count: 1 },
      errors_log: { 'ITEM-1': { base: [expect.any(String)] } },
    });
    expect(await countOf('stock_items?filter[q][sku_code_start]=ITEM')).toBe(1);
  });

  test('that finds nothing is completed', async () => {
    expect(await cleaned({ resource_type: 'skus', filters: { code_eq: 'NONE' } })).toMatchObject({
      ...{ status: 'completed', records_count: 0, processed_count: 0, started_at: expect.stringMatching(/Z$/) },
    });
  });

  test('that cannot be is refused with all that is wrong', async () => {
    expect(faultsOf(await send({}))).toEqual([['VALIDATION_ERROR', '/data/attributes/resource_type', 'blank']]);
    expect(faultsOf(await send({ resource_type: 'addresses' }))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/resource_type', 'inclusion'],
    ]);
    expect(faultsOf(await send({ resource_type: 'skus', filters: { colour_eq: 'red', code_eq: 'x' } }))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/filters', 'invalid'],
    ]);
  });

  test('is listed, changed and deleted; interrupted before it began it deletes nothing', async () => {
    await skus(codes('STAYS', 2));
    await pipe.worker.end('SIGKILL');
    const { id } = (await send({ resource_type: 'skus', filters: { code_start: 'STAYS' } })).body.data;
    const { body } = await client.change('cleanups', id, { _interrupt: true, reference: 'r' });
    expect(body.data.attributes).toMatchObject({ status: 'interrupted', reference: 'r', records_count: 2 });
    await pipe.worker.start();
    expect(await ended('cleanups', id)).toMatchObject({ status: 'interrupted', processed_count: 0 });
    expect(await countOf('skus?filter[q][code_start]=STAYS')).toBe(2);
    expect(await countOf('cleanups?filter[q][status_eq]=interrupted')).toBe(1);
    expect((await client.send('DELETE', `cleanups/${id}`)).status).toBe(204);
    expect((await client.send('GET', `cleanups/${id}`)).status).toBe(404);
  });
});

describe('a cleanup of many', () => {
  const MANY = { resource_type: 'skus', filters: { code_start: 'MANY' } };

  beforeAll(() =>
    pipe.sql(`insert into sku (sku_key, sku) select 'many-' || n, 'MANY-' || n from generate_series(1, 10001) n`),
  );

  test('is refused if they are more than 10,000, and nothing of it is kept', async () => {
    const kept = () => pipe.sql('select count(*) from bulk_operation');
    const before = await kept();
    const refused = await send(MANY);
    expect([refused.status, faultsOf(refused)]).toEqual([
      422,
      [['VALIDATION_ERROR', '/data/attributes/filters', 'too_many']],
    ]);
    expect(refused.body.errors[0]).toMatchObject({
      detail: expect.stringContaining('find more than 10000 records'),
      meta: { count: 10_000 },
    });
    expect(await kept()).toEqual(before);
  });

  test('keeps no import that comes later waiting', async () => {
    const { body } = await send({ ...MANY, filters: { code_start: 'MANY', code_not_eq: 'MANY-1' } });
    const { id } = body.data;
    expect(body.data.attributes).toMatchObject({ status: 'pending', records_count: 10_000 });
    await skus(codes('LATER', 5));
    expect(await stored('cleanups', id)).toMatchObject({ status: 'in_progress', errors_count: 0 });
    expect((await client.send('DELETE', `cleanups/${id}`)).status).toBe(204);
  });
});
