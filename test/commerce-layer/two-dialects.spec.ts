import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, source, type Magento } from '../magento/client.js';
import { ADDRESS, CommerceLayerClient, faultsOf, relationshipsTo } from './client.js';

type Link = [type: string, id: string];

let pipe: PipeClient;
let api: Magento;
let client: CommerceLayerClient;
const locations: Record<string, Link> = {};
let europe: string;

beforeAll(async () => {
  pipe = await sharedPipe();
  [api, client] = [magento(pipe), new CommerceLayerClient(pipe)];
  const sales_channels = [{ type: 'website', code: 'eu_site' }];
  await api.post('stocks', { stock: { name: 'Europe', extension_attributes: { sales_channels } } });
  await api.post('stocks', { stock: { name: 'World' } });
  europe = await client.idOf('inventory_models?filter[q][name_eq]=Europe');
  for (const code of ['berlin', 'munich']) {
    await api.post('sources', source(code));
    locations[code] = ['stock_locations', await client.idOf(`stock_locations?filter[q][code_eq]=${code}`)];
  }
  const links = ['berlin', 'munich'].map((source_code, index) => ({ stock_id: 2, source_code, priority: index + 1 }));
  await api.post('stock-source-links', { links: [...links, { stock_id: 3, source_code: 'berlin', priority: 1 }] });
});
afterAll(() => pipe?.close());

const stocked = (sku: string, quantity: number, source_code = 'berlin', status = 1) =>
  api.post('source-items', { sourceItems: [{ sku, source_code, quantity, status }] });
const salable = async (sku: string, stockId = 2) =>
  (await api.get(`get-product-salable-quantity/${sku}/${stockId}`)).body as number;
const ordered = async (sku: string, quantity: number, stock_id = 2) =>
  (await api.post('reservations', { reservations: [{ stock_id, sku, quantity }] })).status;
const sourceItems = async (sku: string) =>
  (await api.get('source-items', criteria(['sku', sku]))).body.items as Record<string, unknown>[];
const itemOf = (sku: string, code = 'berlin') =>
  client.idOf(`stock_items?filter[q][sku_code_eq]=${sku}&filter[q][stock_location_id_eq]=${locations[code]![1]}`);
const shown = async (path: string) => (await client.send('GET', path)).body.data.attributes;
const reserved = async (sku: string, quantity: number) =>
  client.created('stock_reservations', { quantity }, { stock_item: ['stock_items', await itemOf(sku)] });
const refusedReservation = async (sku: string, quantity: number) =>
  client.send('POST', 'stock_reservations', {
    ...{ type: 'stock_reservations', attributes: { quantity } },
    relationships: relationshipsTo({ stock_item: ['stock_items', await itemOf(sku)] }),
  });
const inventoryInMarket = async (sku: string) => {
  const body = { grant_type: 'client_credentials', ...pipe.credentials.integration, scope: 'market:code:eu_site' };
  const { access_token: token } = (await pipe.http('POST', '/oauth/token', { body, token: null })).body;
  const id = await client.idOf(`skus?filter[q][code_eq]=${sku}`);
  return (await pipe.http('GET', `/api/skus/${id}`, { token })).body.data.attributes.inventory;
};

