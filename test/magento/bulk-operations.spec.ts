import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, refused, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  for (const code of ['eu', 'us']) await api.post('sources', source(code));
});
afterAll(() => pipe?.close());

const stocked = (sku: string, sourceCode: string, quantity: number, status = 1) =>
  api.post('source-items', { sourceItems: [{ sku, source_code: sourceCode, quantity, status }] });
const items = async (sku: string) => {
  const { body } = await api.get('source-items', criteria(['sku', sku]));
  return (body.items as { source_code: string; quantity: number; status: number }[])
    .map((item) => [item.source_code, item.quantity, item.status])
    .sort();
};
const answered = async (path: string, body: unknown) => {
  const answer = await api.post(path, body);
  return { status: answer.status, body: answer.body as unknown };
};
const EMPTY = { skus: [], sourceCodes: [], source_codes: ['eu'] };

describe('bulk-product-source-assign', () => {
  const assign = (body: object) => answered('bulk-product-source-assign', body);

  it('answers how many items it made, and makes them empty', async () => {
    await stocked('CHAIR', 'eu', 5);
    await expect(assign({ skus: ['CHAIR', 'TABLE'], sourceCodes: ['eu', 'us'] })).resolves.toEqual({
      ...{ status: 200, body: 3 },
    });
    await expect(items('CHAIR')).resolves.toEqual([
      ['eu', 5, 1],
      ['us', 0, 0],
    ]);
    await expect(assign({ skus: ['CHAIR', 'TABLE'], source_codes: ['eu', 'us'] })).resolves.toMatchObject({ body: 0 });
    await expect(assign(EMPTY)).resolves.toEqual({ status: 200, body: 0 });
  });

  it('names each source that is not there', async () => {
    await expect(assign({ skus: ['CHAIR'], sourceCodes: ['ghost', 'eu', 'other'] })).resolves.toEqual(
      refused(
        'Validation Failed',
        ['Source %sourceCode does not exist', { sourceCode: 'ghost' }],
        ['Source %sourceCode does not exist', { sourceCode: 'other' }],
      ),
    );
  });

  it('needs both lists, and a token', async () => {
    await expect(assign({ skus: ['CHAIR'] })).resolves.toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'sourceCodes' } },
    });
    await expect(api.post('bulk-product-source-assign', EMPTY, { token: null })).resolves.toMatchObject({
      status: 401,
      body: { parameters: { resources: 'Magento_Catalog::products' } },
    });
  });
});

describe('bulk-product-source-unassign', () => {
  it('answers how many items it deleted', async () => {
    await stocked('LAMP', 'eu', 5);
    await stocked('LAMP', 'us', 5);
    const body = { skus: ['LAMP', 'GHOST'], sourceCodes: ['eu'] };
    await expect(answered('bulk-product-source-unassign', body)).resolves.toEqual({ status: 200, body: 1 });
    await expect(items('LAMP')).resolves.toEqual([['us', 5, 1]]);
  });
});

describe('bulk-product-source-transfer', () => {
  const transfer = (skus: string[], originSource: string, destinationSource: string, unassignFromOrigin = false) =>
    answered('bulk-product-source-transfer', { skus, originSource, destinationSource, unassignFromOrigin });

  it('moves everything, with the status of the origin', async () => {
    await stocked('SOFA', 'eu', 3, 0);
    await stocked('SOFA', 'us', 4, 1);
    await expect(transfer(['SOFA'], 'eu', 'us')).resolves.toEqual({ status: 200, body: true });
    await expect(items('SOFA')).resolves.toEqual([
      ['eu', 0, 0],
      ['us', 7, 0],
    ]);
    await transfer(['SOFA'], 'us', 'eu', true);
    await expect(items('SOFA')).resolves.toEqual([['eu', 7, 0]]);
  });

  it('takes along below which quantity an item is low, unless that is set at the destination', async () => {
    await stocked('RUG', 'eu', 3);
    await stocked('MAT', 'eu', 3);
    const set = (sku: string, source_code: string, notify_stock_qty: number) => ({
      sku,
      source_code,
      notify_stock_qty,
    });
    const sourceItemConfigurations = [set('RUG', 'eu', 4), set('MAT', 'eu', 4), set('MAT', 'us', 2)];
    await api.post('low-quantity-notification', { sourceItemConfigurations });
    await expect(transfer(['RUG', 'MAT'], 'eu', 'us', true)).resolves.toEqual({ status: 200, body: true });
    const shown = ['us/RUG', 'us/MAT', 'eu/RUG'].map((place) => api.get(`low-quantity-notification/${place}`));
    expect((await Promise.all(shown)).map(({ body }) => body.notify_stock_qty as number)).toEqual([4, 2, 1]);
  });

  it('tells everything that is wrong with its ends', async () => {
    await expect(transfer(['SOFA'], 'ghost', 'ghost')).resolves.toEqual(
      refused(
        'Validation Error: Select different sources for origin and destination.',
        ['Origin source %sourceCode does not exist', { sourceCode: 'ghost' }],
        ['Destination source %sourceCode does not exist', { sourceCode: 'ghost' }],
        ['Cannot transfer a source on itself'],
      ),
    );
  });

  it('is refused when the destination cannot hold it all', async () => {
    await stocked('SAND', 'eu', 99_999_999);
    await stocked('SAND', 'us', 99_999_999);
    await expect(transfer(['SAND'], 'eu', 'us')).resolves.toMatchObject({
      status: 400,
      body: { message: 'Validation Failed' },
    });
    await expect(items('SAND')).resolves.toEqual([
      ['eu', 99_999_999, 1],
      ['us', 99_999_999, 1],
    ]);
  });
});

describe('bulk-partial-source-transfer', () => {
  const transfer = (originSourceCode: string, destinationSourceCode: string, ...lines: [sku: string, qty: number][]) =>
    answered('bulk-partial-source-transfer', {
      ...{ originSourceCode, destinationSourceCode },
      items: lines.map(([sku, qty]) => ({ sku, qty })),
    });

  it('moves quantities and puts the destination in stock', async () => {
    await stocked('DESK', 'eu', 3);
    await stocked('DESK', 'us', 1, 0);
    await expect(transfer('eu', 'us', ['DESK', 1.5], ['desk', 1.5])).resolves.toEqual({ status: 200, body: [] });
    await expect(items('DESK')).resolves.toEqual([
      ['eu', 0, 1],
      ['us', 4, 1],
    ]);
  });

  it('is refused as a whole for what is not there, lines of a SKU counted together', async () => {
    await stocked('BENCH', 'eu', 3);
    await stocked('BENCH', 'us', 0);
    await stocked('STOOL', 'eu', 1);
    await expect(transfer('eu', 'us', ['BENCH', 2], ['BENCH', 2], ['STOOL', 1], ['GHOST', 1])).resolves.toEqual(
      refused(
        'Transfer validation failed',
        ['Requested transfer amount for sku %sku is not available', { sku: 'BENCH' }],
        ['%message', { message: 'Source item for STOOL and us does not exist' }],
        ['%message', { message: 'Source item for GHOST and eu does not exist' }],
      ),
    );
    await expect(items('BENCH')).resolves.toEqual([
      ['eu', 3, 1],
      ['us', 0, 1],
    ]);
  });

  it('tells of its ends first', async () => {
    await expect(transfer('eu', 'eu', ['BENCH', 1])).resolves.toEqual(
      refused('Transfer validation failed', ['Cannot transfer a source on itself']),
    );
  });
});
