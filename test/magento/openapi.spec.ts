import { Ajv2020 } from 'ajv/dist/2020.js';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, source, type Magento } from './client.js';

type Operation = { responses: Record<string, { content?: Record<string, { schema: object }> }> };
type Document = { paths: Record<string, Record<string, Operation>>; components: object };

let pipe: PipeClient;
let api: Magento;
let document: Document;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  document = (await pipe.http('GET', '/rest/all/schema?services=all', { token: null })).body;
});
afterAll(() => pipe?.close());

/** What is wrong with an answer, by the schema of its route and status. */
function faults(method: string, path: string, { status, body }: { status: number; body: unknown }): unknown {
  const { responses } = document.paths[`/V1/${path}`]![method]!;
  const schema = status === 200 ? responses[200]!.content!['application/json']!.schema : { $ref: ERROR };
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  const valid = ajv.validate({ ...schema, components: document.components }, body);
  return valid ? [] : { errors: ajv.errors, body };
}

const ERROR = '#/components/schemas/Error';

it('is OpenAPI 3.1, with every route of the kind', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/rest/{store}' }] });
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/V1/inventory/sources/{sourceCode}', '/V1/inventory/stock-resolver/{type}/{code}']),
  );
});

it('describes answers as they are', async () => {
  const full = {
    email: 'a@b.c',
    latitude: 1,
    region_id: 2,
    city: 'B',
    extension_attributes: { frontend_description: 'x' },
  };
  await api.post('sources', source('full', full));
  await api.post('source-items', { sourceItems: [{ sku: 'S', source_code: 'full', quantity: 1.5, status: 1 }] });
  await api.post('reservations', { reservations: [{ stock_id: 1, sku: 'S', quantity: 1, metadata: { a: 1 } }] });
  const searched = { ...criteria(['quantity', '0', 'gt']), sortOrders: [{ field: 'sku', direction: 'DESC' }] };
  const answers: [string, string, { status: number; body: unknown }][] = [
    ['get', 'inventory/sources', await api.get('sources', { searchCriteria: { pageSize: 5, currentPage: 2 } })],
    ['get', 'inventory/sources/{sourceCode}', await api.get('sources/full')],
    ['post', 'inventory/sources', await api.post('sources', source('other'))],
    ['put', 'inventory/sources/{sourceCode}', await api.put('sources/other', source('other'))],
    ['delete', 'inventory/sources/{sourceCode}', await api.delete('sources/other')],
    ['get', 'inventory/stocks', await api.get('stocks')],
    ['get', 'inventory/stocks/{stockId}', await api.get('stocks/1')],
    ['post', 'inventory/stocks', await api.post('stocks', { stock: { name: 'New' } })],
    ['get', 'inventory/stock-source-links', await api.get('stock-source-links', criteria(['priority', '1']))],
    ['get', 'inventory/source-items', await api.get('source-items', searched)],
    ['get', 'inventory/reservations', await api.get('reservations', criteria(['quantity', '0', 'gt']))],
    ['get', 'inventory/stock-resolver/{type}/{code}', await api.get('stock-resolver/website/base')],
    ...(await answersAboutSelling()),
    ['get', 'store/websites', await pipe.http('GET', '/rest/V1/store/websites')],
  ];
  const pair = '{sku}/{stockId}';
  const requests = { skuRequests: [{ sku: 'S', qty: 1 }], stockId: 1 };
  answers.push(
    ['get', `inventory/get-product-salable-quantity/${pair}`, await api.get('get-product-salable-quantity/S/1')],
    ['get', `inventory/is-product-salable/${pair}`, await api.get('is-product-salable/S/1')],
    ['get', 'inventory/are-products-salable', await api.get('are-products-salable', { skus: ['S'], stockId: 1 })],
    [
      'get',
      `inventory/is-product-salable-for-requested-qty/${pair}/{requestedQty}`,
      await api.get('is-product-salable-for-requested-qty/S/1/9'),
    ],
    [
      'get',
      'inventory/are-product-salable-for-requested-qty',
      await api.get('are-product-salable-for-requested-qty', requests),
    ],
  );
  for (const [method, path, answer] of answers) {
    expect({ method, path, ...answer }).toMatchObject({ status: 200 });
    expect(faults(method, path, answer)).toEqual([]);
  }
});

