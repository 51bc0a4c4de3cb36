import { item, link, source, stock } from '#testing/builders';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { CommerceLayerClient, faultsOf, linksTo, META, relationshipsTo } from './client.js';

let pipe: PipeClient;
let client: CommerceLayerClient;
const locations: Record<string, [string, string]> = {};

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
  await client.given('inventory_models', 2, stock('Europe'));
  await client.given('stock_locations', 3, source('eu-1'), source('eu-2'));
  await client.given('stock_levels', 2, link(2, 'eu-1', 1));
  await client.given('stock_items', 2, item('eu-1', 'CHAIR', 9), item('eu-1', 'SOFA', 5));
  for (const code of ['eu-1', 'eu-2']) {
    locations[code] = ['stock_locations', await client.idOf(`stock_locations?filter[q][name_eq]=Source ${code}`)];
  }
});
afterAll(() => pipe?.close());

const ends = () => ({
  origin_stock_location: locations['eu-1']!,
  destination_stock_location: locations['eu-2']!,
});
const made = (attributes: object = {}) =>
  client.created('stock_transfers', { sku_code: 'CHAIR', quantity: 2, ...attributes }, ends());
const after = async (id: string, trigger: string) => {
  const { status, body } = await client.change('stock_transfers', id, { [trigger]: true });
  expect([trigger, status, body.errors]).toEqual([trigger, 200, undefined]);
  return body.data.attributes;
};
const quantityOf = async (sku: string, code: string) => {
  const [, id] = locations[code]!;
  const query = `filter[q][sku_code_eq]=${sku}&filter[q][stock_location_id_eq]=${id}`;
  const { body } = await client.send('GET', `stock_items?${query}&include=reserved_stock`);
  return [body.data[0]?.attributes.quantity, body.included?.[0]?.attributes.quantity];
};
const TIME = expect.stringMatching(/^\d{4}-.*Z$/);

