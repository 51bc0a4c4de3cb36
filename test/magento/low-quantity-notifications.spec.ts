import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';
import { magento, source, type Magento } from './client.js';

let pipe: Pipe;
let api: Magento;
beforeAll(async () => {
  pipe = await startPipe();
  api = magento(pipe);
  for (const code of ['eu-1', 'eu-2']) await api.post('sources', source(code));
});
afterAll(() => pipe?.close());

const stocked = (source_code: string, sku: string, quantity: number) =>
  api.post('source-items', { sourceItems: [{ sku, source_code, quantity, status: 1 }] });
const save = (...sourceItemConfigurations: object[]) =>
  api.post('low-quantity-notification', { sourceItemConfigurations });
const remove = (...sourceItems: object[]) => api.post('low-quantity-notifications-delete', { sourceItems });
const shown = async (sourceCode: string, sku: string) => {
  const { status, body } = await api.get(`low-quantity-notification/${sourceCode}/${encodeURIComponent(sku)}`);
  return { status, body: body as unknown };
};
const told = (source_code: string, sku: string, notify_stock_qty: number) => ({
  status: 200,
  body: { source_code, notify_stock_qty, sku },
});

describe('the quantity below which an item is low', () => {
  it('is set for several items at once, and shown in three keys', async () => {
    const { status, body } = await save(
      { source_code: 'eu-1', sku: 'SKU-1', notify_stock_qty: 5.6 },
      { sourceCode: 'eu-2', sku: 'SKU-1', notifyStockQty: '2' },
    );
    expect({ status, body }).toEqual({ status: 200, body: [] });
    await expect(shown('eu-1', 'SKU-1')).resolves.toEqual(told('eu-1', 'SKU-1', 5.6));
    await expect(shown('EU-2', 'sku-1')).resolves.toEqual(told('eu-2', 'SKU-1', 2));
  });

  it('is the default where none is set, or null', async () => {
    await expect(shown('eu-2', 'a/b c')).resolves.toEqual(told('eu-2', 'a/b c', 1));
    await save({ source_code: 'eu-1', sku: 'NULL', notify_stock_qty: null });
    await expect(shown('eu-1', 'NULL')).resolves.toEqual(told('eu-1', 'NULL', 1));
    await api.put('stock-item-configuration-defaults', { stockItemConfiguration: { notify_stock_qty: 2 } });
    await expect(shown('eu-1', 'NULL')).resolves.toEqual(told('eu-1', 'NULL', 2));
    await api.put('stock-item-configuration-defaults', { stockItemConfiguration: { notify_stock_qty: null } });
  });

  it('of an unknown source is wrong input', async () => {
    await expect(shown('nowhere', 'SKU-1')).resolves.toEqual({ status: 400, body: { message: 'Wrong input data' } });
  });

  it('is forgotten on demand, as often as one likes', async () => {
    await save({ source_code: 'eu-1', sku: 'GONE', notify_stock_qty: 9 });
    const pairs = [
      { source_code: 'eu-1', sku: 'GONE' },
      { source_code: 'eu-2', sku: 'NEVER' },
    ];
    for (const items of [pairs, pairs, []]) {
      await expect(remove(...items)).resolves.toMatchObject({ status: 200, body: [] });
    }
    await expect(shown('eu-1', 'GONE')).resolves.toEqual(told('eu-1', 'GONE', 1));
  });

  it('goes with its source item', async () => {
    await stocked('eu-1', 'ITEM', 5);
    await save({ source_code: 'eu-1', sku: 'ITEM', notify_stock_qty: 9 });
    await api.post('source-items-delete', { sourceItems: [{ sku: 'ITEM', source_code: 'eu-1' }] });
    await expect(shown('eu-1', 'ITEM')).resolves.toEqual(told('eu-1', 'ITEM', 1));
  });

  it.each<[string, object[], string]>([
    ['an empty list', [], 'Input data is empty'],
    ['no SKU', [{ source_code: 'eu-1', notify_stock_qty: 1 }], 'Could not save Source Item Configuration'],
    [
      'a quantity that no column holds',
      [{ source_code: 'eu-1', sku: 'A', notify_stock_qty: 1e12 }],
      'Could not save Source Item Configuration',
    ],
    [
      'no number',
      [{ source_code: 'eu-1', sku: 'A', notify_stock_qty: 'few' }],
      'Error occurred during "notify_stock_qty" processing. The "few" value\'s type is invalid. The "float" type was expected. Verify and try again.',
    ],
  ])('is not saved for %s', async (_, configurations, message) => {
    const { status, body } = await save(...configurations);
    expect({ status, body }).toEqual({ status: 400, body: { message } });
  });

  it('is saved without a look at whether source and SKU exist', async () => {
    await expect(save({ source_code: 'nowhere', sku: 'NOTHING', notify_stock_qty: 1 })).resolves.toMatchObject({
      status: 200,
      body: [],
    });
  });

  it.each([
    ['GET', 'low-quantity-notification/eu-1/SKU-1', 'low_quantity_notification'],
    ['POST', 'low-quantity-notification', 'stock_create_low_quantity_notification'],
    ['POST', 'low-quantity-notifications-delete', 'stock_delete_low_quantity_notification'],
  ])('needs a token to %s %s', async (method, path, resource) => {
    const resources = `Magento_InventoryLowQuantityNotificationApi::${resource}`;
    const answer = await pipe.http(method, `/rest/V1/inventory/${path}`, { token: null });
    expect(answer).toMatchObject({ status: 401, body: { parameters: { resources } } });
  });
});

test('an item that falls below it is told on inventory.events, keyed by its SKU, and again when it has risen', async () => {
  await stocked('eu-1', 'Stühl', 8);
  await save({ source_code: 'eu-1', sku: 'Stühl', notify_stock_qty: 4 });
  const events = await TopicTap.open(pipe.kafka, pipe.topics.events);
  for (const quantity of [4, 3, 2, 6]) await stocked('eu-1', 'Stühl', quantity);
  const crossings = () => events.ofType('LowQuantityCrossed').filter(({ key }) => key === 'stühl');
  await eventually(() => crossings().length === 2);
  await events.close();
  expect(crossings().map(({ data }) => data as unknown)).toEqual([
    expect.objectContaining({ sku: 'Stühl', sourceCode: 'eu-1', quantity: '3', notifyStockQty: '4', isLow: true }),
    expect.objectContaining({ sku: 'Stühl', quantity: '6', isLow: false }),
  ]);
});
