import { randomUUID } from 'node:crypto';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, refused, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  await api.post('sources', source('berlin'));
  await api.post('stocks', { stock: { name: 'EU' } });
  await api.post('stock-source-links', { links: [{ stock_id: 2, source_code: 'berlin', priority: 1 }] });
});
afterAll(() => pipe?.close());

const stocked = (sku: string, quantity: number, status = 1) =>
  api.post('source-items', { sourceItems: [{ sku, source_code: 'berlin', quantity, status }] });
const line = (sku: unknown, quantity: unknown, more: object = {}) => ({ stock_id: 2, sku, quantity, ...more });
const configured = (sku: string, stockItemConfiguration: object) =>
  api.put(`stock-item-configurations/${sku}`, { stockItemConfiguration });
const reserve = (...reservations: object[]) => api.post('reservations', { reservations });
const salable = async (sku: string) => (await api.get(`get-product-salable-quantity/${sku}/2`)).body as unknown;
const ledger = async (...filters: Parameters<typeof criteria>) =>
  (await api.get('reservations', criteria(...filters))).body;

const HEADLINE = 'Not all of your products are available in the requested quantity.';
const NOT_ENOUGH = 'back_order-disabled: Backorders are disabled';
const placed = { event_type: 'order_placed', object_type: 'order', object_id: '', object_increment_id: '100001' };