/** Answers about how SKUs are sold, where they are and what befalls orders. */
async function answersAboutSelling(): Promise<[string, string, { status: number; body: unknown }][]> {
  const low = { source_code: 'full', sku: 'S', notify_stock_qty: 2.5 };
  const settings = { min_qty: 0.5, low_stock_date: '2026-01-15', stock_threshold_qty: 2, use_config_backorders: true };
  const order = {
    ...{ increment_id: '7', entity_id: '7', pickup_location_code: 'full' },
    sales_channel: { type: 'website', code: 'base' },
  };
  await api.post('source-items', { sourceItems: [{ sku: 'S', source_code: 'default', quantity: 9, status: 1 }] });
  const placed = { type: 'order_placed', id: 'e', order, items: [{ item_id: '1', sku: 'S', qty: 1 }] };
  const inventoryRequest = { stockId: 1, items: [{ sku: 'S', qty: 2 }] };
  const request = { inventoryRequest, algorithmCode: 'priority' };
  const bulk = { skus: ['S', 'T'], sourceCodes: ['full'] };
  const ends = { originSource: 'full', destinationSource: 'default', unassignFromOrigin: false };
  const part = { originSourceCode: 'default', destinationSourceCode: 'full', items: [{ sku: 'S', qty: 1 }] };
  const notify = () =>
    pipe.http('POST', '/rest/V1/order/notify-orders-are-ready-for-pickup', { body: { orderIds: [7, 8] } });
  const CONFIGURATIONS = 'inventory/stock-item-configurations';
  const DEFAULTS = 'inventory/stock-item-configuration-defaults';
  const CHANNEL = '{salesChannelType}/{salesChannelCode}';
  return [
    [
      'post',
      'inventory/low-quantity-notification',
      await api.post('low-quantity-notification', { sourceItemConfigurations: [low] }),
    ],
    [
      'get',
      'inventory/low-quantity-notification/{sourceCode}/{sku}',
      await api.get('low-quantity-notification/full/S'),
    ],
    [
      'put',
      `${CONFIGURATIONS}/{sku}`,
      await api.put('stock-item-configurations/S', { stockItemConfiguration: settings }),
    ],
    ['get', `${CONFIGURATIONS}/{sku}`, await api.get('stock-item-configurations/unknown')],
    ['get', CONFIGURATIONS, await api.get('stock-item-configurations', criteria(['min_qty', '0.5']))],
    ['get', DEFAULTS, await api.get('stock-item-configuration-defaults')],
    [
      'put',
      DEFAULTS,
      await api.put('stock-item-configuration-defaults', { stockItemConfiguration: { backorders: 0 } }),
    ],
    ['get', 'inventory/source-selection-algorithm-list', await api.get('source-selection-algorithm-list')],
    [
      'post',
      'inventory/source-selection-algorithm-result',
      await api.post('source-selection-algorithm-result', request),
    ],
    ['post', 'inventory/bulk-product-source-assign', await api.post('bulk-product-source-assign', bulk)],
    [
      'post',
      'inventory/bulk-product-source-transfer',
      await api.post('bulk-product-source-transfer', { skus: ['S'], ...ends }),
    ],
    ['post', 'inventory/bulk-partial-source-transfer', await api.post('bulk-partial-source-transfer', part)],
    [
      'get',
      `inventory/export-stock-salable-qty/${CHANNEL}`,
      await api.get('export-stock-salable-qty/website/base', { searchCriteria: '' }),
    ],
    ['get', `inventory/dump-stock-index-data/${CHANNEL}`, await api.get('dump-stock-index-data/website/base')],
    ...(await answersAboutPlaces()),
    ['post', 'inventory/order-events', await api.post('order-events', { event: placed })],
    ['get', 'inventory/order-events/{incrementId}', await api.get('order-events/7')],
    ['post', 'order/notify-orders-are-ready-for-pickup', await notify()],
    ['post', 'inventory/bulk-product-source-unassign', await api.post('bulk-product-source-unassign', bulk)],
  ];
}

/** Answers about where things lie. */
async function answersAboutPlaces(): Promise<[string, string, { status: number; body: unknown }][]> {
  await pipe.stockwire('geonames', 'import', 'test/geonames/places.txt');
  const place = { country_id: 'DE', postcode: '10115', city: 'Berlin', street: 'A 1' };
  const pickup = { is_pickup_location_active: true, frontend_description: 'Ring' };
  await api.post('sources', source('shop', { ...place, extension_attributes: pickup }));
  await api.post('stocks', {
    stock: { name: 'DE', extension_attributes: { sales_channels: [{ type: 'web', code: 'de' }] } },
  });
  const stock_id = (await api.get('stock-resolver/web/de')).body.stock_id;
  await api.post('stock-source-links', { links: [{ stock_id, source_code: 'shop', priority: 1 }] });
  await api.post('source-items', { sourceItems: [{ sku: 'S', source_code: 'shop', quantity: 1, status: 1 }] });
  const searchRequest = {
    ...{ scopeType: 'web', scopeCode: 'de', area: { radius: 9, searchTerm: '10115:DE' }, pageSize: 2 },
    ...{ filters: { city: { value: 'Berlin' } }, sort: [{ field: 'distance', direction: 'ASC' }] },
    extensionAttributes: { productsInfo: [{ sku: 'S' }] },
  };
  const ends = { source: { lat: 1, lng: 1 }, destination: { lat: 2, lng: 2 } };
  const address = { address: { country: 'DE', postcode: '10115', street: '', region: '', city: '' } };
  const found = await api.get('in-store-pickup/pickup-locations', { searchRequest });
  expect(found.body.items).toHaveLength(1);
  return [
    ['get', 'inventory/get-distance-provider-code', await api.get('get-distance-provider-code')],
    ['get', 'inventory/get-distance', await api.get('get-distance', ends)],
    ['get', 'inventory/get-latlng-from-address', await api.get('get-latlng-from-address', address)],
    ['get', 'inventory/get-latslngs-from-address', await api.get('get-latslngs-from-address', address)],
    ['get', 'inventory/in-store-pickup/pickup-locations', found],
  ];
}

it('describes errors as they are', async () => {
  const answers: [string, string, { status: number; body: unknown }][] = [
    ['get', 'inventory/sources/{sourceCode}', await api.get('sources/nowhere')],
    ['post', 'inventory/sources', await api.post('sources', { source: { carrier_links: [{}] } })],
    [
      'get',
      'inventory/stocks',
      await pipe.http('GET', '/rest/V1/inventory/stocks', { headers: { accept: 'text/html' } }),
    ],
    ['get', 'inventory/stocks', await pipe.http('GET', '/rest/V1/inventory/stocks', { token: null })],
  ];
  for (const [method, path, answer] of answers) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(faults(method, path, answer)).toEqual([]);
  }
});
