import { randomUUID } from 'node:crypto';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';
import { criteria, magento, refused, source, type Magento } from './client.js';

let pipe: Pipe;
let api: Magento;
beforeAll(async () => {
  pipe = await startPipe();
  api = magento(pipe);
  await api.post('sources', source('berlin'));
  await api.post('stocks', { stock: { stock_id: 2, name: 'EU' } });
  await api.post('stock-source-links', { links: [{ stock_id: 2, source_code: 'berlin', priority: 1 }] });
});
afterAll(() => pipe?.close());

const stocked = (sku: string, quantity: number) =>
  api.post('source-items', { sourceItems: [{ sku, source_code: 'berlin', quantity, status: 1 }] });
const save = (sku: string, stockItemConfiguration: unknown) =>
  api.put(`stock-item-configurations/${encodeURIComponent(sku)}`, { stockItemConfiguration });
const shown = async (sku: string) => (await api.get(`stock-item-configurations/${encodeURIComponent(sku)}`)).body;
const saveDefaults = (stockItemConfiguration: object) =>
  api.put('stock-item-configuration-defaults', { stockItemConfiguration });
const salable = async (sku: string) => (await api.get(`get-product-salable-quantity/${sku}/2`)).body as unknown;

const BEGINNING = {
  min_qty: 0,
  min_sale_qty: 1,
  max_sale_qty: 10_000,
  backorders: 0,
  notify_stock_qty: 1,
  qty_increments: 1,
  enable_qty_increments: false,
  manage_stock: true,
  is_qty_decimal: false,
  is_decimal_divided: false,
  is_in_stock: true,
};

describe('the configuration of a SKU', () => {
  it('is the defaults as long as nobody configured it', async () => {
    const body = await shown('Never/Heard Of');
    expect(body).toMatchObject({ sku: 'Never/Heard Of', ...BEGINNING });
    const flags = Object.entries(body as object).filter(([name]) => name.startsWith('use_config_'));
    expect(flags).toHaveLength(13);
    expect(flags.every(([, value]) => value === true)).toBe(true);
  });

  it('is changed field by field, answered whole, and tells which fields are its own', async () => {
    await stocked('CHAIR', 5);
    const { status, body } = await save('chair', { min_qty: '1.5', backorders: 0 });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { sku: 'CHAIR', ...BEGINNING, min_qty: 1.5, use_config_min_qty: false, use_config_backorders: false },
    });
    await save('CHAIR', { manageStock: true, low_stock_date: '2026-01-15 09:30:00', stock_threshold_qty: 3 });
    await expect(shown('CHAIR')).resolves.toMatchObject({
      min_qty: 1.5,
      use_config_manage_stock: false,
      use_config_max_sale_qty: true,
      low_stock_date: '2026-01-15 09:30:00',
      stock_threshold_qty: 3,
    });
    await expect(salable('CHAIR')).resolves.toBe(3.5);
  });

  it('goes back to the default with null or use_config', async () => {
    await save('SOFA', { min_qty: 2, max_sale_qty: 5, enable_qty_increments: true });
    await save('SOFA', { min_qty: null, use_config_max_sale_qty: true, max_sale_qty: 7, use_config_enable_qty_inc: 1 });
    await expect(shown('SOFA')).resolves.toMatchObject({
      ...BEGINNING,
      use_config_min_qty: true,
      use_config_max_sale_qty: true,
    });
  });

  it('is told to subscribers of what it makes salable', async () => {
    await stocked('TABLE', 5);
    const updates = await TopicTap.open(pipe.kafka, pipe.topics.updates);
    await save('TABLE', { min_qty: 5 });
    const ofTable = () => updates.messages.filter(({ data }) => (data as { sku: string }).sku === 'TABLE');
    await eventually(() => ofTable().length === 2);
    await updates.close();
    expect(ofTable()[1]!.data).toMatchObject({ quantity: '5', salableQuantity: '0', isSalable: false, version: 2 });
    await expect(salable('TABLE')).resolves.toBe(0);
  });

  it('repeated with its Idempotency-Key is saved once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const once = () =>
      pipe.http('PUT', '/rest/V1/inventory/stock-item-configurations/DESK', {
        body: { stockItemConfiguration: { min_qty: 4 } },
        headers,
      });
    const first = await once();
    await save('DESK', { min_qty: 6 });
    expect((await once()).body).toEqual(first.body);
    await expect(shown('DESK')).resolves.toMatchObject({ min_qty: 6 });
  });

  it('is refused for settings that mean nothing, with every reason', async () => {
    const { status, body } = await save('CHAIR', { min_qty: 1e9, backorders: 3, qty_increments: 0 });
    expect({ status, body }).toEqual(
      refused(
        'Validation Failed',
        ['"%field" is out of range: at most %max.', { field: 'min_qty', max: '99999999.9999' }],
        ['"%field" should be 0, 1 or 2.', { field: 'backorders' }],
        ['"%field" should be greater then 0.', { field: 'qty_increments' }],
      ),
    );
  });

  it.each<[string, unknown, string]>([
    ['a body without it', undefined, '"%fieldName" is required. Enter and try again.'],
    [
      'a setting of another type',
      { min_qty: 'some' },
      'Error occurred during "min_qty" processing. The "some" value\'s type is invalid. The "float" type was expected. Verify and try again.',
    ],
    [
      'a date that is none',
      { low_stock_date: 'soon' },
      'Error occurred during "low_stock_date" processing. The "soon" value is no date such as "2026-01-15 09:30:00".',
    ],
    [
      'a setting that does not exist',
      { colour: 'red' },
      'Property "Colour" does not have accessor method "getColour" in class "Magento\\InventoryConfigurationApi\\Api\\Data\\StockItemConfigurationInterface".',
    ],
  ])('is refused for %s', async (_, configuration, message) => {
    await expect(save('CHAIR', configuration)).resolves.toMatchObject({ status: 400, body: { message } });
  });

  it('needs a token', async () => {
    const put = await pipe.http('PUT', '/rest/V1/inventory/stock-item-configurations/CHAIR', { token: null });
    expect(put).toMatchObject({ status: 401, body: { parameters: { resources: 'Magento_InventoryApi::stock_edit' } } });
  });
});

