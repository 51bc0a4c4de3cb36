import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { magento, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;

const berlin = { country_id: 'DE', postcode: '10115', city: 'Berlin', street: 'Invalidenstr. 1' };
const shop = (frontend_name: string) => ({ is_pickup_location_active: true, frontend_name });
const SOURCES: [code: string, more: object][] = [
  [
    'b-mitte',
    {
      ...berlin,
      ...{ name: 'Depot Mitte', latitude: 52.5323, longitude: 13.3846, region: 'Berlin', region_id: 82 },
      ...{ email: 'mitte@example.org', phone: '030 1', fax: '030 2', contact_name: 'Ada' },
      extension_attributes: { ...shop('Mitte'), frontend_description: '<b>Ring twice</b>' },
    },
  ],
  [
    'a-potsdam',
    {
      ...{ country_id: 'DE', postcode: '14467', city: 'Potsdam', street: 'Am Kanal 3', name: 'Depot Potsdam' },
      ...{ latitude: 52.3996, longitude: 13.0578, region: 'Brandenburg', region_id: 81 },
      extension_attributes: shop('Zum Kanal'),
    },
  ],
  // Nobody said where these two lie.
  [
    'c-frankfurt',
    {
      ...{ country_id: 'DE', postcode: '60311', city: 'Frankfurt am Main', street: 'Zeil 1', name: 'Depot Main' },
      ...{ latitude: 0, longitude: 0 },
      extension_attributes: shop('Am Main'),
    },
  ],
  [
    'nowhere',
    {
      ...{ country_id: 'AT', postcode: '1010', city: 'Wien', street: 'Ring 1', name: 'Depot Wien' },
      extension_attributes: shop('Wien'),
    },
  ],
  ['closed', { ...berlin, ...place(52.53, 13.38), enabled: false, extension_attributes: shop('Closed') }],
  ['depot', { ...berlin, ...place(52.53, 13.38) }],
  ['elsewhere', { ...berlin, ...place(52.53, 13.38), extension_attributes: shop('Elsewhere') }],
];

beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  await pipe.stockwire('geonames', 'import', 'test/geonames/places.txt');
  for (const [code, more] of SOURCES) {
    const { status, body } = await api.post('sources', source(code, more));
    expect({ status, body: body as unknown }).toEqual({ status: 200, body: [] });
  }
  const sales_channels = [{ type: 'website', code: 'eu_site' }];
  await api.post('stocks', { stock: { name: 'EU', extension_attributes: { sales_channels } } });
  const linked = SOURCES.map(([code]) => code).filter((code) => code !== 'elsewhere');
  const links = linked.map((source_code, index) => ({ stock_id: 2, source_code, priority: index + 1 }));
  await api.post('stock-source-links', { links });
  const sourceItems = [
    ...['b-mitte', 'a-potsdam', 'depot'].map((source_code) => ({ sku: 'Chair', source_code, quantity: 0, status: 0 })),
    { sku: 'SOFA', source_code: 'b-mitte', quantity: 3, status: 1 },
    { sku: 'SOFA', source_code: 'c-frankfurt', quantity: 3, status: 1 },
  ];
  await api.post('source-items', { sourceItems });
});
afterAll(() => pipe?.close());

function place(latitude: number, longitude: number) {
  return { latitude, longitude };
}

const search = async (searchRequest: object) => {
  const query = { searchRequest: { scopeCode: 'eu_site', ...searchRequest } };
  const { status, body } = await api.get('in-store-pickup/pickup-locations/', query);
  expect({ status, body: body as unknown }).toMatchObject({ status: 200 });
  return body as { items: { pickup_location_code: string }[]; search_request: object; total_count: number };
};
const codes = async (searchRequest: object) =>
  (await search(searchRequest)).items.map(({ pickup_location_code }) => pickup_location_code);
const around = (searchTerm: string, radius = 50) => ({ area: { searchTerm, radius } });
const sort = (...orders: [field: string, direction: string][]) => ({
  sort: orders.map(([field, direction]) => ({ field, direction })),
});
const products = (...skus: string[]) => ({ extensionAttributes: { productsInfo: skus.map((sku) => ({ sku })) } });

it('finds the enabled pickup locations of the stock that a channel sells from, by code, for everybody', async () => {
  const path = '/rest/default/V1/inventory/in-store-pickup/pickup-locations?searchRequest[scopeCode]=eu_site';
  const { status, body } = await pipe.http('GET', path, { token: null });
  expect(status).toBe(200);
  expect(body).toEqual({
    items: [
      expect.objectContaining({ pickup_location_code: 'a-potsdam', name: 'Zum Kanal' }),
      {
        ...{ pickup_location_code: 'b-mitte', name: 'Mitte', email: 'mitte@example.org', fax: '030 2' },
        ...{ contact_name: 'Ada', description: '<b>Ring twice</b>', latitude: 52.5323, longitude: 13.3846 },
        ...{ country_id: 'DE', region_id: 82, region: 'Berlin', city: 'Berlin', street: 'Invalidenstr. 1' },
        ...{ postcode: '10115', phone: '030 1' },
      },
      expect.objectContaining({ pickup_location_code: 'c-frankfurt' }),
      {
        ...{ pickup_location_code: 'nowhere', name: 'Wien', country_id: 'AT', city: 'Wien' },
        ...{ street: 'Ring 1', postcode: '1010' },
      },
    ],
    search_request: { current_page: 1, scope_type: 'website', scope_code: 'eu_site' },
    total_count: 4,
  });
});