describe('a stock transfer', () => {
  test('begins as a draft with a number of its own', async () => {
    const record = await made();
    const self = `${client.url}/api/stock_transfers/${record.id}`;
    const times = { on_hold_at: null, picking_at: null, in_transit_at: null, completed_at: null, cancelled_at: null };
    const names = ['sku', 'origin_stock_location', 'destination_stock_location', 'stock_reservation'];
    expect(record).toEqual({
      ...{ id: expect.stringMatching(/^[A-Za-z]{10}$/), type: 'stock_transfers', links: { self }, meta: META },
      attributes: {
        ...{ number: expect.stringMatching(/^\d+$/), sku_code: 'CHAIR', status: 'draft', quantity: 2, ...times },
        ...{ reference: null, reference_origin: null, metadata: {}, created_at: TIME, updated_at: TIME },
      },
      relationships: linksTo(self, ...names, 'shipment', 'line_item'),
    });
    expect((await client.send('DELETE', `stock_transfers/${record.id}`)).status).toBe(204);
    expect((await client.send('GET', `stock_transfers/${record.id}`)).status).toBe(404);
  });

  test('goes from trigger to trigger, remembers when, and moves its quantity in the end', async () => {
    const { id } = await made({ number: 'T-1' });
    expect(await after(id, '_upcoming')).toMatchObject({ status: 'upcoming', number: 'T-1' });
    expect(await quantityOf('CHAIR', 'eu-1')).toEqual([9, 2]);
    const { body } = await client.send('GET', `stock_transfers/${id}/stock_reservation?include=stock_transfer`);
    expect(body).toMatchObject({ data: { attributes: { status: 'pending', quantity: 2 } }, included: [{ id }] });
    expect(await after(id, '_picking')).toMatchObject({ status: 'picking', picking_at: TIME, on_hold_at: null });
    expect(await after(id, '_on_hold')).toMatchObject({ status: 'on_hold', on_hold_at: TIME });
    expect(await after(id, '_picking')).toMatchObject({ status: 'picking' });
    expect(await after(id, '_in_transit')).toMatchObject({ status: 'in_transit', in_transit_at: TIME });
    expect(await after(id, '_complete')).toMatchObject({ status: 'completed', completed_at: TIME, cancelled_at: null });
    expect([await quantityOf('CHAIR', 'eu-1'), await quantityOf('CHAIR', 'eu-2')]).toEqual([
      [7, 0],
      [2, undefined],
    ]);
    const again = await client.change('stock_transfers', id, { _cancel: true });
    expect([again.status, faultsOf(again)]).toEqual([
      422,
      [['VALIDATION_ERROR', '/data/attributes/status', 'stock_transfer_status']],
    ]);
  });

  test('may be told of its SKU by either name, and forget its number', async () => {
    const sku: [string, string] = ['skus', await client.idOf('skus?filter[q][code_eq]=CHAIR')];
    const attributes = { sku_code: null, number: 'T-9', quantity: 1 };
    const { id } = await client.created('stock_transfers', attributes, { ...ends(), sku });
    const { body } = await client.change('stock_transfers', id, { number: null });
    expect(body.data.attributes).toMatchObject({ sku_code: 'CHAIR', number: expect.stringMatching(/^\d+$/) });
    await client.send('DELETE', `stock_transfers/${id}`);
  });

  test('goes where its triggers lead, whatever a model says of those of orders', async () => {
    const model = await client.idOf('inventory_models?filter[q][name_eq]=Europe');
    const held = { put_stock_transfers_on_hold: true, manual_stock_decrement: true };
    expect((await client.change('inventory_models', model, held)).body.data.attributes).toMatchObject(held);
    const { id } = await made({ _upcoming: true });
    expect(await after(id, '_picking')).toMatchObject({ status: 'picking', on_hold_at: null });
    await client.send('DELETE', `stock_transfers/${id}`);
  });

  test('on its way keeps both of its locations from being deleted', async () => {
    const { id } = await made();
    const answer = await client.send('DELETE', `stock_locations/${locations['eu-2']![1]}`);
    expect([answer.status, faultsOf(answer)]).toEqual([423, expect.arrayContaining([['LOCKED', undefined]])]);
    const details = answer.body.errors.map(({ detail }: { detail: string }) => detail);
    expect(details).toContainEqual(expect.stringContaining('stock transfers'));
    await client.send('DELETE', `stock_transfers/${id}`);
  });

  test('that is cancelled gives back what it had reserved', async () => {
    const before = await quantityOf('SOFA', 'eu-1');
    const { id } = await made({ sku_code: 'SOFA', quantity: 5, _upcoming: true });
    expect(await after(id, '_cancel')).toMatchObject({ status: 'cancelled', cancelled_at: TIME });
    expect((await quantityOf('SOFA', 'eu-1'))[0]).toBe(before[0]);
    expect((await quantityOf('SOFA', 'eu-1'))[1]).toBe(0);
  });

  test('cannot reserve more than the origin has', async () => {
    const { id } = await made({ sku_code: 'SOFA', quantity: 6 });
    const { status, body } = await client.change('stock_transfers', id, { _upcoming: true });
    expect([status, body.errors]).toMatchObject([
      422,
      [{ source: { pointer: '/data/attributes/quantity' }, meta: { error: 'less_than_or_equal_to', count: 5 } }],
    ]);
  });

  test('needs both ends, a SKU and a quantity', async () => {
    const answer = await client.send('POST', 'stock_transfers', { type: 'stock_transfers', attributes: {} });
    expect(faultsOf(answer)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'blank'],
      ['VALIDATION_ERROR', '/data/relationships/sku', 'blank'],
      ['VALIDATION_ERROR', '/data/relationships/origin_stock_location', 'blank'],
      ['VALIDATION_ERROR', '/data/relationships/destination_stock_location', 'blank'],
    ]);
    const relationships = relationshipsTo({
      origin_stock_location: locations['eu-1']!,
      destination_stock_location: locations['eu-1']!,
    });
    const attributes = { sku_code: 'CHAIR', quantity: 1 };
    const same = await client.send('POST', 'stock_transfers', { type: 'stock_transfers', attributes, relationships });
    expect(faultsOf(same)).toEqual([
      ['VALIDATION_ERROR', '/data/relationships/destination_stock_location', 'same_source'],
    ]);
  });

  test('is found as the dashboard looks for it', async () => {
    const { id } = await made({ number: 'FIND-ME' });
    const names = 'number_or_reference_or_sku_code_or_origin_stock_location_name_or_destination_stock_location_name';
    const found = await client.send(
      'GET',
      `stock_transfers?filter[q][${names}_cont]=find-me&filter[q][archived_at_null]=true&filter[q][status_in]=draft,upcoming`,
    );
    expect(found.body.data).toMatchObject([{ id }]);
    const byEnd = await client.send('GET', `stock_transfers?filter[q][${names}_cont]=Source eu-2&page[size]=25`);
    expect(byEnd.body.data.map((one: { id: string }) => one.id)).toContain(id);
    const below = await client.send('GET', `stock_locations/${locations['eu-1']![1]}/stock_transfers?page[size]=25`);
    expect(below.body.data.map((one: { id: string }) => one.id)).toContain(id);
  });
});

