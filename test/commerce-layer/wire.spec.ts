import { item, link, source, stock } from '#testing/builders';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { ADDRESS, CommerceLayerClient, faultsOf, JSON_API } from './client.js';

let pipe: PipeClient;
let client: CommerceLayerClient;

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
  await client.given('stock_locations', 4, ...['north', 'south', 'west'].map((code) => source(code, { city: code })));
  await client.given('inventory_models', 2, stock('Europe'));
  await client.given('stock_levels', 4, link(2, 'north', 1), link(2, 'south', 2), link(2, 'west', 3));
  await client.given('stock_items', 1, item('south', 'RUG', 1));
});
afterAll(() => pipe.close());

async function prioritiesOf(query: string): Promise<number[]> {
  const { status, body } = await client.send('GET', `stock_levels?sort=priority&${query}`);
  expect(status).toBe(200);
  return body.data.map(({ attributes }: { attributes: { priority: number } }) => attributes.priority);
}

test.each([
  ['filter[q][stock_location_code_in]=south,west', [2, 3]],
  ['filter[q][stock_location_name_not_cont]=south&filter[q][inventory_model_name_eq]=Europe', [1, 3]],
  ['filter[q][stock_location_code_or_inventory_model_name_i_cont]=DEFAULT', [1]],
  ['filter[q][stock_location_address_city_start]=no', [1]],
  ['filter[q][stock_location_versions_id_eq]=x', 'refused'],
])('filters reach through relationships: %s', async (query, found) => {
  if (found === 'refused') {
    const answer = await client.send('GET', `stock_levels?${query}`);
    expect([answer.status, answer.body.errors[0].code]).toEqual([400, 'FILTER_NOT_ALLOWED']);
  } else expect(await prioritiesOf(query)).toEqual(found);
});

test('filters reach numbers through relationships', async () => {
  const { body } = await client.send('GET', 'stock_locations?filter[q][code_eq]=south');
  expect(await prioritiesOf(`filter[q][stock_location_number_eq]=${body.data[0].attributes.number}`)).toEqual([2]);
});

test.each([
  ['stock_items_id_null=true', ['default', 'north', 'west']],
  ['stock_items_id_null=false', ['south']],
  ['stock_items_reserved_stock_id_null=true', ['default', 'north', 'south', 'west']],
  ['stock_items_reserved_stock_quantity_eq_or_null=1', ['default', 'north', 'south', 'west']],
  ['stock_items_reserved_stock_id_present=true', []],
  ['code_or_inventory_stock_locations_id_null=true', []],
])('filters take what a record is not related to for null: %s', async (filter, found) => {
  const [key, value] = filter.split('=');
  const { body } = await client.send('GET', `stock_locations?sort=code&filter[q][${key}]=${value}`);
  expect(body.data.map((one: { attributes: { code: string } }) => one.attributes.code)).toEqual(found);
});

test('filters reach records by those that lead to them', async () => {
  const { body } = await client.send('GET', 'inventory_models?filter[q][inventory_stock_locations_priority_eq]=3');
  expect(body.data).toMatchObject([{ attributes: { name: 'Europe' } }]);
});

test('a page is of 25 records at most, or of as many as the client prefers', async () => {
  const plain = await client.send('GET', 'stock_locations?page[size]=100');
  expect([plain.status, faultsOf(plain)]).toEqual([400, [['INVALID_PAGE_VALUE', 'page[size]']]]);
  const headers = { prefer: 'max-page-size=100' };
  const wide = await client.send('GET', 'stock_locations?page[size]=100', undefined, headers);
  expect([wide.status, wide.headers.get('preference-applied')]).toEqual([200, 'max-page-size=100']);
  expect(wide.body.meta).toEqual({ record_count: 4, page_count: 1 });
  expect((await client.send('GET', 'stock_locations?page[size]=5000', undefined, headers)).status).toBe(400);
});