it('knows no channel that sells from no stock', async () => {
  const query = { searchRequest: { scopeCode: 'nowhere' } };
  const { status, body } = await api.get('in-store-pickup/pickup-locations', query);
  expect({ status, body: body as unknown }).toEqual({ status: 404, body: { message: 'No linked stock found' } });
});

describe('filters', () => {
  const filter = (field: string, value: string, conditionType?: string) => ({
    filters: { [field]: { value, conditionType } },
  });

  it.each<[string, object, string[]]>([
    ['a country', filter('country', 'AT'), ['nowhere']],
    ['a postcode', filter('postcode', '14%', 'like'), ['a-potsdam']],
    ['a region', filter('region', 'berlin'), ['b-mitte']],
    ['a region by id', filter('regionId', '81,82', 'in'), ['a-potsdam', 'b-mitte']],
    ['a city', filter('city', 'Berlin,Wien', 'in'), ['b-mitte', 'nowhere']],
    ['a street', filter('street', '%str.%', 'like'), ['b-mitte']],
    ['the name that customers know', filter('name', 'Am Main'), ['c-frankfurt']],
    ['the name that customers do not know', filter('name', 'Depot Main'), []],
    ['all codes but one', filter('pickupLocationCode', 'nowhere', 'neq'), ['a-potsdam', 'b-mitte', 'c-frankfurt']],
  ])('ask for %s', async (_, given, found) => {
    await expect(codes(given)).resolves.toEqual(found);
  });

  it('count all together', async () => {
    const filters = { country: { value: 'DE' }, city: { value: 'P%', conditionType: 'like' } };
    await expect(codes({ filters })).resolves.toEqual(['a-potsdam']);
    await expect(codes({ filters: { ...filters, street: { value: 'Zeil 1' } } })).resolves.toEqual([]);
  });

  it.each(['sounds', 'regexp', 'REGEXP'])(
    'of a condition type that is none for everybody are refused: %s',
    async (type) => {
      const query = { searchRequest: { scopeCode: 'eu_site', ...filter('city', '(B+)+$', type) } };
      await expect(api.get('in-store-pickup/pickup-locations', query)).resolves.toMatchObject({
        status: 400,
        body: {
          message: 'The condition type "%conditionType" does not exist.',
          parameters: { conditionType: type.toLowerCase() },
        },
      });
    },
  );
});

describe('an area', () => {
  it.each<[string, object, string[]]>([
    ['around a postcode, the nearest first', around('14467:DE'), ['a-potsdam', 'b-mitte']],
    ['around the very place of a source', around('10115:DE', 1), ['b-mitte']],
    ['around every place of a postcode', around('14548:DE', 8), ['a-potsdam']],
    ['around a city, in kilometres', around('Berlin:DE', 20), ['b-mitte']],
    ['around every city of that name', around('Frankfurt:DE', 90), ['c-frankfurt', 'b-mitte']],
    ['far around', around('Leipzig:DE', 1_000), ['a-potsdam', 'b-mitte', 'c-frankfurt']],
    ['around nothing that is known', around('Atlantis:DE', 10_000), []],
    ['in the country that is the default', around('10115', 10_000), []],
    ['of no size', around('Berlin:DE', -1), []],
  ])('finds what lies %s', async (_, given, found) => {
    await expect(codes(given)).resolves.toEqual(found);
  });

  it('in the default country needs to name none', async () => {
    const { url } = await pipe.another('gateway', { DEFAULT_COUNTRY: 'DE' });
    const area = 'searchRequest[area][searchTerm]=Potsdam&searchRequest[area][radius]=5';
    const path = `/rest/V1/inventory/in-store-pickup/pickup-locations?searchRequest[scopeCode]=eu_site&${area}`;
    const body = (await (await fetch(url + path)).json()) as { items: object[] };
    expect(body.items).toEqual([expect.objectContaining({ pickup_location_code: 'a-potsdam' })]);
  });

  it('goes together with filters and products', async () => {
    const given = { ...around('Leipzig:DE', 1_000), ...products('chair') };
    await expect(codes({ ...given, filters: { city: { value: 'Berlin' } } })).resolves.toEqual(['b-mitte']);
  });
});

