import { CommerceLayer, type CommerceLayerBundle } from '@commercelayer/sdk/bundle';
import { SignJWT } from 'jose';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { ADDRESS } from './client.js';
import { isSigned, Receiver } from './receiver.js';

let pipe: Pipe;
let sdk: CommerceLayerBundle;

beforeAll(async () => {
  pipe = await startPipe({ WEBHOOK_PRIVATE_ADDRESSES: 'on' });
  sdk = clientWith(pipe.integrationToken);
});
afterAll(() => pipe?.close());

/** The vendor's client as it is; only `fetch` names the host. */
function clientWith(accessToken: string, options: { refreshToken?: () => Promise<string> } = {}): CommerceLayerBundle {
  return CommerceLayer({
    ...{ accessToken, ...options },
    fetch: (input, init) => {
      const { pathname, search } = input as URL;
      return fetch(new URL(pathname + search, pipe.url), init);
    },
  });
}

const address = () => sdk.addresses.create({ ...ADDRESS });
const location = async (name: string, code?: string) =>
  sdk.stock_locations.create({ name, code, address: sdk.addresses.relationship((await address()).id) });
const sku = (code: string) =>
  sdk.skus.create({ code, name: `A ${code}`, shipping_category: sdk.shipping_categories.relationship('anyCateGory') });
const stockItem = async (code: string, place: string, quantity: number) =>
  sdk.stock_items.create({ sku_code: code, quantity, stock_location: sdk.stock_locations.relationship(place) });

/** The error with which the client rejects. */
async function refused(asked: Promise<unknown>): Promise<{ status: number; errors: object[] }> {
  return asked.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error: { status: number; errors: object[] }) => error,
  );
}

describe('addresses', () => {
  test('are created, retrieved, changed, listed and deleted', async () => {
    const made = await sdk.addresses.create({ ...ADDRESS, reference: 'A-1', metadata: { floor: 3 } });
    expect(made).toMatchObject({ type: 'addresses', city: 'Berlin', full_name: 'Ann Lee', metadata: { floor: 3 } });
    expect(await sdk.addresses.retrieve(made.id)).toMatchObject({ id: made.id, line_1: 'Hauptstr. 1', lat: 52.52 });
    expect(await sdk.addresses.update({ id: made.id, city: 'Potsdam', line_2: null })).toMatchObject({
      ...{ city: 'Potsdam', line_2: null, zip_code: '10115' },
    });
    const found = await sdk.addresses.list({ filters: { reference_eq: 'A-1' }, sort: ['-city'], pageSize: 5 });
    expect([found.recordCount, found.first()?.id]).toEqual([1, made.id]);
    await sdk.addresses.delete(made.id);
    expect(await refused(sdk.addresses.retrieve(made.id))).toMatchObject({ status: 404, name: 'ApiError' });
  });
});

describe('stock locations', () => {
  test('are created with an address, changed to another, and lead to what lies there', async () => {
    const made = await location('Warehouse', 'sdk-w');
    expect(made).toMatchObject({ name: 'Warehouse', code: 'sdk-w', label_format: 'PDF', suppress_etd: false });
    expect(made.number).toEqual(expect.any(Number));
    const second = await address();
    const changed = await sdk.stock_locations.update(
      { id: made.id, name: 'Depot', suppress_etd: true, address: sdk.addresses.relationship(second.id) },
      { include: ['address'] },
    );
    expect(changed).toMatchObject({ name: 'Depot', suppress_etd: true, address: { id: second.id, city: 'Berlin' } });
    expect(await sdk.stock_locations.address(made.id)).toMatchObject({ id: second.id });
    expect(Array.from(await sdk.stock_locations.stock_items(made.id))).toEqual([]);
    await sdk.stock_locations.delete(made.id);
    expect(await refused(sdk.stock_locations.retrieve(made.id))).toMatchObject({ status: 404 });
  });

  test('tell all that is wrong with one at once, as errors of the client', async () => {
    const error = await refused(
      sdk.stock_locations.create({ name: '', label_format: 'GIF', address: sdk.addresses.relationship('NoSuchOne0') }),
    );
    expect(error).toMatchObject({ name: 'ApiError', type: 'response', status: 422 });
    expect(error.errors).toMatchObject([
      { code: 'VALIDATION_ERROR', status: '422', source: { pointer: '/data/attributes/name' } },
      { code: 'VALIDATION_ERROR', status: '422', source: { pointer: '/data/attributes/label_format' } },
      { code: 'VALIDATION_ERROR', status: '422', source: { pointer: '/data/relationships/address' } },
    ]);
  });
});