describe('placing reservations', () => {
  it('answers their ids in order, and less is salable', async () => {
    await stocked('CHAIR', 10);
    await stocked('TABLE', 2);
    await configured('TABLE', { is_qty_decimal: true, min_sale_qty: 0 });
    const { status, body } = await reserve(line('CHAIR', -2, { metadata: placed }), line('table', '-0.5'));
    expect({ status, body }).toEqual({ status: 200, body: [1, 2] });
    await expect(Promise.all(['CHAIR', 'TABLE'].map(salable))).resolves.toEqual([8, 1.5]);
  });

  it('gives back with a positive quantity', async () => {
    await reserve(line('CHAIR', 2));
    await expect(salable('CHAIR')).resolves.toBe(10);
  });

  it('takes camelCase too', async () => {
    const reservations = [{ stockId: 2, sku: 'CHAIR', quantity: -1 }];
    await expect(api.post('reservations', { reservations })).resolves.toMatchObject({ status: 200 });
  });

  it('is refused as a whole when one SKU is short, lines of a SKU counted together, and tells of each that is', async () => {
    await stocked('SOFA', 3);
    await stocked('BENCH', 3);
    await stocked('BROKEN', 3, 0);
    const { status, body } = await reserve(
      line('SOFA', -2),
      line('sofa ', -2),
      line('BENCH', -3),
      line('GHOST', -1),
      line('BROKEN', -1),
    );
    const of = (sku: string, requested: number, left: number) => ({ sku, stock_id: 2, requested, salable: left });
    expect({ status, body }).toEqual(
      refused(
        HEADLINE,
        [NOT_ENOUGH, of('SOFA', 4, 3)],
        [
          'requested-sku-is-not-assigned-to-given-stock: The requested sku is not assigned to given stock.',
          of('GHOST', 1, 0),
        ],
        [
          'is_any_source_item_in_stock-no_source_items_in_stock: There are no source items with the in stock status',
          of('BROKEN', 1, 0),
        ],
      ),
    );
    await expect(Promise.all(['SOFA', 'BENCH'].map(salable))).resolves.toEqual([3, 3]);
  });

  it('of one SKU in two Unicode spellings counts them together', async () => {
    await stocked('CAFÉ', 1);
    const answer = await reserve(line('cafe\u0301', -1), line('CAF\u00c9', -1));
    expect(answer).toMatchObject({ status: 400, body: { message: HEADLINE } });
  });

  it('is refused for what may not be bought at once, with what may be', async () => {
    await stocked('ROPE', 100);
    await configured('ROPE', { min_sale_qty: 3, enable_qty_increments: true, qty_increments: 1.5 });
    const messages = [];
    for (const quantity of [-2, -4, -4.5, -10_002]) {
      messages.push((await reserve(line('ROPE', quantity))).body.errors?.[0].message);
    }
    expect(messages).toEqual([
      'is_correct_qty-min_sale_qty: The fewest you may purchase is 3.',
      'is_correct_qty-qty_increment: You can buy this product only in quantities of 1.5 at a time.',
      'is_correct_qty-is_qty_decimal: You cannot use decimal quantity for this product.',
      'is_correct_qty-max_sale_qty: The requested qty exceeds the maximum qty allowed in shopping cart',
    ]);
  });

  it('passes over a SKU whose stock is not managed, and answers null in its place', async () => {
    await stocked('EBOOK', 0, 0);
    await stocked('STOOL', 1);
    await configured('EBOOK', { manage_stock: 0 });
    const { body } = await reserve(line('EBOOK', -7), line('STOOL', -1), line('EBOOK', 7));
    expect(body).toEqual([null, expect.any(Number), null]);
    await expect(ledger(['sku', 'EBOOK'])).resolves.toMatchObject({ total_count: 0 });
  });

  it('without the check takes everything, as the ledger of Magento does', async () => {
    await stocked('LAMP', 1);
    const answer = await api.post('reservations', { reservations: [line('LAMP', -5)], check: false });
    expect(answer).toMatchObject({ status: 200, body: [expect.any(Number)] });
    await expect(ledger(['sku', 'LAMP'])).resolves.toMatchObject({ items: [{ quantity: -5 }] });
    await reserve(line('LAMP', 4.5));
    await expect(salable('LAMP')).resolves.toBe(0.5);
  });

  it('repeated with its Idempotency-Key happens once', async () => {
    await stocked('DESK', 5);
    const headers = { 'idempotency-key': randomUUID() };
    const once = () => api.post('reservations', { reservations: [line('DESK', -2)] }, { headers });
    const [first, second] = [await once(), await once()];
    expect(second.body).toEqual(first.body);
    await expect(salable('DESK')).resolves.toBe(3);
    const other = await api.post('reservations', { reservations: [line('DESK', -1)] }, { headers });
    expect(other.status).toBe(422);
  });

  it('tells everything that is missing, line by line', async () => {
    const { status, body } = await reserve({}, line(' ', null), line('CHAIR', -1));
    expect({ status, body }).toEqual(
      refused(
        'Validation error',
        ['"%field" is expected to be a number.', { field: 'stock_id' }],
        ['"%field" can not be empty.', { field: 'sku' }],
        ['"%field" can not be null.', { field: 'quantity' }],
        ['"%field" can not be empty.', { field: 'sku' }],
        ['"%field" can not be null.', { field: 'quantity' }],
      ),
    );
  });

  it.each<[string, object[], string]>([
    ['an empty list', [], 'Input data is empty'],
    ['a stock that does not exist', [{ stock_id: 99, sku: 'CHAIR', quantity: -1 }], 'Could not append Reservation'],
    ['a SKU that is too long', [line('x'.repeat(65), -1)], 'Validation error'],
    ['a quantity that no column holds', [line('CHAIR', -1e30)], 'Validation error'],
    ['one with an id', [line('CHAIR', -1, { reservation_id: 1 })], 'Cannot update Reservation %reservation'],
    [
      'metadata that is no object',
      [line('CHAIR', -1, { metadata: 'text' })],
      'Error occurred during "metadata" processing. The "text" value\'s type is invalid. The "object" type was expected. Verify and try again.',
    ],
  ])('is refused for %s', async (_, lines, message) => {
    await expect(reserve(...lines)).resolves.toMatchObject({ status: 400, body: { message } });
  });

  it('needs the list and a token', async () => {
    await expect(api.post('reservations', {})).resolves.toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'reservations' } },
    });
    await expect(api.post('reservations', { reservations: [] }, { token: null })).resolves.toMatchObject({
      status: 401,
      body: { parameters: { resources: 'Magento_InventoryApi::stock_edit' } },
    });
  });
});

describe('listing reservations', () => {
  it('shows lines as they were placed', async () => {
    const { items } = await ledger(['reservation_id', '1']);
    expect(items).toEqual([
      {
        reservation_id: 1,
        stock_id: 2,
        sku: 'CHAIR',
        quantity: -2,
        metadata: placed,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      },
    ]);
    const [plain] = (await ledger(['reservation_id', '2'])).items;
    expect(plain).not.toHaveProperty('metadata');
  });

  it('finds by SKU, quantity and what the metadata say', async () => {
    const ids = async (...filters: Parameters<typeof criteria>) =>
      (await ledger(...filters)).items.map((found: { reservation_id: number }) => found.reservation_id);
    await expect(ids(['sku', 'chair'], ['quantity', '0', 'gt'])).resolves.toEqual([3]);
    await expect(ids(['metadata', '%"object_increment_id":"100001"%', 'like'])).resolves.toEqual([1]);
    await expect(ids(['metadata', '%"event_type":"order_canceled"%', 'like'])).resolves.toEqual([]);
    await expect(ids(['created_at', '2000-01-01 00:00:00', 'lt'])).resolves.toEqual([]);
  });

  it('needs criteria', async () => {
    await expect(api.get('reservations')).resolves.toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'searchCriteria' } },
    });
  });
});
