import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, refused, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  for (const code of ['berlin', 'munich']) await api.post('sources', source(code));
  const sales_channels = [{ type: 'website', code: 'eu_site' }];
  await api.post('stocks', { stock: { name: 'EU', extension_attributes: { sales_channels } } });
  const links = ['berlin', 'munich'].map((source_code, index) => ({ stock_id: 2, source_code, priority: index + 1 }));
  await api.post('stock-source-links', { links });
});
afterAll(() => pipe?.close());

const stocked = (sku: string, sourceCode: string, quantity: number) =>
  api.post('source-items', { sourceItems: [{ sku, source_code: sourceCode, quantity, status: 1 }] });
const event = (type: string, increment: string, sku: string, qty: number, more: object = {}) => ({
  ...{ type, id: `${type}-${increment}-${qty}` },
  order: {
    increment_id: increment,
    entity_id: increment.slice(-2),
    sales_channel: { type: 'website', code: 'eu_site' },
  },
  items: [{ item_id: '1', sku, qty, virtual: false }],
  ...more,
});
const report = async (...events: object[]) => {
  const { status, body } = await api.post('order-events', events.length === 1 ? { event: events[0] } : { events });
  return { status, body: body as unknown };
};
const salable = async (sku: string) => (await api.get(`get-product-salable-quantity/${sku}/2`)).body as unknown;
const ledger = async (increment: string) =>
  (await api.get('reservations', criteria(['metadata', `%"object_increment_id":"${increment}"%`, 'like']))).body.items;
const OK = { status: 200, body: [] };

it('keeps stock, ledger and facts along the way of an order', async () => {
  await stocked('CHAIR', 'berlin', 5);
  const placed = event('order_placed', '100011', 'CHAIR', 4);
  await expect(report(placed)).resolves.toEqual(OK);
  await expect(salable('CHAIR')).resolves.toBe(1);
  await expect(report(placed)).resolves.toEqual(OK);
  await expect(salable('CHAIR')).resolves.toBe(1);
  await expect(
    report(
      event('shipment_created', '100011', 'CHAIR', 2, { source_code: 'berlin' }),
      event('order_canceled', '100011', 'CHAIR', 1),
      event('creditmemo_created', '100011', 'CHAIR', 3, { return_to_stock: true }),
    ),
  ).resolves.toEqual(OK);
  await expect(salable('CHAIR')).resolves.toBe(5);
  await expect(ledger('100011')).resolves.toMatchObject([
    { quantity: -4, metadata: { event_type: 'order_placed', object_type: 'order', object_id: '' } },
    { quantity: 2, metadata: { event_type: 'shipment_created', object_type: 'order', object_id: '11' } },
    { quantity: 1, metadata: { event_type: 'order_canceled', object_id: '11', object_increment_id: '100011' } },
    { quantity: 1, metadata: { event_type: 'creditmemo_created', object_id: '11' } },
  ]);
  const { body } = await api.get('order-events/100011');
  expect(body).toEqual({
    ...{ increment_id: '100011', entity_id: '11', stock_id: 2, notification_sent: false },
    sales_channel: { type: 'website', code: 'eu_site' },
    items: [
      {
        ...{ item_id: '1', sku: 'CHAIR', virtual: false },
        ...{ ordered: 4, canceled: 1, shipped: 2, invoiced: 0, refunded: 3, reserved: 0 },
        deducted: [{ source_code: 'berlin', qty: 2, returned: 2 }],
      },
    ],
  });
});

it('refuses an order of more than is salable, unless told not to look', async () => {
  await stocked('SOFA', 'berlin', 1);
  const placed = event('order_placed', '100012', 'SOFA', 2);
  await expect(report(placed)).resolves.toMatchObject({
    status: 400,
    body: {
      message: 'Not all of your products are available in the requested quantity.',
      errors: [{ parameters: { sku: 'SOFA', stock_id: 2, requested: 2, salable: 1 } }],
    },
  });
  await expect(api.post('order-events', { event: placed, check: false })).resolves.toMatchObject(OK);
  await expect(
    report(event('shipment_created', '100012', 'SOFA', 2, { source_code: 'berlin' })),
  ).resolves.toMatchObject({
    status: 400,
    body: { message: 'Not all of your products are available in the requested quantity.' },
  });
});

