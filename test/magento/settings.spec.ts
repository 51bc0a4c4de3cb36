import { startPipe, type Pipe } from '#testing/pipe';
import { magento, refused, source, type Magento } from './client.js';

const READER = { username: 'reader', password: 'reads-only' };

let pipe: Pipe;
let api: Magento;
let reader: string;
beforeAll(async () => {
  pipe = await startPipe({
    USERS: JSON.stringify([{ ...READER, resources: ['Magento_InventoryApi::source'] }]),
    STORE_CODES: 'default,eu_german',
    ...{ ITEM_LIMIT: '3', PAGE_LIMIT: '10', DEFAULT_PAGE_SIZE: '2' },
  });
  api = magento(pipe);
  reader = (await pipe.http('POST', '/rest/V1/integration/admin/token', { body: READER, token: null })).body;
});
afterAll(() => pipe?.close());

describe('a user with some resources', () => {
  const as = (method: string, path: string) =>
    pipe.http(method, `/rest/V1/${path}`, { token: reader, body: undefined });

  it('may use the routes of those', async () => {
    await expect(as('GET', 'inventory/sources')).resolves.toMatchObject({ status: 200 });
    await expect(as('GET', 'inventory/source-items?searchCriteria=')).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    ['POST', 'inventory/sources', 'Magento_InventoryApi::source_edit'],
    ['GET', 'inventory/stocks', 'Magento_InventoryApi::stock'],
    ['DELETE', 'inventory/stocks/1', 'Magento_InventoryApi::stock_delete'],
    ['GET', 'store/websites', 'Magento_Backend::store'],
  ])('may not use the others, and is told the resource: %s %s', async (method, path, resources) => {
    const { status, body } = await as(method, path);
    expect({ status, body }).toEqual({
      status: 401,
      body: { message: "The consumer isn't authorized to access %resources.", parameters: { resources } },
    });
  });

  it('may not go round by the other dialect', async () => {
    await expect(pipe.http('GET', '/api/stock_locations', { token: reader })).resolves.toMatchObject({ status: 401 });
  });
});

describe('store views', () => {
  it.each(['all', 'default', 'eu_german'])('that are known: %s', async (code) => {
    await expect(pipe.http('GET', `/rest/${code}/V1/inventory/stocks/1`)).resolves.toMatchObject({ status: 200 });
  });

  it('that are not known are no route', async () => {
    await expect(pipe.http('GET', '/rest/eu_french/V1/inventory/stocks/1')).resolves.toMatchObject({
      status: 404,
      body: { message: 'Request does not match any route.' },
    });
  });
});

describe('limits', () => {
  it('are on the elements of a list', async () => {
    const item = (sku: string) => ({ sku, source_code: 'default', quantity: 1, status: 1 });
    const save = (...skus: string[]) => api.post('source-items', { sourceItems: skus.map(item) });
    await expect(save('A', 'B', 'C')).resolves.toMatchObject({ status: 200 });
    await expect(save('A', 'B', 'C', 'D')).resolves.toMatchObject({
      status: 400,
      body: {
        message: 'Maximum items of type "%type" is %max',
        parameters: { type: '\\Magento\\InventoryApi\\Api\\Data\\SourceItemInterface', max: 3 },
      },
    });
  });

  it('are on pages of pickup locations, which everybody may ask for', async () => {
    const search = (request: object) =>
      api.get('in-store-pickup/pickup-locations', { searchRequest: { scopeCode: 'base', ...request } });
    await expect(search({ pageSize: 11 })).resolves.toMatchObject({
      status: 400,
      body: { message: 'Maximum SearchCriteria pageSize is %max', parameters: { max: 10 } },
    });
    await expect(search({})).resolves.toMatchObject({ status: 200, body: { search_request: { page_size: 2 } } });
  });

  it('are on pages, with a size when none is given', async () => {
    for (const code of ['a', 'b', 'c']) await api.post('sources', source(code));
    const answer = await api.get('sources');
    expect(answer).toMatchObject({ status: 200, body: { items: { length: 2 }, total_count: 4 } });
    expect(answer.body.search_criteria).toEqual({ filter_groups: [], page_size: 2 });
    await expect(api.get('sources', { searchCriteria: { pageSize: 11 } })).resolves.toMatchObject({
      ...refused('Maximum SearchCriteria pageSize is %max'),
      body: { parameters: { max: 10 } },
    });
  });
});
