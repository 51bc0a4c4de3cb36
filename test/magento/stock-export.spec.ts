import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { magento, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  await api.post('sources', source('berlin'));
  const sales_channels = [{ type: 'website', code: 'eu_site' }];
  await api.post('stocks', { stock: { stock_id: 2, name: 'EU', extension_attributes: { sales_channels } } });
  await api.post('stock-source-links', { links: [{ stock_id: 2, source_code: 'berlin', priority: 1 }] });
  await stocked('berlin', 'SKU-1', 8.5);
  await stocked('berlin', 'SKU-2', 5, 0);
  await stocked('berlin', 'SKU-3', 4);
  await stocked('berlin', 'EBOOK', 7);
  await stocked('default', 'ELSEWHERE', 5.5);
  await api.put('stock-item-configurations/EBOOK', { stockItemConfiguration: { manage_stock: false } });
  await api.put('stock-item-configurations/SKU-3', { stockItemConfiguration: { min_qty: 1 } });
  const reservations = [{ stock_id: 2, sku: 'SKU-1', quantity: -2 }];
  await api.post('reservations', { reservations });
});
afterAll(() => pipe?.close());

const stocked = (source_code: string, sku: string, quantity: number, status = 1) =>
  api.post('source-items', { sourceItems: [{ sku, source_code, quantity, status }] });
const ALL = { searchCriteria: '' };
const row = (sku: string, qty: number, is_salable = true) => ({ sku, qty, is_salable });

describe('the export of what a sales channel may sell', () => {
  const exported = async (query: object, channel = 'website/eu_site') =>
    (await api.get(`export-stock-salable-qty/${channel}`, query)).body;

  it('has what is salable now of every SKU that its stock has assigned', async () => {
    await expect(exported(ALL)).resolves.toEqual({
      items: [row('SKU-1', 6.5), row('SKU-2', 0, false), row('SKU-3', 3), row('EBOOK', 0)],
      search_criteria: { filter_groups: [] },
      total_count: 4,
    });
    await expect(exported(ALL, 'website/base')).resolves.toMatchObject({ items: [row('ELSEWHERE', 5.5)] });
  });

  it('is searched by SKU, filters of a group as alternatives', async () => {
    const filters = ['sku-1', 'EBOOK', 'NONE'].map((value) => ({ field: 'sku', value, condition_type: 'eq' }));
    const { items } = await exported({ searchCriteria: { filter_groups: [{ filters }] } });
    expect(items).toEqual([row('SKU-1', 6.5), row('EBOOK', 0)]);
  });

  it('counts what it shows, after its page is cut from all SKUs', async () => {
    const query = { searchCriteria: { pageSize: 2, currentPage: 3 } };
    await expect(exported(query)).resolves.toEqual({
      items: [],
      search_criteria: { filter_groups: [], page_size: 2, current_page: 3 },
      total_count: 0,
    });
  });

  it('needs criteria, and a channel with a stock', async () => {
    await expect(api.get('export-stock-salable-qty/website/eu_site')).resolves.toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'searchCriteria' } },
    });
    await expect(api.get('export-stock-salable-qty/website/none', { searchCriteria: '' })).resolves.toMatchObject({
      status: 404,
      body: { message: 'No linked stock found' },
    });
  });
});

describe('the dump of the stock index', () => {
  it('has what is in stock, reserved or not, of every SKU that the stock has assigned', async () => {
    const { status, body } = await api.get('dump-stock-index-data/website/eu_site');
    expect({ status, body }).toEqual({
      status: 200,
      body: [row('SKU-1', 8.5), row('SKU-2', 0, false), row('SKU-3', 4), row('EBOOK', 0)],
    });
  });

  it('needs a channel with a stock, and a token', async () => {
    await expect(api.get('dump-stock-index-data/website/none')).resolves.toMatchObject({ status: 404 });
    const answer = await pipe.http('GET', '/rest/V1/inventory/dump-stock-index-data/website/base', { token: null });
    expect(answer).toMatchObject({ status: 401, body: { parameters: { resources: 'Magento_InventoryApi::stock' } } });
  });
});
