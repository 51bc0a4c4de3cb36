import { link, source, stock } from '#testing/builders';
import { startPipe, type Pipe } from '#testing/pipe';
import { CommerceLayerClient, faultsOf, JSON_API } from './client.js';

let pipe: Pipe;
let client: CommerceLayerClient;

beforeAll(async () => {
  pipe = await startPipe();
  client = new CommerceLayerClient(pipe);
  await client.given('stock_locations', 3, source('eu-1'), source('eu-2'));
  await client.given('inventory_models', 2, stock('Europe', ['eu_site'], { reference: 'EU', referenceOrigin: 'erp' }));
  await client.given('stock_levels', 3, link(2, 'eu-1', 1), link(2, 'eu-2', 2));
});
afterAll(() => pipe.close());

test('a stock is an inventory model, with neutral values for what a stock does not have', async () => {
  const id = await client.idOf('inventory_models?filter[q][name_eq]=Europe');
  const { status, headers, body } = await client.send('GET', `inventory_models/${id}`);
  expect([status, headers.get('content-type')]).toEqual([200, JSON_API]);
  const self = `${client.url}/api/inventory_models/${id}`;
  expect(body.data).toEqual({
    id: expect.stringMatching(/^[A-Za-z]{10}$/),
    type: 'inventory_models',
    links: { self },
    attributes: {
      name: 'Europe',
      strategy: 'no_split',
      stock_locations_cutoff: null,
      stock_reservation_cutoff: 3600,
      put_stock_transfers_on_hold: false,
      manual_stock_decrement: false,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
      reference: 'EU',
      reference_origin: 'erp',
      metadata: {},
    },
    relationships: {
      inventory_stock_locations: {
        links: {
          self: `${self}/relationships/inventory_stock_locations`,
          related: `${self}/inventory_stock_locations`,
        },
      },
      stock_levels: { links: { self: `${self}/relationships/stock_levels`, related: `${self}/stock_levels` } },
    },
    meta: { mode: 'test' },
  });
});

test.each([
  ['', ['Default Stock', 'Europe']],
  ['sort=-name', ['Europe', 'Default Stock']],
  ['filter[q][name_cont]=eur', ['Europe']],
  ['filter[q][reference_origin_null]=true', ['Default Stock']],
  ['filter[q][strategy_eq]=no_split', ['Default Stock', 'Europe']],
  ['filter[q][strategy_eq]=split_shipments', []],
  ['filter[q][stock_locations_cutoff_null]=true', ['Default Stock', 'Europe']],
  ['page[size]=1&page[number]=2', ['Europe']],
  ['page[size]=1&page[number]=3', []],
])('inventory models are found by "%s"', async (query, found) => {
  const { status, body } = await client.send('GET', `inventory_models?${query}`);
  expect(status).toBe(200);
  expect(body.data.map(({ attributes }: { attributes: { name: string } }) => attributes.name)).toEqual(found);
});

test('an inventory model leads to its stock levels, and they to their locations', async () => {
  const id = await client.idOf('inventory_models?filter[q][name_eq]=Europe');
  const { body } = await client.send(
    'GET',
    `inventory_models/${id}/stock_levels?sort=-priority&include=stock_location`,
  );
  expect(body.data).toMatchObject([
    { type: 'stock_levels', attributes: { priority: 2 } },
    { type: 'stock_levels', attributes: { priority: 1 } },
  ]);
  const included = body.included.map(({ attributes }: { attributes: { code: string } }) => attributes.code);
  expect(included.sort()).toEqual(['eu-1', 'eu-2']);
  expect(body.meta).toEqual({ record_count: 2, page_count: 1 });
});

test('inventory models come in a list with the locations of them all', async () => {
  const { body } = await client.send('GET', 'inventory_models?include=inventory_stock_locations.stock_location');
  const [defaults, europe] = body.data;
  expect(defaults.relationships.inventory_stock_locations.data).toHaveLength(1);
  expect(europe.relationships.inventory_stock_locations.data).toHaveLength(2);
  expect(body.included).toHaveLength(6);
});

test('inventory models cannot be written yet', async () => {
  const id = await client.idOf('inventory_models?filter[q][name_eq]=Europe');
  for (const [method, path] of [
    ['POST', 'inventory_models'],
    ['PATCH', `inventory_models/${id}`],
    ['DELETE', `inventory_models/${id}`],
  ] as const) {
    const answer = await client.send(method, path);
    expect(answer.status).toBe(405);
    expect(faultsOf(answer)).toEqual([['METHOD_NOT_ALLOWED', undefined]]);
  }
});