test('every record and every error tells by which request it came', async () => {
  const headers = { 'x-request-id': 'trace-me' };
  const found = await client.send('GET', 'stock_locations?include=address&page[size]=1', undefined, headers);
  expect(found.headers.get('x-request-id')).toBe('trace-me');
  for (const { meta } of [...found.body.data, ...found.body.included])
    expect(meta).toEqual({ mode: 'test', organization_id: expect.any(String), trace_id: 'trace-me' });
  const lost = await client.send('GET', 'stock_locations/NobodyHere?x=1', undefined, headers);
  expect(lost.body.errors[0].meta).toEqual({
    ...{ trace_id: 'trace-me', method: 'GET', path: '/api/stock_locations/NobodyHere' },
  });
});

test.each([
  ['stock_locations/%zz', 400, 'INVALID_URL'],
  ['', 404, 'RECORD_NOT_FOUND'],
  [`stock_locations/${'x'.repeat(3_000)}`, 404, 'RECORD_NOT_FOUND'],
])('a path that leads nowhere is refused in the media type of all answers: %#', async (path, refusal, code) => {
  const answer = await client.send('GET', path);
  expect([answer.status, faultsOf(answer)]).toEqual([refusal, [[code, undefined]]]);
  expect(answer.body.errors[0].status).toBe(String(refusal));
  expect(answer.headers.get('content-type')).toContain(JSON_API);
});

test('related records come along five relationships deep', async () => {
  const path = 'stock_location.inventory_stock_locations.inventory_model.inventory_stock_locations.stock_location';
  const { status, body } = await client.send('GET', `stock_levels/DefauLtLnk?include=${path}`);
  expect([status, body.included.map(({ id }: { id: string }) => id).sort()]).toEqual([
    200,
    ['DefauLtLnk', 'DefauLtSrc', 'DefauLtStk'],
  ]);
  const deeper = await client.send('GET', `stock_levels/DefauLtLnk?include=${path}.address`);
  expect(faultsOf(deeper)).toEqual([['INVALID_INCLUDE', 'include']]);
});

test('related records that are more than 10,000 are read by pages only', async () => {
  const seed = (first: number, last: number) =>
    pipe.sql(`
      with s as (insert into sku (sku_key, sku) select n, n from generate_series(${first}, ${last}) n returning sku_id)
      insert into source_item (sku_id, source_id, quantity, status)
      select sku_id, source_id, 1, 1 from s, source where source_key = 'west'`);
  const id = await client.idOf('stock_locations?filter[q][code_eq]=west');
  await seed(1, 10_000);
  const all = await client.send('GET', `stock_locations/${id}?include=stock_items&fields[stock_items]=quantity`);
  expect([all.status, all.body.included.length]).toEqual([200, 10_000]);
  await seed(10_001, 10_001);
  const answers = [`stock_locations/${id}?include=stock_items`, `stock_locations/${id}/relationships/stock_items`];
  for (const path of answers) {
    const refused = await client.send('GET', path);
    expect([refused.status, faultsOf(refused)]).toEqual([400, [['TOO_MANY_RELATED', 'include']]]);
    expect(refused.body.errors[0].detail).toBe('stock_items leads to more than 10000 records: read them by pages.');
  }
  const page = await client.send('GET', `stock_locations/${id}/stock_items?page[size]=5`);
  expect([page.body.data.length, page.body.meta.record_count]).toEqual([5, 10_001]);
});

test.each(['versions', 'attachments', 'events', 'event_stores'])('a record has no %s', async (name) => {
  const related = await client.send('GET', `inventory_models/DefauLtStk/${name}`);
  expect([related.status, related.body.data]).toEqual([200, []]);
  const included = await client.send('GET', `inventory_models/DefauLtStk?include=${name}`);
  expect(included.body.data.relationships[name].data).toEqual([]);
});

test('metadata is found by what it holds', async () => {
  await client.created('addresses', { ...ADDRESS, metadata: { erp: { id: 7 } } });
  const { body } = await client.send(
    'GET',
    `addresses?filter[q][metadata_jcont]=${encodeURIComponent('{"erp":{"id":7}}')}`,
  );
  expect(body.meta.record_count).toBe(1);
});
