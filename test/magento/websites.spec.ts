import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { magento, refused, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
});
afterAll(() => pipe?.close());

const websites = async () => (await pipe.http('GET', '/rest/V1/store/websites')).body as unknown[];
const register = (website: object | null) => api.post('websites', { website });

it('are listed as Magento does', async () => {
  const answer = await pipe.http('GET', '/rest/all/V1/store/websites');
  expect(answer.status).toBe(200);
  expect(JSON.stringify(answer.body)).toMatch(/^\[\{"id":1,"code":"base","name":"base"\},\{"id":2,/);
});

it('are registered, and join the default stock', async () => {
  const { status, body: id } = await register({ code: 'fr_site', name: 'France' });
  expect([status, typeof id]).toEqual([200, 'number']);
  await expect(websites()).resolves.toContainEqual({ id, code: 'fr_site', name: 'France' });
  await expect(api.get('stock-resolver/website/fr_site')).resolves.toMatchObject({ body: { stock_id: 1 } });
  const stock = { name: 'France', extension_attributes: { sales_channels: [{ type: 'website', code: 'FR_site' }] } };
  const { body: stock_id } = await api.post('stocks', { stock });
  await expect(api.get('stock-resolver/website/fr_site')).resolves.toMatchObject({ body: { stock_id } });
});

it('are named by their code when they have no name, and stay as they are when registered again', async () => {
  const { body: id } = await register({ code: 'plain' });
  await expect(register({ code: 'PLAIN', name: 'Another' })).resolves.toMatchObject({ status: 200, body: id });
  await expect(websites()).resolves.toContainEqual({ id, code: 'plain', name: 'plain' });
});

it.each<[object, ...[string, object][]]>([
  [{}, ['"%field" can not be empty.', { field: 'code' }]],
  [{ code: 'Admin' }, ['The website with code "%code" is reserved.', { code: 'Admin' }]],
  [{ code: 'a b' }, ['"%field" can not contain whitespaces.', { field: 'code' }]],
])('are refused: %j', async (website, ...errors) => {
  const { status, body } = await register(website);
  expect({ status, body }).toEqual(refused('Validation Failed', ...errors));
});

it('must be given', async () => {
  await expect(register(null)).resolves.toMatchObject({ status: 400, body: { parameters: { fieldName: 'website' } } });
});
