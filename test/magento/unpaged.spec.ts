import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, type Magento } from './client.js';

const ROWS = 12_345;

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  await pipe.sql(`insert into sku (sku_key, sku) select 'bulk-' || n, 'BULK-' || n from generate_series(1, ${ROWS}) n`);
  await pipe.sql(
    `insert into source_item (sku_id, source_id, quantity, status) select sku_id, 1, sku_id % 1000, 1 from sku`,
  );
  await pipe.stockwire('index', 'rebuild');
});
afterAll(() => pipe?.close());

type Item = { sku: string; quantity: number };
type Exported = { sku: string; qty: number; is_salable: boolean };

describe('an answer without pages', () => {
  it('has every row once, in the order of storage', async () => {
    const { status, body, headers } = await api.get('source-items', criteria(['status', '1']));
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body.items.map(({ sku }: Item) => sku)).toEqual(Array.from({ length: ROWS }, (_, n) => `BULK-${n + 1}`));
    expect(body).toMatchObject({ total_count: ROWS, search_criteria: { filter_groups: { length: 1 } } });
  });

  it('has them in the order asked for', async () => {
    const sortOrders = [
      { field: 'quantity', direction: 'DESC' },
      { field: 'sku', direction: 'ASC' },
    ];
    const { body } = await api.get('source-items', { searchCriteria: { sortOrders } });
    const expected = Array.from({ length: ROWS }, (_, n) => ({ sku: `BULK-${n + 1}`, quantity: (n + 1) % 1000 })).sort(
      (a, b) => b.quantity - a.quantity || (a.sku < b.sku ? -1 : 1),
    );
    expect(body.items.map(({ sku }: Item) => sku)).toEqual(expected.map(({ sku }) => sku));
  });

  it.each([
    ['items[sku],total_count', ['items', 'total_count'], ['sku']],
    ['items[quantity,status]', ['items'], ['quantity', 'status']],
  ])('may be cut down: fields=%s', async (fields, members, kept) => {
    const { body } = await api.get('source-items', { searchCriteria: '', fields });
    expect(Object.keys(body)).toEqual(members);
    expect(body.items).toHaveLength(ROWS);
    expect(Object.keys(body.items[ROWS - 1])).toEqual(kept);
  });

  it.each([
    ['export-stock-salable-qty/website/base', (body: { items: Exported[] }) => body.items],
    ['dump-stock-index-data/website/base', (body: Exported[]) => body],
  ])('has every SKU of a stock: %s', async (path, listed) => {
    const { status, body } = await api.get(path, { searchCriteria: '' });
    expect(status).toBe(200);
    expect((listed as (given: unknown) => Exported[])(body)).toEqual(
      Array.from({ length: ROWS }, (_, n) => ({
        sku: `BULK-${n + 1}`,
        qty: (n + 1) % 1000,
        is_salable: (n + 1) % 1000 > 0,
      })),
    );
  });

  it('need not be waited for to its end', async () => {
    const abort = new AbortController();
    const headers = { authorization: `Bearer ${pipe.magentoToken}` };
    const url = `${pipe.url}/rest/V1/inventory/source-items?searchCriteria=`;
    const { body } = await fetch(url, { headers, signal: abort.signal });
    const { value } = await body!.getReader().read();
    expect(Buffer.from(value).toString()).toMatch(/^\{"items":\[\{"sku":"BULK-1"/);
    abort.abort();
    await expect(api.get('stocks/1')).resolves.toMatchObject({ status: 200 });
  });
});