describe('inventory models with their stock locations and return locations', () => {
  test('are linked, changed, nested and taken apart', async () => {
    const model = await sdk.inventory_models.create({ name: 'SDK model', strategy: 'split_shipments' });
    expect(model).toMatchObject({ stock_locations_cutoff: 2, stock_reservation_cutoff: 3600 });
    expect(await sdk.inventory_models.update({ id: model.id, stock_reservation_cutoff: 60 })).toMatchObject({
      ...{ stock_reservation_cutoff: 60, put_stock_transfers_on_hold: false, manual_stock_decrement: false },
    });
    const [near, far] = [await location('Near'), await location('Far')];
    const ends = (place: string) => ({
      stock_location: sdk.stock_locations.relationship(place),
      inventory_model: sdk.inventory_models.relationship(model.id),
    });
    const link = await sdk.inventory_stock_locations.create({ priority: 1, on_hold: true, ...ends(near.id) });
    expect(link).toMatchObject({ type: 'inventory_stock_locations', priority: 1, on_hold: true });
    await sdk.inventory_stock_locations.create({ priority: 2, ...ends(far.id) });
    const back = await sdk.inventory_return_locations.create({ priority: 1, ...ends(far.id) });
    const whole = await sdk.inventory_models.retrieve(model.id, {
      include: ['inventory_stock_locations.stock_location', 'inventory_return_locations'],
    });
    expect(whole.inventory_stock_locations?.map((one) => one.stock_location?.name)).toEqual(['Near', 'Far']);
    expect(whole.inventory_return_locations?.map(({ id }) => id)).toEqual([back.id]);
    const sorted = await sdk.inventory_models.inventory_stock_locations(model.id, { sort: { priority: 'desc' } });
    expect(Array.from(sorted, ({ priority }) => priority)).toEqual([2, 1]);
    expect(await sdk.inventory_stock_locations.update({ id: link.id, priority: 7, on_hold: false })).toMatchObject({
      ...{ priority: 7, on_hold: false },
    });
    expect(await sdk.inventory_stock_locations.inventory_model(link.id)).toMatchObject({ id: model.id });
    expect(await refused(sdk.stock_locations.delete(far.id))).toMatchObject({ status: 423 });
    expect(await sdk.inventory_return_locations.update({ id: back.id, priority: 3 })).toMatchObject({ priority: 3 });
    await sdk.inventory_return_locations.delete(back.id);
    for (const { id } of sorted) await sdk.inventory_stock_locations.delete(id);
    await sdk.inventory_models.delete(model.id);
    expect(await sdk.inventory_models.count({ filters: { id_eq: model.id } })).toBe(0);
  });
});