it('undoes the events of a request in which one is refused, and names the item', async () => {
  await stocked('LAMP', 'berlin', 5);
  await expect(
    report(
      event('order_placed', '100013', 'LAMP', 2),
      event('shipment_created', '100013', 'LAMP', 3, { source_code: 'berlin' }),
    ),
  ).resolves.toEqual(
    refused('Validation Failed', [
      'The quantity %asked of item "%item_id" (SKU "%sku") exceeds the %left that are left of order "%order".',
      { asked: '3', item_id: '1', sku: 'LAMP', left: '2', order: '100013' },
    ]),
  );
  await expect(salable('LAMP')).resolves.toBe(5);
  await expect(api.get('order-events/100013')).resolves.toMatchObject({
    status: 404,
    body: { message: 'Order with increment id "%value" does not exist.', parameters: { value: '100013' } },
  });
});

it.each<[string, object, object]>([
  [
    'a source without an item',
    event('shipment_created', '100014', 'DESK', 1, { source_code: 'munich' }),
    {
      status: 404,
      body: { message: 'Source item not found by source code: %1 and sku: %2.', parameters: ['munich', 'DESK'] },
    },
  ],
  [
    'no source',
    event('shipment_created', '100014', 'DESK', 1),
    {
      status: 400,
      body: { errors: [{ message: '"%field" can not be empty.', parameters: { field: 'source_code' } }] },
    },
  ],
  [
    'a channel that no stock sells on',
    event('order_placed', '100015', 'DESK', 1, {
      order: { increment_id: 'x', sales_channel: { type: 'till', code: '1' } },
    }),
    { status: 404, body: { message: 'No linked stock found' } },
  ],
  ['a type that is none', event('order_eaten', '100014', 'DESK', 1), { status: 400 }],
  ['an order that nobody placed', event('order_canceled', '999999', 'DESK', 1), { status: 400 }],
  [
    'no items',
    event('shipment_created', '100014', 'DESK', 1, { items: [] }),
    { status: 400, body: { message: 'Input data is empty' } },
  ],
])('refuses an event with %s', async (_, refusedOne, expected) => {
  await stocked('DESK', 'berlin', 5);
  await report(event('order_placed', '100014', 'DESK', 1));
  await expect(report(refusedOne)).resolves.toMatchObject(expected);
});

it('needs an event, and the right to edit stocks', async () => {
  await expect(api.post('order-events', {})).resolves.toMatchObject({
    status: 400,
    body: { parameters: { fieldName: 'event' } },
  });
  await expect(api.post('order-events', { events: [] }, { token: null })).resolves.toMatchObject({
    status: 401,
    body: { parameters: { resources: 'Magento_InventoryApi::stock_edit' } },
  });
});

it('ships orders from their pickup locations when they are ready, and tells of the others', async () => {
  await stocked('BENCH', 'munich', 3);
  const placed = event('order_placed', '100016', 'BENCH', 2);
  const order = { ...placed.order, pickup_location_code: 'munich' };
  await report({ ...placed, order });
  const notify = (...orderIds: unknown[]) =>
    pipe.http('POST', '/rest/V1/order/notify-orders-are-ready-for-pickup', { body: { orderIds } });
  await expect(notify(16, '11', 77)).resolves.toMatchObject({
    status: 200,
    body: {
      successful: false,
      errors: [{ id: 77, message: "The entity that was requested doesn't exist. Verify the entity and try again." }],
    },
  });
  await expect(api.get('order-events/100016')).resolves.toMatchObject({
    body: {
      ...{ notification_sent: true, pickup_location_code: 'munich', notified_at: expect.any(String) },
      items: [{ shipped: 2, deducted: [{ source_code: 'munich', qty: 2, returned: 0 }] }],
    },
  });
  await expect(notify(16)).resolves.toMatchObject({ status: 200, body: { successful: true, errors: [] } });
  await expect(notify('all')).resolves.toMatchObject({ status: 400 });
});
