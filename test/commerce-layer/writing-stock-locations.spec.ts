import { item, link, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { ADDRESS, CommerceLayerClient, faultsOf, JSON_API } from './client.js';

let pipe: PipeClient;
let client: CommerceLayerClient;
let address: string;

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
  address = (await client.created('addresses', ADDRESS)).id;
});
afterAll(() => pipe.close());

const located = () => ({ address: ['addresses', address] as [string, string] });

async function magento(code: string) {
  return (await pipe.http('GET', `/rest/V1/inventory/sources/${code}`)).body;
}

describe('a new stock location', () => {
  test('is a source with the fields of its address', async () => {
    const attributes = { name: 'Berlin', code: 'BER', label_format: 'ZPL', suppress_etd: 'true', reference: 'B' };
    const data = await client.created('stock_locations', attributes, located());
    expect(data.attributes).toMatchObject({ ...attributes, suppress_etd: true, number: expect.any(Number) });
    await expect(magento('BER')).resolves.toMatchObject({
      ...{ source_code: 'BER', name: 'Berlin', enabled: true, contact_name: 'Ann Lee', email: 'ann@shop.example' },
      ...{ street: 'Hauptstr. 1\nHof 2', city: 'Berlin', postcode: '10115', region: 'BE', country_id: 'DE' },
      ...{ phone: '+49 30 1', latitude: 52.52, longitude: 13.405 },
    });
    const related = await client.send('GET', `stock_locations/${data.id}/address`);
    expect(related.body.data).toMatchObject({ type: 'addresses', id: address });
  });

  test('has no code unless it is given one, while its source has', async () => {
    const { attributes } = await client.created('stock_locations', { name: 'Codeless' }, located());
    expect(attributes).toMatchObject({ code: null, label_format: 'PDF', suppress_etd: false });
    const criteria = 'searchCriteria[filter_groups][0][filters][0]';
    const found = await pipe.http(
      'GET',
      `/rest/V1/inventory/sources?${criteria}[field]=name&${criteria}[value]=Codeless`,
    );
    expect(found.body.items).toMatchObject([{ source_code: expect.stringMatching(/^\S+$/) }]);
  });

  test('is told of everything that is wrong at once', async () => {
    const answer = await client.send('POST', 'stock_locations', {
      ...{ type: 'stock_locations', attributes: { label_format: 'GIF' } },
      relationships: { address: { data: { type: 'addresses', id: 'NobodyHere' } } },
    });
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/name', 'blank'],
      ['VALIDATION_ERROR', '/data/attributes/label_format', 'inclusion'],
      ['VALIDATION_ERROR', '/data/relationships/address', 'blank'],
    ]);
  });

  test('is told of what is wrong with the query and with the body at once', async () => {
    const data = { type: 'stock_locations', attributes: { number: 7 }, relationships: { address: { data: [] } } };
    const answer = await client.send('POST', 'stock_locations?include=owner&fields[stock_locations]=size', data);
    expect([answer.status, faultsOf(answer)]).toEqual([
      400,
      [
        ['INVALID_FIELD', 'fields[stock_locations]'],
        ['INVALID_INCLUDE', 'include'],
        ['PARAM_NOT_ALLOWED', '/data/attributes/number'],
        ['INVALID_LINKS_OBJECT', '/data/relationships/address'],
      ],
    ]);
  });

  test('needs a name and a code of its own, of which it is told together', async () => {
    await client.created('stock_locations', { name: 'First', code: 'one' }, located());
    const answer = await client.send('POST', 'stock_locations', {
      ...{ type: 'stock_locations', attributes: { name: 'first', code: 'ONE' } },
      relationships: { address: { data: { type: 'addresses', id: address } } },
    });
    expect(answer.status).toBe(422);
    expect(faultsOf(answer).map(([, place, error]) => [place, error])).toEqual([
      ['/data/attributes/name', 'taken'],
      ['/data/attributes/code', 'taken'],
    ]);
  });

  test('is told what others have already together with all else', async () => {
    await client.created('stock_locations', { name: 'Second', code: 'two' }, located());
    const attributes = { name: 'second', code: 'TWO', label_format: 'GIF' };
    const answer = await client.send('POST', 'stock_locations', { type: 'stock_locations', attributes });
    expect(faultsOf(answer).map(([, place, error]) => [place, error])).toEqual([
      ['/data/attributes/label_format', 'inclusion'],
      ['/data/relationships/address', 'blank'],
      ['/data/attributes/name', 'taken'],
      ['/data/attributes/code', 'taken'],
    ]);
  });
});

