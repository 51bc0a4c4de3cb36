import { item, link, reserve, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';
import { CommerceLayerClient, faultsOf, linksTo, META, relationshipsTo } from './client.js';

let pipe: Pipe;
let client: CommerceLayerClient;
const locations: Record<string, [string, string]> = {};

beforeAll(async () => {
  pipe = await startPipe();
  client = new CommerceLayerClient(pipe);
  await client.given('inventory_models', 2, stock('Europe'));
  await client.given('stock_locations', 3, source('eu-1'), source('eu-2'));
  await client.given('stock_levels', 2, link(2, 'eu-1', 1));
  for (const code of ['eu-1', 'eu-2']) {
    locations[code] = ['stock_locations', await client.idOf(`stock_locations?filter[q][name_eq]=Source ${code}`)];
  }
  for (const code of ['CHAIR', 'SOFA', 'BED', 'DESK']) await client.created('skus', { code, name: `A ${code}` });
});
afterAll(() => pipe?.close());

const at = (code: string) => ({ stock_location: locations[code]! });
const made = (sku: string, quantity: number | string, code = 'eu-1') =>
  client.created('stock_items', { sku_code: sku, quantity }, at(code));
const send = (attributes: object, related: Record<string, [string, string]>) =>
  client.send('POST', 'stock_items', { type: 'stock_items', attributes, relationships: relationshipsTo(related) });

/** What of a SKU the other dialect would sell on the stock. */
async function salable(sku: string): Promise<number> {
  return (await pipe.http('GET', `/rest/V1/inventory/get-product-salable-quantity/${sku}/2`)).body;
}

async function sourceItemOf(sku: string): Promise<object | undefined> {
  const where = 'searchCriteria[filter_groups][0][filters][0]';
  const query = `${where}[field]=sku&${where}[value]=${encodeURIComponent(sku)}`;
  return (await pipe.http('GET', `/rest/V1/inventory/source-items?${query}`)).body.items[0];
}

describe('a stock item', () => {
  test('is created at once, and is a source item of the other dialect', async () => {
    const record = await made('chair', '5');
    const self = `${client.url}/api/stock_items/${record.id}`;
    expect(record).toEqual({
      ...{ id: expect.stringMatching(/^[A-Za-z]{10}$/), type: 'stock_items', links: { self }, meta: META },
      attributes: {
        ...{ sku_code: 'CHAIR', quantity: 5, reference: null, reference_origin: null, metadata: {} },
        ...{ created_at: expect.stringMatching(/Z$/), updated_at: expect.stringMatching(/Z$/) },
      },
      relationships: linksTo(self, 'stock_location', 'sku', 'reserved_stock', 'stock_reservations'),
    });
    expect(await sourceItemOf('CHAIR')).toMatchObject({ source_code: 'eu-1', quantity: 5, status: 1 });
    expect(await salable('CHAIR')).toBe(5);
  });

  test('is one for a SKU and a location', async () => {
    const again = await send({ sku_code: 'Chair', quantity: 1 }, at('eu-1'));
    expect([again.status, faultsOf(again)]).toEqual([422, [['VALIDATION_ERROR', '/data/relationships/sku', 'taken']]]);
  });

  test('needs a location, a SKU that is known and a whole quantity, and tells all of it at once', async () => {
    expect(faultsOf(await send({}, {}))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'blank'],
      ['VALIDATION_ERROR', '/data/relationships/stock_location', 'blank'],
      ['VALIDATION_ERROR', '/data/relationships/sku', 'blank'],
    ]);
    expect(faultsOf(await send({ sku_code: 'GHOST', quantity: 1.5 }, at('eu-1')))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'not_an_integer'],
      ['VALIDATION_ERROR', '/data/relationships/sku', 'blank'],
    ]);
    expect(faultsOf(await send({ sku_code: 'CHAIR', quantity: -1 }, at('eu-1')))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'greater_than_or_equal_to'],
      ['VALIDATION_ERROR', '/data/relationships/sku', 'taken'],
    ]);
  });

  test('takes another quantity and keeps the status that the other dialect has set', async () => {
    const record = await made('SOFA', 5);
    await pipe.publish(commandMessage(item('eu-1', 'SOFA', '5.5', 0)));
    await eventually(async () => (await salable('SOFA')) === 0);
    const shown = await client.send('GET', `stock_items/${record.id}`);
    expect(shown.body.data.attributes.quantity).toBe(5);
    const changed = await client.change('stock_items', record.id, { quantity: 8, metadata: { shelf: 7 } });
    expect(changed.body.data).toMatchObject({ id: record.id, attributes: { quantity: 8, metadata: { shelf: 7 } } });
    expect(await sourceItemOf('SOFA')).toMatchObject({ quantity: 8, status: 0 });
  });

  test('keeps its SKU and its location', async () => {
    const record = await made('BED', 1);
    const moved = await client.change('stock_items', record.id, { quantity: -1 }, at('eu-2'));
    expect(faultsOf(moved)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'greater_than_or_equal_to'],
      ['VALIDATION_ERROR', '/data/relationships/stock_location', 'immutable'],
    ]);
    const same = await client.change('stock_items', record.id, { reference: 'r' }, at('eu-1'));
    expect([same.status, same.body.data.attributes]).toMatchObject([200, { quantity: 1, reference: 'r' }]);
  });

  test('is deleted in both dialects, and is another when it is made again', async () => {
    const record = await made('DESK', 1);
    expect((await client.send('DELETE', `stock_items/${record.id}`)).status).toBe(204);
    expect(await sourceItemOf('DESK')).toBeUndefined();
    expect((await client.send('GET', `stock_items/${record.id}`)).status).toBe(404);
    expect((await made('DESK', 1)).id).not.toBe(record.id);
  });

  test('that the other dialect has made is found by its SKU, its location and its quantity', async () => {
    await client.given('stock_items?filter[q][sku_code_eq]=LAMP', 1, item('eu-2', 'LAMP', '0.5'));
    const queries = [
      `filter[q][sku_code_or_sku_name_i_cont]=amp`,
      `filter[q][stock_location_id_in]=${locations['eu-2']![1]}`,
      `filter[q][sku_code_eq]=lamp&filter[q][quantity_eq]=0`,
      `filter[q][stock_location_name_eq]=Source eu-2&sort=-quantity`,
    ];
    for (const query of queries) {
      const { body } = await client.send('GET', `stock_items?${query}&include=sku,reserved_stock,stock_location`);
      expect(body.data.map(({ attributes }: { attributes: object }) => attributes)).toMatchObject([
        { sku_code: 'LAMP', quantity: 0 },
      ]);
      expect(body.data[0].relationships.reserved_stock.data).toBeNull();
      expect(body.included.map(({ type }: { type: string }) => type).sort()).toEqual(['skus', 'stock_locations']);
    }
    const { body } = await client.send('GET', 'stock_items?filter[q][sku_code_eq]=LAMP&filter[q][quantity_gt]=0');
    expect(body.data).toEqual([]);
  });
});

