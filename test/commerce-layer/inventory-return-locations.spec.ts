import { source, stock } from '#testing/builders';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { CommerceLayerClient, faultsOf, linksTo } from './client.js';

let pipe: PipeClient;
let client: CommerceLayerClient;
let model: string;
const locations: Record<string, string> = {};

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
  await client.given('stock_locations', 4, source('eu-1'), source('eu-2'), source('eu-3'));
  await client.given('inventory_models', 2, stock('Europe'));
  model = await client.idOf('inventory_models?filter[q][name_eq]=Europe');
  const { body } = await client.send('GET', 'stock_locations');
  for (const { id, attributes } of body.data) locations[attributes.code] = id;
});
afterAll(() => pipe.close());

function ends(code: string): Record<string, [string, string]> {
  return { stock_location: ['stock_locations', locations[code]!], inventory_model: ['inventory_models', model] };
}

test('a return location is answered in full and found at once', async () => {
  const data = await client.created('inventory_return_locations', { priority: '2', reference: 'R' }, ends('eu-1'));
  expect(data).toMatchObject({
    attributes: { priority: 2, reference: 'R', metadata: {} },
    relationships: linksTo(data.links.self, 'stock_location', 'inventory_model'),
  });
  const { body } = await client.send('GET', `inventory_return_locations/${data.id}?include=stock_location`);
  expect(body.data.attributes).toEqual(data.attributes);
  expect(body.included).toMatchObject([{ id: locations['eu-1'] }]);
});

test('a return location needs a priority, a location and a model, and no other with the same', async () => {
  const type = 'inventory_return_locations';
  const lacking = await client.send('POST', type, { type, attributes: {}, relationships: {} });
  expect(faultsOf(lacking).map(([, place, error]) => [place, error])).toEqual([
    ['/data/attributes/priority', 'blank'],
    ['/data/relationships/stock_location', 'blank'],
    ['/data/relationships/inventory_model', 'blank'],
  ]);
  const { id } = await client.created(type, { priority: 1 }, ends('eu-2'));
  const other = await client.created(type, { priority: 1 }, ends('eu-3'));
  const taken = await client.change(type, other.id, {}, ends('eu-2'));
  expect(faultsOf(taken)).toEqual([['VALIDATION_ERROR', '/data/relationships/stock_location', 'taken']]);
  for (const one of [id, other.id]) expect((await client.send('DELETE', `${type}/${one}`)).status).toBe(204);
});

test('a return location may lead elsewhere and stays the same record', async () => {
  const { id } = await client.created('inventory_return_locations', { priority: 5 }, ends('eu-2'));
  const moved = await client.change('inventory_return_locations', id, { priority: 3 }, ends('eu-3'));
  expect([moved.status, moved.body.data.id]).toEqual([200, id]);
  const { body } = await client.send('GET', `inventory_return_locations/${id}/stock_location`);
  expect(body.data.id).toBe(locations['eu-3']);
  const ofModel = await client.send('GET', `inventory_models/${model}/inventory_return_locations?sort=-priority`);
  expect(ofModel.body.data.map(({ attributes }: { attributes: { priority: number } }) => attributes.priority)).toEqual([
    3, 2,
  ]);
  expect((await client.send('DELETE', `inventory_return_locations/${id}`)).status).toBe(204);
  for (const method of ['GET', 'DELETE']) {
    expect((await client.send(method, `inventory_return_locations/${id}`)).status).toBe(404);
  }
});