describe('changing a stock location', () => {
  test('is told what others have already together with all else, of which it is none itself', async () => {
    await client.created('stock_locations', { name: 'Third', code: 'three' }, located());
    const { id } = await client.created('stock_locations', { name: 'Fourth', code: 'four' }, located());
    const attributes = { name: 'fourth', code: 'three', suppress_etd: 'maybe' };
    expect(faultsOf(await client.change('stock_locations', id, attributes)).map(([, place]) => place)).toEqual([
      '/data/attributes/suppress_etd',
      '/data/attributes/code',
    ]);
  });

  test('changes only what is named; its code may change, the code of the source never does', async () => {
    const { id } = await client.created('stock_locations', { name: 'Rome', code: 'ROM' }, located());
    const { status, body } = await client.change('stock_locations', id, { code: 'ROMA', label_format: 'PNG' });
    expect([status, body.data.attributes]).toMatchObject([200, { name: 'Rome', code: 'ROMA', label_format: 'PNG' }]);
    await expect(magento('ROM')).resolves.toMatchObject({ source_code: 'ROM', name: 'Rome', city: 'Berlin' });
    expect((await client.change('stock_locations', id, { code: null })).body.data.attributes.code).toBeNull();
  });

  test('gives its source another address', async () => {
    const { id } = await client.created('stock_locations', { name: 'Mover', code: 'MOV' }, located());
    const paris = await client.created('addresses', { ...ADDRESS, city: 'Paris', country_code: 'FR' });
    const { body } = await client.change('stock_locations', id, {}, { address: ['addresses', paris.id] });
    expect(body.data.attributes.name).toBe('Mover');
    await expect(magento('MOV')).resolves.toMatchObject({ city: 'Paris', country_id: 'FR' });
  });

  test('does not take its address away', async () => {
    const { id } = await client.created('stock_locations', { name: 'Fixed' }, located());
    const relationships = { address: { data: null } };
    const answer = await client.send('PATCH', `stock_locations/${id}`, { type: 'stock_locations', id, relationships });
    expect(faultsOf(answer)).toEqual([['VALIDATION_ERROR', '/data/relationships/address', 'blank']]);
  });

  test('leaves the default source enabled', async () => {
    const { status, body } = await client.change('stock_locations', 'DefauLtSrc', { reference: 'main' });
    expect([status, body.data.attributes]).toMatchObject([200, { code: 'default', reference: 'main' }]);
    await expect(magento('default')).resolves.toMatchObject({ enabled: true, name: 'Default Source' });
  });
});