describe('a stock line item', () => {
  const lineItem = async (attributes: object) => {
    const id = await client.idOf(
      `stock_items?filter[q][sku_code_eq]=SOFA&filter[q][stock_location_id_eq]=${locations['eu-1']![1]}`,
    );
    return client.created('stock_line_items', attributes, { stock_item: ['stock_items', id] });
  };

  test('reserves, releases and takes its quantity by triggers', async () => {
    const record = await lineItem({ quantity: 2 });
    expect(record.attributes).toMatchObject({ sku_code: 'SOFA', bundle_code: null, quantity: 2, name: 'SOFA' });
    const change = (attributes: object) => client.change('stock_line_items', record.id, attributes);
    expect((await change({ _reserve_stock: true })).status).toBe(200);
    expect(await quantityOf('SOFA', 'eu-1')).toEqual([5, 2]);
    expect(faultsOf(await change({ _reserve_stock: true }))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/_reserve_stock', 'stock_line_item_reserved'],
    ]);
    expect((await change({ _release_stock: true })).status).toBe(200);
    expect(await quantityOf('SOFA', 'eu-1')).toEqual([5, 0]);
    expect((await change({ _decrement_stock: true })).status).toBe(200);
    expect(await quantityOf('SOFA', 'eu-1')).toEqual([3, 0]);
    expect((await change({ _decrement_stock: true })).status).toBe(422);
    expect((await client.send('DELETE', `stock_line_items/${record.id}`)).status).toBe(204);
  });

  test('that is at no location any more has nothing to reserve there', async () => {
    const { id } = await lineItem({ quantity: 1, _reserve_stock: true });
    const unset = () =>
      client.send('PATCH', `stock_line_items/${id}`, {
        ...{ type: 'stock_line_items', id, attributes: {}, relationships: { stock_item: { data: null } } },
      });
    expect(faultsOf(await unset())).toEqual([
      ['VALIDATION_ERROR', '/data/relationships/stock_item', 'stock_line_item_reserved'],
    ]);
    await client.change('stock_line_items', id, { _release_stock: true });
    expect((await unset()).status).toBe(200);
    expect((await client.send('GET', `stock_line_items/${id}/stock_item`)).body.data).toBeNull();
    const reserved = await client.change('stock_line_items', id, { _reserve_stock: true });
    expect(faultsOf(reserved)).toEqual([['VALIDATION_ERROR', '/data/relationships/stock_item', 'blank']]);
  });

  test('tells all that is wrong with it at once', async () => {
    const answer = await client.send('POST', 'stock_line_items', { type: 'stock_line_items', attributes: {} });
    expect(faultsOf(answer)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'blank'],
      ['VALIDATION_ERROR', '/data/relationships/sku', 'blank'],
    ]);
  });

  test('belongs to a SKU', async () => {
    const answer = await client.send('POST', 'stock_line_items', {
      type: 'stock_line_items',
      attributes: { quantity: 1 },
    });
    expect(faultsOf(answer)).toEqual([['VALIDATION_ERROR', '/data/relationships/sku', 'blank']]);
  });
});