describe('between the dialects', () => {
  test('1: what is reserved on a stock and what is reserved at a source are both missing, and neither is promised twice', async () => {
    await stocked('CHAIR', 5);
    const { id } = await reserved('CHAIR', 3);
    expect([await salable('CHAIR'), await salable('CHAIR', 3)]).toEqual([2, 2]);
    expect(await ordered('CHAIR', -2)).toBe(200);
    expect([await salable('CHAIR'), await salable('CHAIR', 3)]).toEqual([0, 2]);
    expect(await ordered('CHAIR', -1)).toBe(400);
    expect(faultsOf(await refusedReservation('CHAIR', 1))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'less_than_or_equal_to'],
    ]);
    expect(await shown(`stock_items/${await itemOf('CHAIR')}/reserved_stock`)).toMatchObject({ quantity: 3 });
    expect(await ordered('CHAIR', 2)).toBe(200);
    expect((await client.send('DELETE', `stock_reservations/${id}`)).status).toBe(204);
    expect([await salable('CHAIR'), await salable('CHAIR', 3)]).toEqual([5, 5]);
  });

  test('2: what one takes off a source the other no longer has, and never what is reserved there', async () => {
    await stocked('SOFA', 5);
    const of = { stock_item: ['stock_items', await itemOf('SOFA')] as Link };
    const { id } = await client.created('stock_line_items', { quantity: 2, _reserve_stock: true }, of);
    await stocked('SOFA', 0, 'munich');
    const moved = (qty: number) =>
      api.post('bulk-partial-source-transfer', {
        ...{ originSourceCode: 'berlin', destinationSourceCode: 'munich', items: [{ sku: 'SOFA', qty }] },
      });
    expect([(await moved(4)).status, (await moved(1)).status]).toEqual([400, 200]);
    expect((await client.change('stock_line_items', id, { _decrement_stock: true })).status).toBe(200);
    expect(await sourceItems('SOFA')).toMatchObject([
      { source_code: 'berlin', quantity: 2 },
      { source_code: 'munich', quantity: 1 },
    ]);
    const order = { increment_id: '1', entity_id: '1', sales_channel: { type: 'website', code: 'eu_site' } };
    const items = [{ item_id: '1', sku: 'SOFA', qty: 1, virtual: false }];
    const event = (type: string, more: object = {}) => ({ type, id: type, order, items, ...more });
    const events = [event('order_placed'), event('shipment_created', { source_code: 'berlin' })];
    expect((await api.post('order-events', { events })).status).toBe(200);
    expect(await shown(`stock_items/${of.stock_item[1]}`)).toMatchObject({ quantity: 1 });
  });

  test('3: a place has an id and a code that changes in one, and a code for ever in the other', async () => {
    const address: Link = ['addresses', (await client.created('addresses', ADDRESS)).id];
    const { id } = await client.created('stock_locations', { name: 'Rome', code: 'rome' }, { address });
    expect((await client.change('stock_locations', id, { code: 'roma', name: 'Roma' })).status).toBe(200);
    expect((await api.get('sources/rome')).body).toMatchObject({ source_code: 'rome', name: 'Roma', enabled: true });
    expect((await api.put('sources/rome', source('rome', { name: 'Rome 2' }))).status).toBe(200);
    expect(await shown(`stock_locations/${id}`)).toMatchObject({ code: 'roma', name: 'Rome 2' });
    await stocked('BED', 1, 'rome');
    expect((await client.send('DELETE', `stock_locations/${id}`)).status).toBe(423);
    const defaults = await client.idOf('stock_locations?filter[q][code_eq]=default');
    expect((await client.send('DELETE', `stock_locations/${defaults}`)).status).toBe(423);
    await api.post('source-items-delete', { sourceItems: [{ sku: 'BED', source_code: 'rome' }] });
    expect((await client.send('DELETE', `stock_locations/${id}`)).status).toBe(204);
    expect((await api.get('sources/rome')).status).toBe(404);
  });

  test('4: what one disables or takes out of stock cannot be had in the other, which keeps it so', async () => {
    await api.post('sources', source('hidden', { enabled: false }));
    await stocked('LAMP', 4, 'hidden');
    await stocked('LAMP', 3, 'munich', 0);
    await stocked('LAMP', 2, 'berlin');
    const id = await client.idOf('skus?filter[q][code_eq]=LAMP');
    expect((await shown(`skus/${id}`)).inventory.quantity).toBe(2);
    const hidden = await client.idOf('stock_locations?filter[q][code_eq]=hidden&filter[q][disabled_at_null]=true');
    await client.change('stock_locations', hidden, { name: 'Still hidden' });
    expect((await api.get('sources/hidden')).body).toMatchObject({ name: 'Still hidden', enabled: false });
    await client.change('stock_items', await itemOf('LAMP', 'munich'), { quantity: 7 });
    expect(await sourceItems('LAMP')).toContainEqual(
      expect.objectContaining({ source_code: 'munich', quantity: 7, status: 0 }),
    );
  });

  test('5: the cutoff counts in one only, and what one cannot say of a link the other keeps', async () => {
    await stocked('DESK', 2, 'berlin');
    await stocked('DESK', 3, 'munich');
    await client.change('inventory_models', europe, { stock_locations_cutoff: 1 });
    expect([(await inventoryInMarket('DESK')).quantity, await salable('DESK')]).toEqual([2, 5]);
    const link = await client.idOf(
      `inventory_stock_locations?filter[q][inventory_model_id_eq]=${europe}&filter[q][stock_location_code_eq]=munich`,
    );
    await client.change('inventory_stock_locations', link, { on_hold: true });
    await api.post('stock-source-links', { links: [{ stock_id: 2, source_code: 'munich', priority: 7 }] });
    expect(await shown(`inventory_stock_locations/${link}`)).toMatchObject({ priority: 7, on_hold: true });
    await client.change('inventory_models', europe, { stock_locations_cutoff: 2 });
  });

  test('6: a pair that is linked is changed by one, and taken for the other', async () => {
    const again = await client.send('POST', 'stock_levels', {
      ...{ type: 'stock_levels', attributes: { priority: 1 } },
      relationships: relationshipsTo({
        ...{ stock_location: locations.berlin!, inventory_model: ['inventory_models', europe] },
      }),
    });
    expect(faultsOf(again)).toEqual([['VALIDATION_ERROR', '/data/relationships/stock_location', 'taken']]);
    const links = [{ stock_id: 2, source_code: 'berlin', priority: 3 }];
    expect((await api.post('stock-source-links', { links })).status).toBe(200);
    const query = `stock_levels?filter[q][inventory_model_id_eq]=${europe}&filter[q][stock_location_code_eq]=berlin`;
    expect(await shown(`stock_levels/${await client.idOf(query)}`)).toMatchObject({ priority: 3 });
  });

  test('7: quantities are decimals inside and in one, and whole, rounded down, in the other', async () => {
    await stocked('ROPE', 2.75);
    const id = await itemOf('ROPE');
    expect(await shown(`stock_items/${id}`)).toMatchObject({ quantity: 2 });
    expect((await client.change('stock_items', id, { reference: 'r' })).body.data.attributes.quantity).toBe(2);
    expect(await sourceItems('ROPE')).toMatchObject([{ quantity: 2.75 }]);
    expect(faultsOf(await client.change('stock_items', id, { quantity: 1.5 }))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'not_an_integer'],
    ]);
    await reserved('ROPE', 2);
    expect(await salable('ROPE')).toBe(0.75);
    expect(faultsOf(await refusedReservation('ROPE', 1))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'less_than_or_equal_to'],
    ]);
  });

  test('8: a SKU that one puts into stock is known to the other, whatever its case, and stays as long as that has it', async () => {
    await stocked('Neu-1', 1);
    const id = await client.idOf('skus?filter[q][code_eq]=NEU-1');
    expect(await shown(`skus/${id}`)).toMatchObject({ code: 'Neu-1', name: 'Neu-1', do_not_ship: false });
    const again = await client.send('POST', 'skus', { type: 'skus', attributes: { code: 'neu-1', name: 'x' } });
    expect(faultsOf(again)).toEqual([['VALIDATION_ERROR', '/data/attributes/code', 'taken']]);
    expect((await client.send('DELETE', `skus/${id}`)).status).toBe(423);
    await api.post('source-items-delete', { sourceItems: [{ sku: 'NEU-1', source_code: 'berlin' }] });
    expect((await client.send('DELETE', `skus/${id}`)).status).toBe(204);
    expect((await client.send('GET', `skus/${id}`)).status).toBe(404);
  });

  test('9: a list that one refuses as a whole leaves nothing behind in the other', async () => {
    const lines = (second: string) => [
      { sku: 'BULK-1', source_code: 'berlin', quantity: 1, status: 1 },
      { sku: 'BULK-2', source_code: second, quantity: 2, status: 1 },
    ];
    const found = async () =>
      (await client.send('GET', 'stock_items?filter[q][sku_code_start]=BULK&sort=quantity')).body.data;
    expect((await api.post('source-items', { sourceItems: lines('nowhere') })).status).toBe(400);
    expect(await found()).toEqual([]);
    expect((await api.post('source-items', { sourceItems: lines('munich') })).status).toBe(200);
    expect(await found()).toMatchObject([{ attributes: { quantity: 1 } }, { attributes: { quantity: 2 } }]);
  });

  test('10: what one does not track the other does not manage, and what one keeps in stock the other cannot reserve', async () => {
    const { id } = await client.created('skus', { code: 'SERVICE', name: 'x', do_not_track: true });
    expect((await api.get('stock-item-configurations/SERVICE')).body).toMatchObject({ manage_stock: false });
    await stocked('SERVICE', 5);
    expect(faultsOf(await refusedReservation('SERVICE', 4))).toEqual([
      ['VALIDATION_ERROR', '/data/relationships/stock_item', 'sku_not_tracked'],
    ]);
    const managed = { stockItemConfiguration: { manage_stock: true, min_qty: 2 } };
    expect((await api.put('stock-item-configurations/SERVICE', managed)).status).toBe(200);
    expect(await shown(`skus/${id}`)).toMatchObject({ do_not_track: false });
    expect(faultsOf(await refusedReservation('SERVICE', 4))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'less_than_or_equal_to'],
    ]);
    await reserved('SERVICE', 3);
    expect(await salable('SERVICE')).toBe(0);
  });

  test('11: a channel that one gives to a stock is a market of its model in the other', async () => {
    await stocked('MAP', 6);
    await ordered('MAP', -2);
    expect(await inventoryInMarket('MAP')).toMatchObject({ available: true, quantity: 4 });
    expect((await client.send('DELETE', `inventory_models/${europe}`)).status).toBe(423);
  });

  test('12: the same refusal is told in the words of whoever asks', async () => {
    await stocked('VASE', 1);
    await reserved('VASE', 1);
    const deletion = { sourceItems: [{ sku: 'VASE', source_code: 'berlin' }] };
    const one = await api.post('source-items-delete', deletion);
    expect([one.status, one.body.message]).toEqual([400, expect.any(String)]);
    const other = await client.send('DELETE', `stock_items/${await itemOf('VASE')}`);
    expect([other.status, faultsOf(other)]).toEqual([423, [['LOCKED', undefined]]]);
    expect((await sourceItems('VASE')).length).toBe(1);
  });
});