describe('a source and its address say the same', () => {
  test('when the address changes', async () => {
    const own = await client.created('addresses', ADDRESS);
    await client.created('stock_locations', { name: 'Follower', code: 'FOL' }, { address: ['addresses', own.id] });
    await client.change('addresses', own.id, { zip_code: '14467', line_2: null, state_code: 'BB', last_name: 'Day' });
    await expect(magento('FOL')).resolves.toMatchObject({
      ...{ postcode: '14467', street: 'Hauptstr. 1', region: 'BB', contact_name: 'Ann Day', city: 'Berlin' },
    });
  });

  test('when the source changes', async () => {
    const own = await client.created('addresses', { ...ADDRESS, notes: 'kept' });
    await client.created('stock_locations', { name: 'Leader', code: 'LEA' }, { address: ['addresses', own.id] });
    const { extension_attributes: _, carrier_links: __, ...before } = await magento('LEA');
    const body = { source: { ...before, city: 'Köln', street: 'Domplatz', contact_name: 'Ben van Dyk' } };
    expect((await pipe.http('PUT', '/rest/V1/inventory/sources/LEA', { body })).status).toBe(200);
    const { attributes } = (await client.send('GET', `addresses/${own.id}`)).body.data;
    expect(attributes).toMatchObject({
      ...{ city: 'Köln', line_1: 'Domplatz', line_2: null, first_name: 'Ben van', last_name: 'Dyk' },
      ...{ notes: 'kept', zip_code: '10115' },
    });
  });

  test('when the source changes whose address another location has too: it gets one of its own', async () => {
    const shared = await client.created('addresses', ADDRESS);
    const related = { address: ['addresses', shared.id] as [string, string] };
    const a = await client.created('stock_locations', { name: 'Twin A', code: 'TWA' }, related);
    const b = await client.created('stock_locations', { name: 'Twin B', code: 'TWB' }, related);
    const { extension_attributes: _, carrier_links: __, ...before } = await magento('TWA');
    await pipe.http('PUT', '/rest/V1/inventory/sources/TWA', { body: { source: { ...before, city: 'Ulm' } } });
    const cityOf = async (id: string) =>
      (await client.send('GET', `stock_locations/${id}/address`)).body.data.attributes.city;
    expect([await cityOf(a.id), await cityOf(b.id)]).toEqual(['Ulm', 'Berlin']);
    await expect(magento('TWB')).resolves.toMatchObject({ city: 'Berlin' });
  });

  test('when the source was made without an address', async () => {
    await client.given('stock_locations?filter[q][code_eq]=plain', 1, source('plain', { name: 'Plain', city: 'Bonn' }));
    const id = await client.idOf('stock_locations?filter[q][code_eq]=plain');
    const { body } = await client.send('GET', `stock_locations/${id}?include=address`);
    expect(body.included).toMatchObject([
      { type: 'addresses', attributes: { city: 'Bonn', zip_code: '10115', country_code: 'DE', full_name: 'Plain' } },
    ]);
  });
});

describe('a stock location', () => {
  test('that nothing refers to is deleted for good', async () => {
    const { id } = await client.created('stock_locations', { name: 'Short-lived', code: 'SHORT' }, located());
    const { status, body } = await client.send('DELETE', `stock_locations/${id}`);
    expect([status, body]).toEqual([204, '']);
    expect((await client.send('GET', `stock_locations/${id}`)).status).toBe(404);
    expect((await pipe.http('GET', '/rest/V1/inventory/sources/SHORT')).status).toBe(404);
  });

  test('that supplies a model, takes returns or holds something is locked', async () => {
    await client.given('inventory_models?filter[q][name_eq]=Locking', 1, stock('Locking'));
    const model = await client.idOf('inventory_models?filter[q][name_eq]=Locking');
    const { id } = await client.created('stock_locations', { name: 'Busy', code: 'BUSY' }, located());
    await pipe.publish(...[link(2, 'BUSY'), item('BUSY', 'CHAIR', 1)].map((command) => commandMessage(command)));
    const ends: Record<string, [string, string]> = {
      ...{ stock_location: ['stock_locations', id], inventory_model: ['inventory_models', model] },
    };
    await client.created('inventory_return_locations', { priority: 1 }, ends);
    const locked = [423, [1, 2, 3].map(() => ['LOCKED', undefined])];
    const answer = await eventually(async () => {
      const deletion = await client.send('DELETE', `stock_locations/${id}`);
      expect([deletion.status, faultsOf(deletion)]).toEqual(locked);
      return deletion;
    });
    expect(answer.headers.get('content-type')).toBe(JSON_API);
    expect((await client.send('DELETE', 'stock_locations/DefauLtSrc')).status).toBe(423);
  });
});
