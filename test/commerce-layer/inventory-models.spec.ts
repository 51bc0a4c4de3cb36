import { link, source, stock } from '#testing/builders';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { CommerceLayerClient, faultsOf, JSON_API, linksTo, META } from './client.js';

let pipe: PipeClient;
let client: CommerceLayerClient;

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
  await client.given('stock_locations', 3, source('eu-1'), source('eu-2'));
  await client.given('inventory_models', 2, stock('Europe', ['eu_site'], { reference: 'EU', referenceOrigin: 'erp' }));
  await client.given('stock_levels', 3, link(2, 'eu-1', 1), link(2, 'eu-2', 2));
});
afterAll(() => pipe.close());

test('a stock is an inventory model, with neutral values for what nobody told of it', async () => {
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
    relationships: linksTo(self, 'inventory_stock_locations', 'inventory_return_locations', 'stock_levels'),
    meta: META,
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

describe('a new inventory model', () => {
  test('looks at two locations by default, and is a stock without channels', async () => {
    const { id, attributes } = await client.created('inventory_models', { name: 'New' });
    expect(attributes).toMatchObject({
      ...{ name: 'New', strategy: 'no_split', stock_locations_cutoff: 2, stock_reservation_cutoff: 3600 },
      ...{ put_stock_transfers_on_hold: false, manual_stock_decrement: false },
    });
    expect((await client.send('GET', `inventory_models/${id}`)).body.data.attributes).toEqual(attributes);
    const stocks = await pipe.http('GET', `/rest/V1/inventory/stocks?${searchBy('name', 'New')}`);
    expect(stocks.body.items).toMatchObject([{ name: 'New', extension_attributes: { sales_channels: [] } }]);
  });

  test('has all that is given, whatever it is written as', async () => {
    const attributes = {
      ...{ name: 'Full', strategy: 'ship_from_primary', reference: 'R', metadata: { a: 1 } },
      ...{ stock_locations_cutoff: 5, stock_reservation_cutoff: 60, put_stock_transfers_on_hold: true },
      manual_stock_decrement: true,
    };
    const given = { ...attributes, stock_locations_cutoff: '5', manual_stock_decrement: '1' };
    expect((await client.created('inventory_models', given)).attributes).toMatchObject(attributes);
  });

  test('is told of everything that is wrong at once', async () => {
    const attributes = { name: ' ', strategy: 'guess', stock_locations_cutoff: 0, stock_reservation_cutoff: 'long' };
    const answer = await client.send('POST', 'inventory_models', { type: 'inventory_models', attributes });
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/name', 'blank'],
      ['VALIDATION_ERROR', '/data/attributes/strategy', 'inclusion'],
      ['VALIDATION_ERROR', '/data/attributes/stock_locations_cutoff', 'greater_than'],
      ['VALIDATION_ERROR', '/data/attributes/stock_reservation_cutoff', 'not_a_number'],
    ]);
  });

  test('needs a name of its own', async () => {
    const data = { type: 'inventory_models', attributes: { name: 'EUROPE' } };
    const answer = await client.send('POST', 'inventory_models', data);
    expect(faultsOf(answer)).toEqual([['VALIDATION_ERROR', '/data/attributes/name', 'taken']]);
  });
});

describe('changing an inventory model', () => {
  test('changes only what is named, and no sales channel', async () => {
    const id = await client.idOf('inventory_models?filter[q][name_eq]=Europe');
    const { status, body } = await client.change('inventory_models', id, { strategy: 'split_shipments' });
    expect([status, body.data.attributes]).toMatchObject([
      200,
      { name: 'Europe', strategy: 'split_shipments', stock_locations_cutoff: null, reference: 'EU' },
    ]);
    const stocks = await pipe.http('GET', `/rest/V1/inventory/stocks?${searchBy('name', 'Europe')}`);
    const channels = [{ type: 'website', code: 'eu_site' }];
    expect(stocks.body.items).toMatchObject([{ extension_attributes: { sales_channels: channels } }]);
    await client.change('inventory_models', id, { strategy: null });
  });

  test('is there for the other dialect, and the other way round', async () => {
    const { id } = await client.created('inventory_models', { name: 'Both', manual_stock_decrement: true });
    const [stock] = (await pipe.http('GET', `/rest/V1/inventory/stocks?${searchBy('name', 'Both')}`)).body.items;
    const body = { stock: { stock_id: stock.stock_id, name: 'Renamed' } };
    expect((await pipe.http('PUT', `/rest/V1/inventory/stocks/${stock.stock_id}`, { body })).status).toBe(200);
    const { attributes } = (await client.send('GET', `inventory_models/${id}`)).body.data;
    expect(attributes).toMatchObject({ name: 'Renamed', manual_stock_decrement: true, stock_locations_cutoff: 2 });
  });
});

describe('an inventory model', () => {
  test('that nothing refers to is deleted for good', async () => {
    const { id } = await client.created('inventory_models', { name: 'Short-lived' });
    const { status, body } = await client.send('DELETE', `inventory_models/${id}`);
    expect([status, body]).toEqual([204, '']);
    for (const method of ['GET', 'DELETE']) {
      expect((await client.send(method, `inventory_models/${id}`)).status).toBe(404);
    }
  });

  test('with sales channels or locations is locked, and so is the default one', async () => {
    const europe = await client.idOf('inventory_models?filter[q][name_eq]=Europe');
    for (const [id, reasons] of [
      [europe, 2],
      ['DefauLtStk', 2],
    ] as const) {
      const answer = await client.send('DELETE', `inventory_models/${id}`);
      expect(answer.status).toBe(423);
      expect(faultsOf(answer)).toEqual(Array.from({ length: reasons }, () => ['LOCKED', undefined]));
    }
  });
});

function searchBy(field: string, value: string): string {
  const criteria = 'searchCriteria[filter_groups][0][filters][0]';
  return `${criteria}[field]=${field}&${criteria}[value]=${value}`;
}