describe('skus', () => {
  test('are created as the manual of the client does it, and found by every kind of filter', async () => {
    const made = await sdk.skus.create({
      ...{ code: 'TSHIRT-XL', name: 'Black Men T-shirt (XL)', description: 'Cozy', unit_of_weight: 'gr' },
      ...{ weight: '500' as unknown as number, metadata: { colour: { name: 'black' } } },
      shipping_category: sdk.shipping_categories.relationship('anyCateGory'),
    });
    expect(made).toMatchObject({ code: 'TSHIRT-XL', weight: 500, do_not_ship: false, do_not_track: false });
    await sku('TSHIRT-S');
    const count = (filters: Record<string, string | number | boolean | object>) =>
      sdk.skus.count({ filters: { code_start: 'TSHIRT', ...filters } as Record<string, string> });
    expect([
      await count({}),
      await count({ code_end: 'XL' }),
      await count({ name_i_cont: 'BLACK' }),
      await count({ code_or_name_i_cont: 'cozy' }),
      await count({ code_in: ['TSHIRT-XL', 'TSHIRT-S'] }),
      await count({ metadata_jcont: { colour: { name: 'black' } } }),
      await count({ created_at_gt: '2018-01-01', created_at_lt: '2018-01-31' }),
      await count({ description_null: true }),
    ]).toEqual([2, 1, 1, 0, 2, 1, 0, 1]);
    const some = await sdk.skus.list({ fields: { skus: ['name', 'metadata'] }, filters: { code_eq: 'TSHIRT-XL' } });
    expect(Object.keys(some.first()!).sort()).toEqual(['id', 'metadata', 'name', 'type']);
    expect(await sdk.skus.update({ id: made.id, name: 'Black', do_not_track: true })).toMatchObject({ name: 'Black' });
    await sdk.skus.delete(made.id);
    expect(await refused(sdk.skus.update({ id: made.id, name: 'Gone' }))).toMatchObject({ status: 404 });
  });

  test('page through a list as the client does', async () => {
    for (let i = 0; i < 12; i++) await sku(`PAGE-${i}`);
    const first = await sdk.skus.list({ filters: { code_start: 'PAGE-' }, sort: { code: 'asc' } });
    expect([first.length, first.recordCount, first.pageCount, first.hasNextPage()]).toEqual([10, 12, 2, true]);
    const last = await sdk.skus.list({ filters: { code_start: 'PAGE-' }, sort: { code: 'asc' }, pageNumber: 2 });
    expect([last.length, last.last()?.code, last.hasNextPage()]).toEqual([2, 'PAGE-9', false]);
    const all = await sdk.skus.list({ filters: { code_start: 'PAGE-' }, pageSize: 25 });
    expect([all.length, all.pageCount]).toEqual([12, 1]);
    expect(await refused(sdk.skus.list({ pageSize: 26 as 25 }))).toMatchObject({ status: 400 });
  });
});

describe('stock items, reserved stocks and stock reservations', () => {
  test('show what is there, what is reserved, and what can still be had', async () => {
    const place = await location('Shop');
    const { id: skuId } = await sku('LAMP');
    const made = await stockItem('LAMP', place.id, 10);
    expect(made).toMatchObject({ sku_code: 'LAMP', quantity: 10 });
    const draft = await sdk.stock_reservations.create({
      ...{ quantity: 4, stock_item: sdk.stock_items.relationship(made.id) },
    });
    expect(draft).toMatchObject({ status: 'draft', quantity: 4, expires_at: expect.stringMatching(/Z$/) });
    expect(await sdk.stock_reservations._pending(draft.id)).toMatchObject({ status: 'pending' });
    const [shown] = Array.from(
      await sdk.stock_items.list({
        filters: { sku_code_eq: 'LAMP' },
        include: ['sku', 'reserved_stock', 'stock_location'],
      }),
    );
    expect(shown).toMatchObject({ quantity: 10, sku: { id: skuId }, reserved_stock: { quantity: 4 } });
    expect((await sdk.skus.retrieve(skuId)).inventory).toMatchObject({ available: true, quantity: 6 });
    const reserved = await sdk.stock_items.reserved_stock(made.id);
    expect(Array.from(await sdk.reserved_stocks.stock_reservations(reserved.id), ({ id }) => id)).toEqual([draft.id]);
    expect(await refused(sdk.stock_items.update({ id: made.id, quantity: 3, _validate: true }))).toMatchObject({
      status: 422,
    });
    expect(await sdk.stock_reservations.update({ id: draft.id, quantity: 10 })).toMatchObject({ quantity: 10 });
    const tooMany = { quantity: 1, stock_item: sdk.stock_items.relationship(made.id) };
    expect(await refused(sdk.stock_reservations.create(tooMany))).toMatchObject({ status: 422 });
    expect(await refused(sdk.stock_items.delete(made.id))).toMatchObject({ status: 423 });
    await sdk.stock_reservations.delete(draft.id);
    expect((await sdk.stock_items.reserved_stock(made.id)).quantity).toBe(0);
    expect(await sdk.stock_items.update({ id: made.id, quantity: 3, _validate: true })).toMatchObject({ quantity: 3 });
    await sdk.stock_items.delete(made.id);
  });

  test('a draft goes when its time is over', async () => {
    const place = await location('Kiosk');
    const model = await sdk.inventory_models.create({ name: 'Quick', stock_reservation_cutoff: 1 });
    await sdk.inventory_stock_locations.create({
      priority: 1,
      stock_location: sdk.stock_locations.relationship(place.id),
      inventory_model: sdk.inventory_models.relationship(model.id),
    });
    await sku('PEN');
    const made = await stockItem('PEN', place.id, 1);
    const stock_item = sdk.stock_items.relationship(made.id);
    const { id } = await sdk.stock_reservations.create({ quantity: 1, stock_item });
    await eventually(async () => (await sdk.stock_reservations.count({ filters: { id_eq: id } })) === 0);
    expect(await sdk.stock_reservations.create({ quantity: 1, stock_item })).toMatchObject({ quantity: 1 });
  });
});

