import { link, source, stock } from '#testing/builders';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { CommerceLayerClient, faultsOf, JSON_API, linksTo, META } from './client.js';

let pipe: PipeClient;
let client: CommerceLayerClient;

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
  const berlin = source('Berlin', { name: 'Shop Berlin', reference: 'B', metadata: { floor: 2 } });
  await client.given('stock_locations', 2, berlin);
  await client.given('stock_locations', 3, source('paris', { name: 'Shop Paris', enabled: false }));
  await client.given('inventory_models', 2, stock('Europe'));
  await client.given('stock_levels', 3, link(2, 'Berlin', 1), link(2, 'paris', 2));
});
afterAll(() => pipe.close());

async function codes(query: string): Promise<string[]> {
  const { status, body } = await client.send('GET', `stock_locations?${query}`);
  expect(status).toBe(200);
  return body.data.map(({ attributes }: { attributes: { code: string } }) => attributes.code);
}

test('a source is a stock location, with neutral values for what nobody told of it', async () => {
  const id = await client.idOf('stock_locations?filter[q][code_eq]=Berlin');
  const { status, headers, body } = await client.send('GET', `stock_locations/${id}`);
  expect([status, headers.get('content-type')]).toEqual([200, JSON_API]);
  const self = `${client.url}/api/stock_locations/${id}`;
  expect(body).toEqual({
    data: {
      id: expect.stringMatching(/^[A-Za-z]{10}$/),
      type: 'stock_locations',
      links: { self },
      attributes: {
        number: 2,
        name: 'Shop Berlin',
        code: 'Berlin',
        label_format: 'PDF',
        suppress_etd: false,
        created_at: expect.stringMatching(/Z$/),
        updated_at: expect.stringMatching(/Z$/),
        reference: 'B',
        reference_origin: null,
        metadata: { floor: 2 },
      },
      relationships: linksTo(
        self,
        'address',
        'inventory_stock_locations',
        'inventory_return_locations',
        'stock_levels',
        'stock_items',
        'stock_transfers',
        'stores',
      ),
      meta: META,
    },
  });
});

test('stock locations are listed, the oldest first', async () => {
  const { body } = await client.send('GET', 'stock_locations');
  expect(body.data.map(({ attributes }: { attributes: { code: string } }) => attributes.code)).toEqual([
    'default',
    'Berlin',
    'paris',
  ]);
  expect(body.meta).toEqual({ record_count: 3, page_count: 1 });
  expect(Object.keys(body.links)).toEqual(['first', 'last']);
});

test.each([
  ['sort=-name', ['paris', 'Berlin', 'default']],
  ['sort=label_format,-code', ['paris', 'default', 'Berlin']],
  ['filter[q][name_start]=shop&sort=code', ['Berlin', 'paris']],
  ['filter[q][code_or_name_cont]=PARIS', ['paris']],
  ['filter[q][number_gt]=1&filter[q][number_lt]=3', ['Berlin']],
  ['filter[q][disabled_at_null]=true', ['default', 'Berlin', 'paris']],
  ['filter[q][disabled_at_null]=false', []],
  ['filter[q][label_format_eq]=ZPL', []],
  ['filter[q][id_in]=DefauLtSrc,NobodyHere', ['default']],
])('stock locations are found by %s', async (query, found) => {
  expect(await codes(query)).toEqual(found);
});

test('a stock location leads to its stock levels under both names', async () => {
  const id = await client.idOf('stock_locations?filter[q][code_eq]=paris');
  for (const name of ['stock_levels', 'inventory_stock_locations']) {
    const { body } = await client.send('GET', `stock_locations/${id}/${name}?filter[q][priority_eq]=2`);
    expect(body.data).toMatchObject([{ type: name, attributes: { priority: 2 } }]);
    expect(body.meta.record_count).toBe(1);
    expect(body.links.first).toContain(`/api/stock_locations/${id}/${name}?`);
    const linkage = await client.send('GET', `stock_locations/${id}/relationships/${name}`);
    expect(linkage.body.data).toEqual([{ type: name, id: body.data[0].id }]);
  }
});

test('a stock location brings along its levels and their models, each once', async () => {
  const id = await client.idOf('stock_locations?filter[q][code_eq]=Berlin');
  const path = `stock_locations/${id}?include=inventory_stock_locations.inventory_model,inventory_stock_locations.stock_location`;
  const { body } = await client.send('GET', path);
  const types = body.included.map(({ type }: { type: string }) => type);
  expect(types).toEqual(['inventory_stock_locations', 'inventory_models']);
  expect(body.data.relationships.inventory_stock_locations.data).toEqual([
    { type: 'inventory_stock_locations', id: body.included[0].id },
  ]);
  expect(body.data.relationships.stock_levels).not.toHaveProperty('data');
});

test('an unknown stock location is not found', async () => {
  const answer = await client.send('GET', 'stock_locations/NobodyHere');
  expect(answer.status).toBe(404);
  expect(faultsOf(answer)).toEqual([['RECORD_NOT_FOUND', undefined]]);
});