describe('a stock reservation', () => {
  let chairs: { id: string };
  const reserved = (quantity: number, more: object = {}) =>
    client.created('stock_reservations', { quantity, ...more }, { stock_item: ['stock_items', chairs.id] });

  beforeEach(async () => {
    const [found] = (await client.send('GET', 'stock_items?filter[q][sku_code_eq]=CHAIR')).body.data;
    chairs = found ?? (await made('CHAIR', 5));
    await client.change('stock_items', chairs.id, { quantity: 5 });
    const { body } = await client.send('GET', 'stock_reservations');
    for (const { id } of body.data) await client.send('DELETE', `stock_reservations/${id}`);
  });

  test('is a draft for an hour, holds its quantity in both dialects, and gives it back when it is deleted', async () => {
    const record = await reserved(3);
    const self = `${client.url}/api/stock_reservations/${record.id}`;
    const names = ['stock_item', 'reserved_stock', 'sku', 'stock_line_item', 'stock_transfer', 'line_item', 'order'];
    expect(record).toMatchObject({
      attributes: { status: 'draft', quantity: 3 },
      relationships: linksTo(self, ...names),
    });
    const life = Date.parse(record.attributes.expires_at) - Date.parse(record.attributes.created_at);
    expect(life).toBe(3_600_000);
    expect(await salable('CHAIR')).toBe(2);
    const held = await client.send('GET', `stock_items/${chairs.id}?include=reserved_stock.stock_reservations`);
    expect(held.body.data.attributes.quantity).toBe(5);
    expect(held.body.included).toMatchObject([
      { type: 'reserved_stocks', attributes: { quantity: 3 } },
      { type: 'stock_reservations', id: record.id },
    ]);
    expect((await client.send('DELETE', `stock_reservations/${record.id}`)).status).toBe(204);
    expect((await client.send('GET', `stock_reservations/${record.id}`)).status).toBe(404);
    expect(await salable('CHAIR')).toBe(5);
    const { body } = await client.send('GET', `stock_items/${chairs.id}/reserved_stock`);
    expect(body.data.attributes.quantity).toBe(0);
  });

  test('is pending once it is told so, and does not expire then', async () => {
    const { id } = await reserved(1);
    const { body } = await client.change('stock_reservations', id, { _pending: true });
    expect(body.data.attributes).toMatchObject({ status: 'pending', expires_at: null, quantity: 1 });
  });

  test('is never of more than is left, nor of what the other dialect has promised', async () => {
    await reserved(2);
    await pipe.publish(commandMessage(reserve(2, ['CHAIR', -2])));
    await eventually(async () => (await salable('CHAIR')) === 1);
    const relationships = relationshipsTo({ stock_item: ['stock_items', chairs.id] });
    const body = { type: 'stock_reservations', attributes: { quantity: 2 }, relationships };
    const { status, body: answer } = await client.send('POST', 'stock_reservations', body);
    expect([status, answer.errors]).toMatchObject([
      422,
      [{ source: { pointer: '/data/attributes/quantity' }, meta: { error: 'less_than_or_equal_to', count: 1 } }],
    ]);
    const placed = await pipe.http('POST', '/rest/V1/inventory/reservations', {
      body: { reservations: [{ stock_id: 2, sku: 'CHAIR', quantity: -2 }] },
    });
    expect(placed.status).toBe(400);
    await pipe.publish(commandMessage(reserve(2, ['CHAIR', 2])));
    await eventually(async () => (await salable('CHAIR')) === 3);
  });

  test('keeps its stock item from being deleted, in either dialect', async () => {
    await reserved(1);
    expect((await client.send('DELETE', `stock_items/${chairs.id}`)).status).toBe(423);
    const deletion = await pipe.http('POST', '/rest/V1/inventory/source-items-delete', {
      body: { sourceItems: [{ sku: 'CHAIR', source_code: 'eu-1' }] },
    });
    expect(deletion.status).toBe(400);
  });

  test('may be undercut by its stock item, unless that is validated', async () => {
    await reserved(4);
    const refused = await client.change('stock_items', chairs.id, { quantity: 3, _validate: true });
    expect([refused.status, faultsOf(refused)]).toEqual([
      422,
      [['VALIDATION_ERROR', '/data/attributes/quantity', 'greater_than_or_equal_to']],
    ]);
    expect((await client.change('stock_items', chairs.id, { quantity: 3 })).status).toBe(200);
    expect(await salable('CHAIR')).toBe(0);
  });

  test('expires when its time is over, and it is told', async () => {
    const events = await TopicTap.open(pipe.kafka, pipe.topics.events);
    const { id } = await reserved(3);
    await pipe.sql(`update stock_reservation set expires_at = now() where public_id = '${id}'`);
    await eventually(async () => (await client.send('GET', `stock_reservations/${id}`)).status === 404);
    expect(await salable('CHAIR')).toBe(5);
    const told = () =>
      events
        .ofType('StockReservationChanged')
        .filter(({ data }) => (data as { reservationId: string }).reservationId === id);
    await eventually(() => told().length === 2);
    await events.close();
    expect(told().map(({ key, data }) => [key, data])).toMatchObject([
      ['chair', { status: 'draft', reason: null, quantity: '3' }],
      ['chair', { status: 'closed', reason: 'expired', quantity: '3', sourceCode: 'eu-1' }],
    ]);
  });

  test('is deleted once by requests of one Idempotency-Key, and unknown to others', async () => {
    const { id } = await reserved(1);
    const headers = { 'idempotency-key': `delete ${id}` };
    const deleted = () => client.send('DELETE', `stock_reservations/${id}`, undefined, headers);
    expect([(await deleted()).status, (await deleted()).status]).toEqual([204, 204]);
    expect((await client.send('DELETE', `stock_reservations/${id}`)).status).toBe(404);
  });

  test('needs a stock item, and tells what is wrong with it', async () => {
    const answer = await client.send('POST', 'stock_reservations', {
      type: 'stock_reservations',
      attributes: { quantity: 0 },
    });
    expect(faultsOf(answer)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/quantity', 'greater_than'],
      ['VALIDATION_ERROR', '/data/relationships/stock_item', 'blank'],
    ]);
  });
});

test('reserved stocks are read only', async () => {
  expect((await client.send('GET', 'reserved_stocks?include=stock_item,sku')).status).toBe(200);
  expect((await client.send('POST', 'reserved_stocks', { type: 'reserved_stocks' })).status).toBe(405);
});
