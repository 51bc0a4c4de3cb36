import { item, link, reserve, source, stock, websites } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { CommerceLayerClient, faultsOf, linksTo, META } from './client.js';

let pipe: PipeClient;
let client: CommerceLayerClient;

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
  await pipe.publish(commandMessage(websites('eu_site')));
  await client.given('inventory_models', 2, stock('Europe', ['eu_site']));
  await client.given('stock_locations', 2, source('eu-1'));
  await client.given('stock_locations', 3, source('eu-2'));
  await client.given('stock_levels', 3, link(2, 'eu-1', 1), link(2, 'eu-2', 2));
  await client.given('stock_items', 2, item('eu-1', 'Stock-Chair', '3.75'), item('eu-2', 'Stock-Chair', 4));
});
afterAll(() => pipe?.close());

describe('a SKU', () => {
  test('is created with what is said of it, and read at once', async () => {
    const attributes = {
      ...{ code: 'TABLE', name: 'A table', description: 'Oak', image_url: 'https://example.test/t.png' },
      ...{ pieces_per_pack: '6', weight: '12.5', unit_of_weight: 'lb', hs_tariff_number: '9403' },
      ...{ do_not_ship: 'true', do_not_track: false, reference: 'T', reference_origin: 'erp', metadata: { a: 1 } },
    };
    const category: [string, string] = ['shipping_categories', 'abcdefghij'];
    const record = await client.created('skus', attributes, { shipping_category: category });
    const self = `${client.url}/api/skus/${record.id}`;
    const names = ['shipping_category', 'stock_items', 'stock_reservations', 'prices', 'delivery_lead_times'];
    const others = ['sku_options', 'sku_list_items', 'sku_lists', 'tags', 'links'];
    expect(record).toEqual({
      ...{ id: expect.stringMatching(/^[A-Za-z]{10}$/), type: 'skus', links: { self }, meta: META },
      attributes: {
        ...{ ...attributes, pieces_per_pack: 6, weight: 12.5, do_not_ship: true },
        ...{ created_at: expect.stringMatching(/Z$/), updated_at: expect.stringMatching(/Z$/) },
      },
      relationships: linksTo(self, ...names, ...others),
    });
    const { body } = await client.send('GET', `skus/${record.id}`);
    expect(body.data.attributes).toEqual({
      ...record.attributes,
      inventory: { available: false, quantity: 0, levels: expect.anything() },
    });
  });

  test('that the other dialect has put into stock is one, and its code is taken', async () => {
    const id = await client.idOf('skus?filter[q][code_eq]=stock-chair');
    expect((await client.send('GET', `skus/${id}`)).body.data.attributes.name).toBe('Stock-Chair');
    const again = await client.send('POST', 'skus', { type: 'skus', attributes: { code: 'STOCK-CHAIR', name: 'x' } });
    expect([again.status, faultsOf(again)]).toEqual([422, [['VALIDATION_ERROR', '/data/attributes/code', 'taken']]]);
    const worse = await client.send('POST', 'skus', { type: 'skus', attributes: { code: 'STOCK-CHAIR', name: '' } });
    expect(faultsOf(worse)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/name', 'blank'],
      ['VALIDATION_ERROR', '/data/attributes/code', 'taken'],
    ]);
    const changed = await client.change('skus', id, { name: 'A chair', weight: null });
    expect(changed.body.data).toMatchObject({ id, attributes: { code: 'Stock-Chair', name: 'A chair' } });
  });

  test('tells everything that is wrong with it at once', async () => {
    const attributes = { name: ' ', weight: -1, unit_of_weight: 'kg', do_not_track: 'maybe', pieces_per_pack: 1.5 };
    expect(faultsOf(await client.send('POST', 'skus', { type: 'skus', attributes }))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/code', 'blank'],
      ['VALIDATION_ERROR', '/data/attributes/name', 'blank'],
      ['VALIDATION_ERROR', '/data/attributes/weight', 'greater_than_or_equal_to'],
      ['VALIDATION_ERROR', '/data/attributes/unit_of_weight', 'inclusion'],
      ['VALIDATION_ERROR', '/data/attributes/do_not_track', 'inclusion'],
      ['VALIDATION_ERROR', '/data/attributes/pieces_per_pack', 'not_an_integer'],
    ]);
  });

  test('keeps its code', async () => {
    const record = await client.created('skus', { code: 'Kept', name: 'x' });
    expect((await client.change('skus', record.id, { code: 'KEPT' })).status).toBe(200);
    expect(faultsOf(await client.change('skus', record.id, { code: 'Other' }))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/code', 'immutable'],
    ]);
  });

  test('is gone when it is deleted, and may be made again', async () => {
    const record = await client.created('skus', { code: 'Gone', name: 'x' });
    expect((await client.send('DELETE', `skus/${record.id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      expect((await client.send(method, `skus/${record.id}`)).status).toBe(404);
    }
    const again = await client.created('skus', { code: 'GONE', name: 'y' });
    expect(again).toMatchObject({ id: record.id, attributes: { name: 'y' } });
  });

  test('cannot be deleted while the other dialect has it in stock', async () => {
    const id = await client.idOf('skus?filter[q][code_eq]=Stock-Chair');
    const answer = await client.send('DELETE', `skus/${id}`);
    expect([answer.status, answer.body.errors[0].code]).toEqual([423, 'LOCKED']);
  });

  test('that is not tracked is not managed in the other dialect', async () => {
    const { attributes } = await client.created('skus', { code: 'Service', name: 'x', do_not_track: true });
    expect(attributes.do_not_track).toBe(true);
    const read = await pipe.http('GET', '/rest/V1/inventory/stock-item-configurations/service');
    expect(JSON.stringify(read.body)).toContain('"manage_stock":false');
  });
});

describe('what of a SKU can be had', () => {
  const inventoryFor = async (scope?: string) => {
    const id = await client.idOf('skus?filter[q][code_eq]=Stock-Chair');
    const token = scope === undefined ? pipe.integrationToken : await tokenFor(scope);
    return (await pipe.http('GET', `/api/skus/${id}`, { token })).body.data.attributes.inventory;
  };
  const tokenFor = async (scope: string) => {
    const body = { grant_type: 'client_credentials', ...pipe.credentials.integration, scope };
    return (await pipe.http('POST', '/oauth/token', { body, token: null })).body.access_token as string;
  };
  const level = (quantity: number) => ({ quantity, delivery_lead_times: [] });

  test('is told of one SKU, in whole units by location, and not in lists', async () => {
    expect(await inventoryFor()).toEqual({ available: true, quantity: 7, levels: [level(3), level(4)] });
    const { body } = await client.send('GET', 'skus?filter[q][code_eq]=Stock-Chair');
    expect(body.data[0].attributes).not.toHaveProperty('inventory');
  });

  test('in a market is less what is promised there, up to the cutoff of its model', async () => {
    await pipe.publish(commandMessage(reserve(2, ['Stock-Chair', -2])));
    await eventually(async () => (await inventoryFor('market:code:eu_site')).quantity === 5);
    const model = await client.idOf('inventory_models?filter[q][name_eq]=Europe');
    await client.change('inventory_models', model, { stock_locations_cutoff: 1 });
    expect(await inventoryFor('market:code:eu_site')).toMatchObject({ quantity: 3, levels: [level(3)] });
  });
});