describe('products', () => {
  it.each<[string, string[], string[]]>([
    ['a SKU, whether in stock or not', ['CHAIR'], ['a-potsdam', 'b-mitte']],
    ['several SKUs', ['CHAIR', 'SOFA'], ['b-mitte']],
    ['a SKU that is named twice', ['CHAIR', 'chair'], ['a-potsdam', 'b-mitte']],
    ['a SKU that nobody has', ['CHAIR', 'GHOST'], []],
  ])('ask for sources that have an item of %s', async (_, skus, found) => {
    await expect(codes(products(...skus))).resolves.toEqual(found);
  });
});

it('asks for 100 products at most', async () => {
  const products_info = Array.from({ length: 101 }, (_, index) => ({ sku: `S-${index}` }));
  const request = (infos: object[]) => ({ scopeCode: 'eu_site', extension_attributes: { products_info: infos } });
  const ask = (infos: object[]) => api.get('in-store-pickup/pickup-locations', { searchRequest: request(infos) });
  await expect(ask(products_info.slice(1))).resolves.toMatchObject({ status: 200, body: { total_count: 0 } });
  await expect(ask(products_info)).resolves.toMatchObject({
    status: 400,
    body: { message: 'Maximum items of type "%type" is %max', parameters: { max: 100 } },
  });
});

describe('sort orders', () => {
  const area = around('Leipzig:DE', 1_000);

  it.each<[string, object, string[]]>([
    ['by the name that customers know', sort(['name', 'DESC']), ['a-potsdam', 'nowhere', 'b-mitte', 'c-frankfurt']],
    ['by code', sort(['pickup_location_code', 'DESC']), ['nowhere', 'c-frankfurt', 'b-mitte', 'a-potsdam']],
    [
      'by several columns',
      sort(['country_id', 'ASC'], ['city', 'DESC']),
      ['nowhere', 'a-potsdam', 'c-frankfurt', 'b-mitte'],
    ],
    ['by distance only within an area', sort(['distance', 'DESC']), ['a-potsdam', 'b-mitte', 'c-frankfurt', 'nowhere']],
    [
      'by another column within an area',
      { ...area, ...sort(['city', 'ASC']) },
      ['b-mitte', 'c-frankfurt', 'a-potsdam'],
    ],
    [
      'by distance before all others',
      { ...area, ...sort(['city', 'ASC'], ['distance', 'DESC']) },
      ['c-frankfurt', 'b-mitte', 'a-potsdam'],
    ],
  ])('order %s', async (_, given, found) => {
    await expect(codes(given)).resolves.toEqual(found);
  });

  it('by no column are refused', async () => {
    const query = { searchRequest: { scopeCode: 'eu_site', ...sort(['colour', 'ASC']) } };
    await expect(api.get('in-store-pickup/pickup-locations', query)).resolves.toMatchObject({ status: 400 });
  });
});

describe('pages', () => {
  it('are cut, and a page beyond the end is the last one', async () => {
    const page = (currentPage: number) => search({ pageSize: 3, currentPage });
    await expect(page(1)).resolves.toMatchObject({ total_count: 4, items: { length: 3 } });
    const last = { total_count: 4, items: [{ pickup_location_code: 'nowhere' }] };
    await expect(page(2)).resolves.toMatchObject(last);
    await expect(page(9)).resolves.toMatchObject({ ...last, search_request: { page_size: 3, current_page: 9 } });
  });

  it('are cut by code before their locations are sorted by distance', async () => {
    const area = around('Berlin:DE', 1_000);
    await expect(codes({ ...area, pageSize: 2, currentPage: 1 })).resolves.toEqual(['b-mitte', 'a-potsdam']);
    await expect(codes({ ...area, pageSize: 2, currentPage: 2 })).resolves.toEqual(['c-frankfurt']);
  });
});

it('tells the request again, with its defaults', async () => {
  const { search_request } = await search({
    ...around('Berlin:DE'),
    filters: { country: { value: 'DE' }, regionId: { value: '1', conditionType: 'neq' } },
    ...{ pageSize: 5, scopeType: 'website', ...sort(['name', 'asc']), ...products('CHAIR') },
  });
  expect(search_request).toEqual({
    area: { radius: 50, search_term: 'Berlin:DE' },
    filters: { country: { value: 'DE', condition_type: 'eq' }, region_id: { value: '1', condition_type: 'neq' } },
    ...{ page_size: 5, current_page: 1, scope_type: 'website', scope_code: 'eu_site' },
    sort: [{ field: 'name', direction: 'ASC' }],
    extension_attributes: { products_info: [{ sku: 'CHAIR' }] },
  });
});

it.each<[string, string, string]>([
  ['a request', '', 'searchRequest'],
  ['a scope', 'searchRequest[pageSize]=1', 'scopeCode'],
  ['a radius', 'searchRequest[scopeCode]=eu_site&searchRequest[area][searchTerm]=x', 'radius'],
])('needs %s', async (_, query, fieldName) => {
  const { status, body } = await pipe.http('GET', `/rest/V1/inventory/in-store-pickup/pickup-locations?${query}`);
  const message = '"%fieldName" is required. Enter and try again.';
  expect({ status, body: body as unknown }).toEqual({ status: 400, body: { message, parameters: { fieldName } } });
});
