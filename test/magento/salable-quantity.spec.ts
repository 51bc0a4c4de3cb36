import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { magento, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  for (const code of ['hq', 'berlin', 'paris']) await api.post('sources', source(code, { enabled: code !== 'paris' }));
  await api.post('stocks', { stock: { stock_id: 2, name: 'Two' } });
  const links = ['hq', 'berlin', 'paris'].map((source_code, index) => ({
    stock_id: 2,
    source_code,
    priority: index + 1,
  }));
  await api.post('stock-source-links', { links });
});
afterAll(() => pipe?.close());

const save = (sku: string, items: Record<string, [quantity: number, status?: number]>) =>
  api.post('source-items', {
    sourceItems: Object.entries(items).map(([source_code, [quantity, status = 1]]) => ({
      sku,
      source_code,
      quantity,
      status,
    })),
  });
const salable = async (sku: string, stockId = 2) => ({
  quantity: (await api.get(`get-product-salable-quantity/${encodeURIComponent(sku)}/${stockId}`)).body,
  is: (await api.get(`is-product-salable/${encodeURIComponent(sku)}/${stockId}`)).body,
});

describe('what may be sold of a SKU on a stock', () => {
  it('is the sum of what enabled linked sources have in stock', async () => {
    await save('SUM', { hq: [10], berlin: [2.5], paris: [100], default: [1000] });
    await expect(salable('SUM')).resolves.toEqual({ quantity: 12.5, is: true });
    await expect(salable('sum ', 1)).resolves.toEqual({ quantity: 1000, is: true });
  });

  it('leaves out what is out of stock', async () => {
    await save('STATUS', { hq: [10, 0], berlin: [3] });
    await expect(salable('STATUS')).resolves.toEqual({ quantity: 3, is: true });
  });

  it('is nothing when all is out of stock, sold out or owed', async () => {
    await save('OUT', { hq: [10, 0] });
    await save('SOLD', { hq: [0] });
    await save('OWED', { hq: [-4] });
    for (const sku of ['OUT', 'SOLD', 'OWED']) await expect(salable(sku)).resolves.toEqual({ quantity: 0, is: false });
  });

  it('is nothing for a SKU that no linked source has, and for an unknown stock', async () => {
    await save('ELSEWHERE', { default: [5] });
    await expect(salable('ELSEWHERE')).resolves.toEqual({ quantity: 0, is: false });
    await expect(salable('NEVER HEARD OF')).resolves.toEqual({ quantity: 0, is: false });
    await expect(salable('ELSEWHERE', 77)).resolves.toEqual({ quantity: 0, is: false });
  });

  it('follows a write at once', async () => {
    await save('LIVE', { hq: [1] });
    await expect(salable('LIVE')).resolves.toEqual({ quantity: 1, is: true });
    await save('LIVE', { hq: [5] });
    await expect(salable('LIVE')).resolves.toEqual({ quantity: 5, is: true });
    await api.post('source-items-delete', { sourceItems: [{ sku: 'LIVE', source_code: 'hq' }] });
    await expect(salable('LIVE')).resolves.toEqual({ quantity: 0, is: false });
  });

  it('follows links and sources', async () => {
    await save('LINKS', { berlin: [4], paris: [6] });
    await expect(salable('LINKS')).resolves.toEqual({ quantity: 4, is: true });
    await api.put('sources/paris', source('paris', { enabled: true }));
    await expect(salable('LINKS')).resolves.toEqual({ quantity: 10, is: true });
    await api.post('stock-source-links-delete', { links: [{ stock_id: 2, source_code: 'berlin' }] });
    await expect(salable('LINKS')).resolves.toEqual({ quantity: 6, is: true });
  });

  it('is told for SKUs of any spelling', async () => {
    for (const sku of ['a/b', '24"-TV 100%', 'Größe?#&+', '50%2F']) {
      await save(sku, { hq: [2] });
      await expect(salable(sku)).resolves.toEqual({ quantity: 2, is: true });
    }
  });

  it('is asked for by an integer stock id', async () => {
    const message = 'The "two" value\'s type is invalid. The "int" type was expected. Verify and try again.';
    await expect(api.get('is-product-salable/SUM/two')).resolves.toMatchObject({ status: 400, body: { message } });
  });
});
