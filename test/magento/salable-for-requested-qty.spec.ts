import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { magento, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  await api.post('sources', source('berlin'));
  for (const stock_id of [2, 3]) await api.post('stocks', { stock: { stock_id, name: `Stock ${stock_id}` } });
  await api.post('stock-source-links', { links: [{ stock_id: 2, source_code: 'berlin', priority: 1 }] });
  await stocked('SKU-1', 5);
  await stocked('SKU-2', 5, 0);
  await stocked('a/b', 2);
});
afterAll(() => pipe?.close());

const stocked = (sku: string, quantity: number, status = 1) =>
  api.post('source-items', { sourceItems: [{ sku, source_code: 'berlin', quantity, status }] });
const configured = (sku: string, stockItemConfiguration: object) =>
  api.put(`stock-item-configurations/${sku}`, { stockItemConfiguration });
const asked = async (sku: string, qty: unknown, stockId = 2) =>
  (await api.get(`is-product-salable-for-requested-qty/${encodeURIComponent(sku)}/${stockId}/${String(qty)}`)).body;

const NOT_ASSIGNED = {
  code: 'requested-sku-is-not-assigned-to-given-stock',
  message: 'The requested sku is not assigned to given stock.',
};
const NONE_IN_STOCK = {
  code: 'is_any_source_item_in_stock-no_source_items_in_stock',
  message: 'There are no source items with the in stock status',
};
const INSUFFICIENT = [
  { code: 'back_order-disabled', message: 'Backorders are disabled' },
  { code: 'manage_stock-enabled', message: 'Manage stock is enabled' },
  { code: 'is_salable_with_reservations-not_enough_qty', message: 'Not enough items for sale' },
];

describe('whether products are salable', () => {
  it('is told in the order asked, as often as asked', async () => {
    const { status, body } = await api.get('are-products-salable', {
      skus: ['SKU-1', 'SKU-2', 'NEVER', 'sku-1 '],
      stockId: 2,
    });
    expect(status).toBe(200);
    expect(body).toEqual([
      { sku: 'SKU-1', stock_id: 2, salable: true },
      { sku: 'SKU-2', stock_id: 2, salable: false },
      { sku: 'NEVER', stock_id: 2, salable: false },
      { sku: 'sku-1 ', stock_id: 2, salable: true },
    ]);
  });

  it('is nothing to tell of no product, and needs a list and a stock', async () => {
    const { body: text } = await api.get('are-products-salable', { skus: 'SKU-1', stockId: 2 });
    expect(text).toEqual({
      message: 'The "SKU-1" value\'s type is invalid. The "string[]" type was expected. Verify and try again.',
    });
    const required = '"%fieldName" is required. Enter and try again.';
    const { body: nothing } = await api.get('are-products-salable');
    expect(nothing).toEqual({
      message: 'One or more input exceptions have occurred.',
      errors: ['skus', 'stockId'].map((fieldName) => ({ message: required, parameters: { fieldName } })),
    });
    const { status, body } = await api.get('are-products-salable', { stockId: 2 });
    expect({ status, body }).toEqual({
      status: 400,
      body: { message: '"%fieldName" is required. Enter and try again.', parameters: { fieldName: 'skus' } },
    });
  });

  it('takes more SKUs than the twenty of some Magentos', async () => {
    const skus = Array.from({ length: 150 }, (_, index) => `MANY-${index}`);
    const { body } = await api.get('are-products-salable', { skus, stockId: 2 });
    expect(body).toHaveLength(150);
  });
});

describe('whether a product is salable in a quantity', () => {
  it('is so up to what is there', async () => {
    await expect(asked('SKU-1', 5)).resolves.toEqual({ salable: true, errors: [] });
    await expect(asked('a/b', '2.0')).resolves.toEqual({ salable: true, errors: [] });
    await expect(asked('SKU-1', 6)).resolves.toEqual({ salable: false, errors: INSUFFICIENT });
  });

  it('is not where no source of the stock has it, which is the only thing told', async () => {
    await expect(asked('SKU-1', 0.5, 3)).resolves.toEqual({ salable: false, errors: [NOT_ASSIGNED] });
    await expect(asked('NEVER', 1)).resolves.toEqual({ salable: false, errors: [NOT_ASSIGNED] });
    await expect(asked('SKU-1', 1, 99)).resolves.toEqual({ salable: false, errors: [NOT_ASSIGNED] });
  });

  it('is not on the default stock without items, though it counts as assigned there', async () => {
    await expect(asked('SKU-1', 1, 1)).resolves.toEqual({ salable: false, errors: [NONE_IN_STOCK] });
  });

  it('is not in a quantity that may not be bought, told with the lack of items in stock', async () => {
    await expect(asked('SKU-2', 0)).resolves.toEqual({
      salable: false,
      errors: [{ code: 'is_correct_qty-min_sale_qty', message: 'The fewest you may purchase is 1.' }, NONE_IN_STOCK],
    });
    await expect(asked('SKU-1', 1.5)).resolves.toEqual({
      salable: false,
      errors: [{ code: 'is_correct_qty-is_qty_decimal', message: 'You cannot use decimal quantity for this product.' }],
    });
  });

  it('follows the configuration at once', async () => {
    await stocked('SKU-3', 5);
    await configured('SKU-3', { min_qty: 2 });
    await expect(asked('SKU-3', 4)).resolves.toEqual({ salable: false, errors: INSUFFICIENT });
    await configured('SKU-3', { backorders: 1 });
    await expect(asked('SKU-3', 4_000)).resolves.toEqual({ salable: true, errors: [] });
    await configured('SKU-3', { backorders: 0, manage_stock: false });
    await expect(asked('SKU-3', 4_000)).resolves.toEqual({ salable: true, errors: [] });
  });

  it('needs a number', async () => {
    const { status, body } = await api.get('is-product-salable-for-requested-qty/SKU-1/2/many');
    expect({ status, body }).toEqual({
      status: 400,
      body: { message: 'The "many" value\'s type is invalid. The "float" type was expected. Verify and try again.' },
    });
  });

  it('is told of several at once, with or without a slash at the end', async () => {
    const query = {
      skuRequests: [
        { sku: 'SKU-1', qty: 1 },
        { sku: 'SKU-2', qty: 1 },
      ],
      stockId: 2,
    };
    for (const route of ['are-product-salable-for-requested-qty', 'are-product-salable-for-requested-qty/']) {
      const { status, body } = await api.get(route, query);
      expect({ status, body }).toEqual({
        status: 200,
        body: [
          { sku: 'SKU-1', stock_id: 2, salable: true, errors: [] },
          { sku: 'SKU-2', stock_id: 2, salable: false, errors: [NONE_IN_STOCK] },
        ],
      });
    }
  });
});

describe('a product whose stock is not managed', () => {
  it('is salable where any source has it, and on the default stock without any', async () => {
    await stocked('EBOOK', 0, 0);
    await configured('EBOOK', { manage_stock: false });
    const salable = async (stockId: number) => (await api.get(`is-product-salable/EBOOK/${stockId}`)).body as unknown;
    await expect(Promise.all([1, 2, 3].map(salable))).resolves.toEqual([true, true, false]);
    await expect(asked('EBOOK', 3, 1)).resolves.toEqual({ salable: true, errors: [] });
  });
});
