import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { magento, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  const places: [code: string, latitude: number, longitude: number, enabled?: boolean][] = [
    ['berlin', 52.52, 13.405],
    ['munich', 48.1371, 11.5754],
    ['nowhere', 0, 0],
    ['closed', 48.1, 11.5, false],
  ];
  for (const [code, latitude, longitude, enabled = true] of places) {
    await api.post('sources', source(code, { latitude, longitude, enabled }));
  }
  await api.post('stocks', { stock: { name: 'DE' } });
  const codes = ['nowhere', 'berlin', 'closed', 'munich'];
  const links = codes.map((source_code, index) => ({ stock_id: 2, source_code, priority: index + 1 }));
  await api.post('stock-source-links', { links });
  const sourceItems = [...codes.flatMap((source_code) => ['CHAIR', 'SOFA'].map((sku) => ({ sku, source_code })))];
  await api.post('source-items', {
    sourceItems: sourceItems.map((pair, index) => ({ ...pair, quantity: index + 1, status: 1 })),
  });
  await api.post('source-items', {
    sourceItems: [{ sku: 'SOFA', source_code: 'munich', quantity: 50, status: 0 }],
  });
});
afterAll(() => pipe?.close());

const select = async (algorithmCode: string, items: [sku: string, qty: number][], more: object = {}) => {
  const inventoryRequest = { stockId: 2, items: items.map(([sku, qty]) => ({ sku, qty })), ...more };
  const { status, body } = await api.post('source-selection-algorithm-result', { inventoryRequest, algorithmCode });
  return { status, body: body as unknown };
};
const parcel = (source_code: string, sku: string, qty_to_deduct: number, qty_available: number) => ({
  ...{ source_code, sku, qty_to_deduct, qty_available },
});
const address = (more: object = {}) => ({
  extension_attributes: {
    destination_address: { country: 'DE', postcode: '81671', street: '', region: '', city: '', ...more },
  },
});

it('lists its algorithms', async () => {
  const { body } = await api.get('source-selection-algorithm-list');
  expect(body).toEqual([
    { code: 'priority', title: 'Source Priority', description: expect.any(String) },
    { code: 'distance', title: 'Distance Priority', description: expect.any(String) },
  ]);
});

describe('by priority', () => {
  it('takes from source after source, and lists those that give nothing too', async () => {
    await expect(select('priority', [['CHAIR', 3]])).resolves.toEqual({
      status: 200,
      body: {
        source_selection_items: [
          parcel('nowhere', 'CHAIR', 1, 1),
          parcel('berlin', 'CHAIR', 2, 3),
          parcel('munich', 'CHAIR', 0, 7),
        ],
        shippable: true,
      },
    });
  });

  it('walks source by source with all SKUs, of a repeated one the last quantity counts', async () => {
    const { body } = await select('priority', [
      ['CHAIR', 3],
      ['sofa', 1],
      ['chair', 100],
    ]);
    expect(body).toEqual({
      source_selection_items: [
        ...[parcel('nowhere', 'CHAIR', 1, 1), parcel('nowhere', 'SOFA', 1, 2)],
        ...[parcel('berlin', 'CHAIR', 3, 3), parcel('berlin', 'SOFA', 0, 4)],
        parcel('munich', 'CHAIR', 7, 7),
      ],
      shippable: false,
    });
  });

  it.each<[string, [string, number][], boolean]>([
    ['a SKU that nobody knows', [['GHOST', 1]], false],
    ['no items', [], true],
  ])('has no plan for %s', async (_, items, shippable) => {
    await expect(select('priority', items)).resolves.toEqual({
      status: 200,
      body: { source_selection_items: [], shippable },
    });
  });

  it.each([99, -1])('has no plan for a stock that is not there: %i', async (stockId) => {
    const { body } = await select('priority', [['CHAIR', 1]], { stockId });
    expect(body).toEqual({ source_selection_items: [], shippable: false });
  });
});

describe('by distance', () => {
  const codes = (body: unknown) =>
    (body as { source_selection_items: { source_code: string }[] }).source_selection_items.map(
      (one) => one.source_code,
    );

  it('takes from the nearest first; sources whose place nobody knows come last', async () => {
    const { body } = await select('distance', [['CHAIR', 8]], address({ lat: 48.2, lng: 11.6 }));
    expect(body).toEqual({
      source_selection_items: [
        parcel('munich', 'CHAIR', 7, 7),
        parcel('berlin', 'CHAIR', 1, 3),
        parcel('nowhere', 'CHAIR', 0, 1),
      ],
      shippable: true,
    });
  });

  it('goes by priority when nobody knows where the address lies', async () => {
    const { body } = await select('distance', [['CHAIR', 8]], address());
    expect(codes(body)).toEqual(['nowhere', 'berlin', 'munich']);
  });

  describe('once places are imported', () => {
    beforeAll(() => pipe.stockwire('geonames', 'import', 'test/geonames/places.txt'));
    afterAll(() => pipe.sql('truncate geoname'));

    it('finds out where the address lies, and sources of which nobody said it', async () => {
      const { body } = await select('distance', [['CHAIR', 8]], address());
      expect(codes(body)).toEqual(['munich', 'berlin', 'nowhere']);
      const eastOfBerlin = await select('distance', [['CHAIR', 8]], address({ postcode: '12555' }));
      expect(codes(eastOfBerlin.body)).toEqual(['berlin', 'nowhere', 'munich']);
    });

    it('goes by what is said of the address rather than by what is known of it', async () => {
      const { body } = await select('distance', [['CHAIR', 8]], address({ lat: 52.5, lng: 13.5 }));
      expect(codes(body)[0]).toBe('berlin');
    });

    it('goes by priority when nobody knows the address', async () => {
      const { body } = await select('distance', [['CHAIR', 8]], address({ postcode: '99999', country: 'AT' }));
      expect(codes(body)).toEqual(['nowhere', 'berlin', 'munich']);
    });
  });

  it('needs an address', async () => {
    await expect(select('distance', [['CHAIR', 1]])).resolves.toEqual({
      ...{ status: 400, body: { message: 'No destination address was provided in the request' } },
    });
  });
});

it('refuses an algorithm that is not there', async () => {
  await expect(select('nearest', [['CHAIR', 1]])).resolves.toMatchObject({ status: 400 });
});

it('needs a stock, items and their quantities', async () => {
  await expect(select('priority', [], { stockId: null })).resolves.toMatchObject({
    status: 400,
    body: { parameters: { fieldName: 'stockId' } },
  });
});
