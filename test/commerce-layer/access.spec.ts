import { startPipe, type Pipe } from '#testing/pipe';
import { faultsOf, JSON_API } from './client.js';

let pipe: Pipe;
let token: string;

beforeAll(async () => {
  const reader = { username: 'reader', password: 'reader-password', resources: ['Magento_InventoryApi::stock'] };
  pipe = await startPipe({ SALES_CHANNELS: 'web-shop', USERS: JSON.stringify([reader]) });
  const body = { grant_type: 'client_credentials', client_id: 'web-shop', scope: 'market:code:eu_site' };
  const answer = await pipe.http('POST', '/oauth/token', { body, token: null });
  expect([answer.status, answer.body.scope]).toEqual([200, 'market:code:eu_site']);
  token = answer.body.access_token;
});
afterAll(() => pipe.close());

test.each([
  ['GET', 'stock_locations'],
  ['GET', 'stock_items'],
  ['GET', 'inventory_models/DefauLtStk'],
  ['POST', 'stock_levels'],
  ['DELETE', 'stock_levels/DefauLtLnk'],
  ['POST', 'skus'],
  ['GET', 'skus?include=stock_items'],
  ['GET', 'skus?filter[q][code_or_stock_items_quantity_gteq]=57'],
  ['GET', 'skus/AnyOfThem/stock_items'],
  ['GET', 'nonsense'],
])('a sales channel may not %s %s, and no other token would help it', async (method, path) => {
  const answer = await pipe.http(method, `/api/${path}`, { token, headers: { 'content-type': JSON_API } });
  expect([answer.status, faultsOf(answer)]).toEqual([401, [['UNAUTHORIZED', undefined]]]);
});

test('a sales channel may read SKUs', async () => {
  const { status, body } = await pipe.http('GET', '/api/skus?sort=code', { token });
  expect([status, body.data]).toEqual([200, []]);
});

test('a page of any origin may use the dialect, and not the other', async () => {
  const headers = { origin: 'https://shop.example' };
  const asking = {
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'authorization,content-type',
  };
  for (const path of ['/api/skus', '/oauth/token']) {
    const asked = await pipe.http('OPTIONS', path, { token: null, headers: { ...headers, ...asking } });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(asked.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
  }
  for (const [bearing, status] of [[token, 200] as const, [null, 401] as const]) {
    const answer = await pipe.http('GET', '/api/skus', { token: bearing, headers });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, '*']);
  }
  const other = await pipe.http('OPTIONS', '/rest/V1/inventory/stocks', { token, headers: { ...headers, ...asking } });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});

test('a sales channel may use nothing of the other dialect that needs rights', async () => {
  expect((await pipe.http('GET', '/rest/V1/inventory/stocks', { token })).status).toBe(401);
});

test('an integration whose rights are those of the other dialect may use nothing of this one', async () => {
  const words = ['token', 'create', 'erp', '--resource', 'Magento_InventoryApi::stock', '--json'];
  const { output } = await pipe.stockwire(...words);
  const answer = await pipe.http('GET', '/api/webhooks', { token: JSON.parse(output).token });
  expect([answer.status, faultsOf(answer)]).toEqual([401, [['UNAUTHORIZED', undefined]]]);
});

test('a user whose rights are those of the other dialect may use nothing of this one', async () => {
  const body = { username: 'reader', password: 'reader-password' };
  const reader = await pipe.http('POST', '/rest/V1/integration/admin/token', { body, token: null });
  const answer = await pipe.http('GET', '/api/stock_locations', { token: reader.body });
  expect([answer.status, faultsOf(answer)]).toEqual([401, [['UNAUTHORIZED', undefined]]]);
});