describe('the list of configurations', () => {
  it('has the SKUs with settings of their own, found by what counts for them', async () => {
    await save('LIST-1', { backorders: 2, min_qty: -5 });
    await save('LIST-2', { min_qty: 3 });
    await save('LIST-3', { min_qty: 3 });
    await save('LIST-3', { min_qty: null });
    const skus = async (...filters: Parameters<typeof criteria>) =>
      (await api.get('stock-item-configurations', criteria(['sku', 'list-%', 'like'], ...filters))).body.items.map(
        ({ sku }: { sku: string }) => sku,
      ) as string[];
    await expect(skus()).resolves.toEqual(['LIST-1', 'LIST-2']);
    await expect(skus(['min_qty', '0', 'gt'])).resolves.toEqual(['LIST-2']);
    await expect(skus(['manage_stock', '1'])).resolves.toEqual(['LIST-1', 'LIST-2']);
    await expect(skus(['backorders', '2'])).resolves.toEqual(['LIST-1']);
  });

  it('is paged and echoes its criteria', async () => {
    const query = {
      searchCriteria: { pageSize: 1, currentPage: 1, sortOrders: [{ field: 'sku', direction: 'DESC' }] },
    };
    const { body } = await api.get('stock-item-configurations', query);
    expect(body).toMatchObject({
      items: [{ use_config_min_qty: expect.any(Boolean) }],
      search_criteria: { page_size: 1 },
      total_count: expect.any(Number),
    });
    expect(body.items).toHaveLength(1);
  });
});

describe('the defaults', () => {
  afterEach(() => saveDefaults({ min_qty: null, notify_stock_qty: null, can_subtract: null }));

  it('are those of Magento at first', async () => {
    const { body } = await api.get('stock-item-configuration-defaults');
    expect(body).toEqual({ ...BEGINNING, can_subtract: true, can_back_in_stock: true });
  });

  it('change what is salable of every SKU that leaves it to them, and are told', async () => {
    await stocked('LAMP', 5);
    await stocked('SHELF', 5);
    await save('SHELF', { min_qty: 1 });
    const { body } = await saveDefaults({ min_qty: 2 });
    expect(body).toMatchObject({ min_qty: 2, max_sale_qty: 10_000 });
    await expect(salable('LAMP')).resolves.toBe(3);
    await expect(salable('SHELF')).resolves.toBe(4);
    await expect(shown('LAMP')).resolves.toMatchObject({ min_qty: 2, use_config_min_qty: true });
    await saveDefaults({ min_qty: null });
    await expect(salable('LAMP')).resolves.toBe(5);
    expect((await pipe.stockwire('index', 'verify')).code).toBe(0);
  });

  it('are refused like the rest', async () => {
    await expect(saveDefaults({ backorders: -1 })).resolves.toMatchObject({ status: 400 });
    await expect(api.put('stock-item-configuration-defaults', {})).resolves.toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'stockItemConfiguration' } },
    });
  });
});
