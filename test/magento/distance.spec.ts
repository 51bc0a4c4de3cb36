import { readFileSync } from 'node:fs';
import qs from 'qs';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { magento, type Magento } from './client.js';

const PLACES = readFileSync('test/geonames/places.txt', 'utf8').split('\n');

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  await pipe.stockwire('geonames', 'import', 'test/geonames/places.txt');
});
afterAll(() => pipe?.close());

/** Where a postcode of the file lies. */
const place = (postcode: string) => {
  const cells = PLACES.find((line) => line.split('\t')[1] === postcode)!.split('\t');
  return { lat: Number(cells[9]), lng: Number(cells[10]) };
};
const address = (given: object) => ({
  address: { country: 'DE', postcode: '', street: '', region: '', city: '', ...given },
});
const answer = async (path: string, query?: object) => {
  const { status, body } = await api.get(path, query);
  return { status, body: body as unknown };
};

it('names its provider of distances', async () => {
  await expect(answer('get-distance-provider-code')).resolves.toEqual({ status: 200, body: 'offline' });
});

describe('the distance between two places', () => {
  it('is told in metres', async () => {
    const query = { source: { lat: 52.5323, lng: 13.3846 }, destination: { lat: '48.1345', lng: '11.571' } };
    const { status, body } = await api.get('get-distance', query);
    expect(status).toBe(200);
    expect(body).toBeCloseTo(505_627.862, 2);
  });

  it('is a degree of latitude between a place and the one a degree above', async () => {
    const { body } = await api.get('get-distance', { source: { lat: 0, lng: 0 }, destination: { lat: 1, lng: 0 } });
    expect(body).toBeCloseTo(111_194.926_644, 4);
  });

  it.each<[string, object, object]>([
    ['a place', { source: { lat: 1, lng: 1 } }, { parameters: { fieldName: 'destination' } }],
    [
      'half a place',
      { source: { lat: 1, lng: 1 }, destination: { lat: 1 } },
      { message: '"%fieldName" is required. Enter and try again.', parameters: { fieldName: 'lng' } },
    ],
    [
      'a number',
      { source: { lat: 'north', lng: 1 }, destination: { lat: 1, lng: 1 } },
      {
        message:
          'Error occurred during "lat" processing. The "north" value\'s type is invalid. The "float" type was expected. Verify and try again.',
      },
    ],
    [
      'a finite number',
      { source: { lat: '1e999', lng: 1 }, destination: { lat: 1, lng: 1 } },
      { message: expect.stringContaining('type is invalid') as string },
    ],
  ])('needs %s', async (_, query, body) => {
    await expect(answer('get-distance', query)).resolves.toMatchObject({ status: 400, body });
  });
});

describe('an address lies', () => {
  it.each<[string, object, object]>([
    ['where its postcode is', { postcode: '86559', city: 'Berlin' }, { lat: 48.3576, lng: 11.1383 }],
    ['in the city of that name, when nobody knows the postcode', { postcode: '99', city: 'Köln' }, place('50667')],
    ['in a city whose name begins so', { city: 'adel' }, place('86559')],
    ['in the city, however it is spelled', { city: 'KOLN ' }, place('50667')],
    ['in the region, when nobody knows the city', { city: 'Nowhere', region: 'hamburg' }, place('20095')],
    ['in its country only', { country: 'us', postcode: '10001' }, place('10001')],
  ])('%s', async (_, given, body) => {
    await expect(answer('get-latlng-from-address', address(given))).resolves.toEqual({ status: 200, body });
  });

  it.each<[string, object, string]>([
    [
      'an address that nobody knows',
      { postcode: '99', city: 'Nowhere', region: 'None', street: 'A 1' },
      'A 1 99 Nowhere None DE',
    ],
    ['another country', { country: 'AT', postcode: '10115' }, ' 10115   AT'],
    ['a city with placeholders for all', { city: '%' }, '  %  DE'],
    ['nothing but a country', {}, '    DE'],
  ])('nowhere: %s', async (_, given, told) => {
    const body = { message: 'Unknown geoname for %1', parameters: [told] };
    await expect(answer('get-latlng-from-address', address(given))).resolves.toEqual({ status: 404, body });
    await expect(answer('get-latslngs-from-address', address(given))).resolves.toEqual({ status: 404, body });
  });

  it('only when each of its fields is given', async () => {
    const query = { address: { country: 'DE', postcode: '10115' } };
    const errors = ['street', 'region', 'city'].map((fieldName) => ({
      message: '"%fieldName" is required. Enter and try again.',
      parameters: { fieldName },
    }));
    await expect(answer('get-latlng-from-address', query)).resolves.toMatchObject({ status: 400, body: { errors } });
  });
});

it.each<[string, object, object[]]>([
  ['all of its postcode', { postcode: '14548', city: 'Berlin' }, [place('14548'), { lat: 52.3481, lng: 13.0006 }]],
  ['all whose names begin as its city', { city: 'Frankfurt' }, [place('15230'), place('60311')]],
  ['all of its region', { region: 'Brandenburg' }, [place('14467'), place('15230')]],
])('an address may mean several places: %s', async (_, given, body) => {
  await expect(answer('get-latslngs-from-address', address(given))).resolves.toEqual({ status: 200, body });
});

describe('a gateway whose provider is Google', () => {
  it('says that there is no key to ask Google with', async () => {
    const { url } = await pipe.another('gateway', { DISTANCE_PROVIDER: 'google' });
    const get = async (path: string, query: object = {}) => {
      const headers = { authorization: `Bearer ${pipe.magentoToken}` };
      const response = await fetch(`${url}/rest/V1/inventory/${path}?${qs.stringify(query)}`, { headers });
      return { status: response.status, body: await response.json() };
    };
    const refused = { status: 400, body: { message: 'Google API key is not defined' } };
    const ends = { source: { lat: 1, lng: 1 }, destination: { lat: 1, lng: 2 } };
    await expect(get('get-distance-provider-code')).resolves.toEqual({ status: 200, body: 'google' });
    await expect(get('get-distance', ends)).resolves.toEqual(refused);
    await expect(get('get-latlng-from-address', address({ postcode: '10115' }))).resolves.toEqual(refused);
    await expect(get('get-latslngs-from-address', address({ postcode: '10115' }))).resolves.toEqual(refused);
  });
});
