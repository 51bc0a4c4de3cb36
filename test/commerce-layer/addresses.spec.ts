import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { ADDRESS, CommerceLayerClient, faultsOf } from './client.js';

let pipe: PipeClient;
let client: CommerceLayerClient;

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
});
afterAll(() => pipe.close());

describe('a new address', () => {
  test('is answered in full, with what follows from what was given', async () => {
    const data = await client.created('addresses', { ...ADDRESS, lat: '52.52', notes: 'ring twice', reference: 'A' });
    expect(data.attributes).toMatchObject({
      ...{ ...ADDRESS, business: false, company: null, notes: 'ring twice', billing_info: null, reference: 'A' },
      ...{ is_localized: true, is_geocoded: false, provider_name: null, map_url: null, static_map_url: null },
      full_name: 'Ann Lee',
      full_address: 'Hauptstr. 1 Hof 2, 10115 Berlin BE (DE) +49 30 1',
      name: 'Ann Lee, Hauptstr. 1 Hof 2, 10115 Berlin BE (DE) +49 30 1',
    });
    const { body } = await client.send('GET', `addresses/${data.id}`);
    expect(body.data.attributes).toEqual(data.attributes);
  });

  test('of a business is called by its company, and needs no person', async () => {
    const { first_name: _, last_name: __, ...place } = ADDRESS;
    const data = await client.created('addresses', { ...place, business: true, company: 'Shop Ltd' });
    expect(data.attributes).toMatchObject({ full_name: 'Shop Ltd', first_name: null, business: true });
  });

  test('is told of everything that it lacks at once', async () => {
    const answer = await client.send('POST', 'addresses', { type: 'addresses', attributes: { lat: 91 } });
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/lat', 'less_than_or_equal_to'],
      ...['first_name', 'last_name', 'line_1', 'city', 'country_code', 'phone', 'zip_code'].map((name) => [
        ...['VALIDATION_ERROR', `/data/attributes/${name}`, 'blank'],
      ]),
    ]);
  });

  test('needs a company when it is of a business, and no postal code where there are none', async () => {
    const { zip_code: _, ...place } = ADDRESS;
    const attributes = { ...place, business: '1', country_code: 'HK' };
    const answer = await client.send('POST', 'addresses', { type: 'addresses', attributes });
    expect(faultsOf(answer)).toEqual([['VALIDATION_ERROR', '/data/attributes/company', 'blank']]);
  });
});

test('an address changes only what is named, and must go on having what it needs', async () => {
  const { id } = await client.created('addresses', ADDRESS);
  const { body } = await client.change('addresses', id, { city: 'Potsdam', line_2: null });
  expect(body.data.attributes).toMatchObject({ city: 'Potsdam', line_2: null, first_name: 'Ann' });
  const blank = await client.change('addresses', id, { city: '', business: true });
  expect(faultsOf(blank)).toEqual([
    ['VALIDATION_ERROR', '/data/attributes/company', 'blank'],
    ['VALIDATION_ERROR', '/data/attributes/city', 'blank'],
  ]);
});

test('an address takes tags and a geocoder, none of which is remembered', async () => {
  const relationships = { tags: { data: [{ type: 'tags', id: 'QWERtyUpBa' }] }, geocoder: { data: null } };
  const data = { type: 'addresses', attributes: { ...ADDRESS, _add_tags: 'big' }, relationships };
  const { status, body } = await client.send('POST', 'addresses?include=tags,geocoder', data);
  expect([status, body.data.relationships.tags.data, body.data.relationships.geocoder.data]).toEqual([201, [], null]);
});

test('addresses are listed, sorted and filtered', async () => {
  for (const city of ['Bonn', 'Aachen']) await client.created('addresses', { ...ADDRESS, city, reference: 'sorted' });
  const { body } = await client.send(
    'GET',
    'addresses?filter[q][reference_eq]=sorted&sort=city&fields[addresses]=city',
  );
  expect(body.data.map(({ attributes }: { attributes: object }) => attributes)).toEqual([
    { city: 'Aachen' },
    { city: 'Bonn' },
  ]);
});

test('an address of no location is deleted for good, one of a location is locked', async () => {
  const free = await client.created('addresses', ADDRESS);
  expect((await client.send('DELETE', `addresses/${free.id}`)).status).toBe(204);
  expect((await client.send('GET', `addresses/${free.id}`)).status).toBe(404);
  const used = await client.created('addresses', ADDRESS);
  await client.created('stock_locations', { name: 'User' }, { address: ['addresses', used.id] });
  const answer = await client.send('DELETE', `addresses/${used.id}`);
  expect([answer.status, faultsOf(answer)]).toEqual([423, [['LOCKED', undefined]]]);
});

test.each(['geocoder', 'tags', 'events', 'versions'])('an address leads to no %s', async (name) => {
  const { id } = await client.created('addresses', ADDRESS);
  const { status, body } = await client.send('GET', `addresses/${id}/${name}`);
  expect([status, body.data]).toEqual([200, name === 'geocoder' ? null : []]);
});