describe('stock transfers', () => {
  test('go through their states by the triggers and arrive', async () => {
    const [from, to] = [await location('From'), await location('To')];
    const { id: skuId } = await sku('VASE');
    await stockItem('VASE', from.id, 5);
    const made = await sdk.stock_transfers.create({
      quantity: 2,
      sku: sdk.skus.relationship(skuId),
      origin_stock_location: sdk.stock_locations.relationship(from.id),
      destination_stock_location: sdk.stock_locations.relationship(to.id),
    });
    expect(made).toMatchObject({ status: 'draft', sku_code: 'VASE', number: expect.any(String) });
    const states: string[] = [];
    for (const trigger of ['_upcoming', '_on_hold', '_picking', '_in_transit', '_complete'] as const)
      states.push((await sdk.stock_transfers[trigger](made.id)).status);
    expect(states).toEqual(['upcoming', 'on_hold', 'picking', 'in_transit', 'completed']);
    const quantities = await sdk.stock_items.list({
      filters: { sku_code_eq: 'VASE' },
      include: ['stock_location'],
      sort: { quantity: 'asc' },
    });
    expect(Array.from(quantities, ({ quantity, stock_location }) => [quantity, stock_location?.name])).toEqual([
      [2, 'To'],
      [3, 'From'],
    ]);
    expect(await refused(sdk.stock_transfers._cancel(made.id))).toMatchObject({ status: 422 });
    expect(await sdk.stock_transfers.origin_stock_location(made.id)).toMatchObject({ name: 'From' });
  });
});

describe('stock line items', () => {
  test('reserve, release and decrement by their triggers', async () => {
    const place = await location('Packing');
    await sku('CUP');
    const { id: itemId } = await stockItem('CUP', place.id, 5);
    const made = await sdk.stock_line_items.create({
      ...{ sku_code: 'CUP', quantity: 2, stock_item: sdk.stock_items.relationship(itemId) },
    });
    expect(made).toMatchObject({ sku_code: 'CUP', quantity: 2 });
    const reserved = async () => (await sdk.stock_items.reserved_stock(itemId)).quantity;
    await sdk.stock_line_items._reserve_stock(made.id);
    expect(await reserved()).toBe(2);
    await sdk.stock_line_items._release_stock(made.id);
    expect(await reserved()).toBe(0);
    await sdk.stock_line_items._decrement_stock(made.id);
    expect(await sdk.stock_items.retrieve(itemId)).toMatchObject({ quantity: 3 });
    await sdk.stock_line_items.delete(made.id);
  });
});

describe('imports, exports and cleanups', () => {
  test('take records in, give them out and delete them, and count what they could not', async () => {
    const place = await location('Bulk');
    const { id } = await sdk.imports.create({
      resource_type: 'skus',
      inputs: [1, 2, 3].map((number) => ({ code: `BULK-${number}`, name: `Bulk ${number}` })),
    });
    await eventually(async () => (await sdk.imports.retrieve(id)).status === 'completed');
    const begun = await sdk.imports.create({
      ...{ resource_type: 'stock_items', parent_resource_id: place.id, skip_errors: true },
      inputs: [
        { sku_code: 'BULK-1', quantity: 3 },
        { sku_code: 'BULK-2', quantity: 4 },
        { sku_code: 'BULK-3', quantity: -1 },
      ],
    });
    expect(begun).toMatchObject({ status: 'pending', inputs_size: 3, processed_count: 0 });
    await eventually(async () => (await sdk.imports.retrieve(begun.id)).status === 'completed');
    expect(await sdk.imports.retrieve(begun.id)).toMatchObject({
      ...{ processed_count: 2, errors_count: 1, warnings_count: 0 },
      errors_log: { 'BULK-3': { quantity: [expect.any(String)] } },
    });
    const filters = { sku_code_start: 'BULK-' };
    const file = await sdk.exports.create({ resource_type: 'stock_items', filters, fields: ['sku_code', 'quantity'] });
    await eventually(async () => (await sdk.exports.retrieve(file.id)).status === 'completed');
    const { attachment_url, records_count } = await sdk.exports.retrieve(file.id);
    expect(records_count).toBe(2);
    const given = (await (await fetch(attachment_url!)).json()) as { sku_code: string; quantity: number }[];
    expect(given.map(({ sku_code, quantity }) => [sku_code, quantity]).sort()).toEqual([
      ['BULK-1', 3],
      ['BULK-2', 4],
    ]);
    const cleanup = await sdk.cleanups.create({ resource_type: 'stock_items', filters });
    await eventually(async () => (await sdk.cleanups.retrieve(cleanup.id)).status === 'completed');
    expect(await sdk.cleanups.retrieve(cleanup.id)).toMatchObject({ records_count: 2, errors_count: 0 });
    expect(await sdk.stock_items.count({ filters })).toBe(0);
    await sdk.imports.delete(begun.id);
    expect(await refused(sdk.imports.retrieve(begun.id))).toMatchObject({ status: 404 });
  });
});

describe('webhooks', () => {
  test('are told of stock items and imports, signed with the secret that the client was given', async () => {
    const receiver = await Receiver.start();
    try {
      const place = await location('Told');
      await sku('GONG');
      const { id: itemId } = await stockItem('GONG', place.id, 1);
      const webhook = await sdk.webhooks.create({
        ...{ name: 'gong', topic: 'stock_items.update', callback_url: receiver.at('gong') },
        include_resources: ['sku'],
      });
      await sdk.webhooks.create({ topic: 'imports.complete', callback_url: receiver.at('imports') });
      await sdk.stock_items.update({ id: itemId, quantity: 8 });
      await eventually(() => receiver.to('gong').length === 1);
      const [told] = receiver.to('gong');
      expect(isSigned(told!, webhook.shared_secret)).toBe(true);
      expect(told!.headers['x-commercelayer-topic']).toBe('stock_items.update');
      expect(told!.document).toMatchObject({
        data: { id: itemId, type: 'stock_items', attributes: { quantity: 8 } },
        included: [{ type: 'skus', attributes: { code: 'GONG' } }],
      });
      await eventually(async () => {
        const [last] = Array.from(await sdk.webhooks.last_event_callbacks(webhook.id));
        return last?.response_code === '200';
      });
      const { id: importId } = await sdk.imports.create({ resource_type: 'skus', inputs: [{ code: 'G', name: 'G' }] });
      await eventually(() => receiver.to('imports').some(({ document }) => document.data.id === importId));
      expect(await sdk.webhooks._disable(webhook.id)).toMatchObject({ disabled_at: expect.stringMatching(/Z$/) });
      expect(await sdk.webhooks._enable(webhook.id)).toMatchObject({ disabled_at: null, circuit_state: 'closed' });
      await sdk.webhooks.delete(webhook.id);
      expect(await sdk.webhooks.count({ filters: { name_eq: 'gong' } })).toBe(0);
    } finally {
      await receiver.stop();
    }
  });
});

describe('a token', () => {
  test('that has run out is refreshed by the client, which repeats its request', async () => {
    const claims = { organization: { slug: 'stockwire' }, application: { kind: 'integration' } };
    const expired = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(pipe.credentials.integration.client_id)
      .setExpirationTime(1)
      .sign(new TextEncoder().encode(pipe.environment.TOKEN_SECRET));
    let refreshed = 0;
    const late = clientWith(expired, {
      refreshToken: () => {
        refreshed += 1;
        return Promise.resolve(pipe.integrationToken);
      },
    });
    expect((await late.inventory_models.list()).recordCount).toBeGreaterThan(0);
    expect(refreshed).toBe(1);
  });
});
