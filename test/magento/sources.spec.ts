import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, refused, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
});
afterAll(() => pipe?.close());

const EMPTY = '"%field" can not be empty.';
const shown = async (code: string) => (await api.get(`sources/${code}`)).body as Record<string, unknown>;

describe('a source', () => {
  it('that comes with the system is shown as Magento shows it, key by key', async () => {
    const answer = await pipe.http('GET', '/rest/V1/inventory/sources/default');
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).toBe(
      '{"source_code":"default","name":"Default Source","enabled":true,"description":"Default Source","latitude":0,"longitude":0,' +
        '"country_id":"US","postcode":"00000","use_default_carrier_config":true,"carrier_links":[],' +
        '"extension_attributes":{"is_pickup_location_active":false,"frontend_name":"Default Source"}}',
    );
  });

  it('is found whatever the case of its code', async () => {
    await expect(shown('DEFAULT')).resolves.toMatchObject({ source_code: 'default' });
  });

  it('that does not exist is 404', async () => {
    await expect(api.get('sources/nowhere')).resolves.toMatchObject({
      status: 404,
      body: { message: 'Source with code "%value" does not exist.', parameters: { value: 'nowhere' } },
    });
  });
});

describe('saving a source', () => {
  it('creates it and answers an empty list', async () => {
    const given = {
      ...{ source_code: 'uk_warehouse', name: 'London Warehouse', postcode: 'WC2N 5DU', enabled: true },
      ...{
        contact_name: 'Ethan Carter',
        country_id: 'GB',
        city: 'London',
        latitude: '51.5074449',
        longitude: -0.1278,
        region_id: '5',
      },
    };
    await expect(api.post('sources', { source: given })).resolves.toMatchObject({ status: 200, body: [] });
    await expect(shown('uk_warehouse')).resolves.toEqual({
      ...given,
      ...{ latitude: 51.507445, region_id: 5, use_default_carrier_config: true, carrier_links: [] },
      extension_attributes: { is_pickup_location_active: false, frontend_name: 'London Warehouse' },
    });
  });

  it('takes camelCase and snake_case alike', async () => {
    const given = {
      sourceCode: 'camel',
      name: 'Camel',
      countryId: 'DE',
      postcode: '1',
      extensionAttributes: { frontendName: 'Front' },
    };
    await expect(api.post('sources', { source: given })).resolves.toMatchObject({ status: 200 });
    await expect(shown('camel')).resolves.toMatchObject({
      enabled: true,
      extension_attributes: { frontend_name: 'Front' },
    });
  });

  it('by PUT creates it too, and the code of the path wins', async () => {
    await expect(api.put('sources/put', source('other'))).resolves.toMatchObject({ status: 200, body: [] });
    await expect(api.get('sources/other')).resolves.toMatchObject({ status: 404 });
    await expect(shown('put')).resolves.toMatchObject({ source_code: 'put', name: 'Source other' });
  });

  it('merges columns: what is absent stays, null clears, the frontend texts are rewritten', async () => {
    const extension_attributes = { frontend_name: 'Shop', frontend_description: 'Nice' };
    await api.post('sources', source('merge', { city: 'Berlin', phone: '1', enabled: false, extension_attributes }));
    await expect(shown('merge')).resolves.toMatchObject({ city: 'Berlin', phone: '1', extension_attributes });
    const { enabled: _, ...change } = source('MERGE', { phone: null }).source;
    await expect(api.post('sources', { source: change })).resolves.toMatchObject({ status: 200 });
    const merged = await shown('merge');
    expect(merged).toMatchObject({ source_code: 'merge', city: 'Berlin', enabled: false });
    expect(merged).not.toHaveProperty('phone');
    expect(merged.extension_attributes).toEqual({ is_pickup_location_active: false, frontend_name: 'Source MERGE' });
  });

  it('takes back what it answered, and changes nothing', async () => {
    const extension_attributes = {
      is_pickup_location_active: true,
      frontend_name: 'Shop',
      frontend_description: 'Nice',
    };
    const full = {
      ...{ contact_name: 'A', email: 'a@example.com', description: 'D', latitude: 1.5, longitude: -2.25 },
      ...{
        region_id: 3,
        region: 'R',
        city: 'C',
        street: 'S',
        phone: '1',
        fax: '2',
        enabled: false,
        extension_attributes,
      },
    };
    await api.post('sources', source('again', full));
    const before = await shown('again');
    expect(before).toMatchObject(full);
    await expect(api.put('sources/again', { source: before })).resolves.toMatchObject({ status: 200, body: [] });
    await expect(shown('again')).resolves.toEqual(before);
  });

  it('keeps what cannot be empty when it is told null', async () => {
    const { enabled: _, ...bare } = source('nulls').source;
    const extension_attributes = { is_pickup_location_active: true };
    await api.post('sources', source('nulls', { enabled: false, city: 'C', street: 'S', extension_attributes }));
    const nulls = { enabled: null, extension_attributes: { is_pickup_location_active: null } };
    await expect(api.put('sources/nulls', { source: { ...bare, ...nulls } })).resolves.toMatchObject({ status: 200 });
    await expect(shown('nulls')).resolves.toMatchObject({ enabled: false, extension_attributes });
  });

  it('ignores what it is told about the default carrier configuration', async () => {
    await expect(api.post('sources', source('carriers', { use_default_carrier_config: false }))).resolves.toMatchObject(
      { status: 200 },
    );
    await expect(shown('carriers')).resolves.toMatchObject({ use_default_carrier_config: true });
  });

  it('is refused for a name that another source has, whatever its case', async () => {
    await api.post('sources', source('first'));
    await expect(api.post('sources', source('second', { name: 'SOURCE first ' }))).resolves.toMatchObject(
      refused('Could not save Source'),
    );
  });

  it.each<[string, object, ...[string, object?][]]>([
    [
      'nothing at all',
      {},
      [EMPTY, { field: 'name' }],
      [EMPTY, { field: 'source_code' }],
      [EMPTY, { field: 'postcode' }],
      [EMPTY, { field: 'country_id' }],
    ],
    [
      'blanks',
      { name: ' ', source_code: 'x', postcode: ' ', country_id: null },
      [EMPTY, { field: 'name' }],
      [EMPTY, { field: 'postcode' }],
      [EMPTY, { field: 'country_id' }],
    ],
    [
      'a code with white space',
      source('a b').source,
      ['"%field" can not contain whitespaces.', { field: 'source_code' }],
    ],
    [
      'a code that is one blank',
      source(' ').source,
      [EMPTY, { field: 'source_code' }],
      ['"%field" can not contain whitespaces.', { field: 'source_code' }],
    ],
    ['templates', source('${x}', { name: 'a ${b} c' }).source, ['Validation Failed'], ['Validation Failed']],
    [
      'carriers',
      source('x', { carrier_links: [{ carrier_code: 'ups', position: 1 }] }).source,
      [
        'You can\'t configure "%field" because you have chosen Global Shipping configuration.',
        { field: 'carrier_links' },
      ],
    ],
    [
      'the default source without "enabled"',
      { ...source('default').source, enabled: undefined },
      ['Default source can not be disabled.'],
    ],
    [
      'the default source disabled',
      { ...source('DEFAULT').source, enabled: '0' },
      ['Default source can not be disabled.'],
    ],
    [
      'a pickup location without address',
      source('x', { extension_attributes: { is_pickup_location_active: 1 } }).source,
      ...['city', 'street', 'phone'].map((field): [string, object] => [
        '"%field" can not be empty for Pickup Location.',
        { field },
      ]),
    ],
    [
      'a pickup location without city, which is told of its phone too',
      source('x', { street: 'S', phone: '1', extension_attributes: { is_pickup_location_active: true } }).source,
      ['"%field" can not be empty for Pickup Location.', { field: 'city' }],
      ['"%field" can not be empty for Pickup Location.', { field: 'phone' }],
    ],
    [
      'the default source as pickup location',
      source('default', { city: 'a', street: 'b', extension_attributes: { is_pickup_location_active: true } }).source,
      ['The Default Source can not be used for In-Store Pickup Delivery.'],
    ],
  ])('is refused for %s, with all errors at once', async (_, given, ...errors) => {
    const answer = await api.post('sources', { source: given });
    const { status, body } = refused('Validation Failed', ...errors);
    expect(answer.status).toBe(status);
    const sorted = (entries: object[]) =>
      [...entries].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    expect({ ...answer.body, errors: sorted(answer.body.errors) }).toEqual({
      ...body,
      errors: sorted((body as { errors: object[] }).errors),
    });
  });

  it('by PUT is refused for the default source without "enabled", and changes nothing', async () => {
    const { enabled: _, source_code: __, ...given } = source('default', { name: 'Renamed' }).source;
    await expect(api.put('sources/default', { source: given })).resolves.toMatchObject(
      refused('Validation Failed', ['Default source can not be disabled.']),
    );
    await expect(shown('default')).resolves.toMatchObject({ name: 'Default Source', enabled: true });
  });

  it('is refused for carriers of a wrong type, by the names of all it lies in', async () => {
    const message =
      'Error occurred during "carrier_links" processing. Error occurred during "position" processing. ' +
      'The "first" value\'s type is invalid. The "int" type was expected. Verify and try again.';
    await expect(api.post('sources', source('x', { carrier_links: [{ position: 'first' }] }))).resolves.toMatchObject(
      refused(message),
    );
  });

  it('is refused with errors in rule order', async () => {
    const { body } = await api.post('sources', { source: { source_code: ' ' } });
    expect(body.errors.map((error: { parameters: { field: string } }) => error.parameters.field)).toEqual([
      ...['name', 'source_code', 'source_code', 'postcode', 'country_id'],
    ]);
  });
});

describe('a code of any letters', () => {
  it.each(['a/b', 'ü+é', '50%2F', '你好', "o'neil;&?#", 'x'.repeat(255)])(
    'is found by its escaped form: %s',
    async (code) => {
      const { source: more } = source('any');
      await expect(
        api.put(`sources/${encodeURIComponent(code)}`, { source: { ...more, name: `Any ${code}`.slice(0, 200) } }),
      ).resolves.toMatchObject({ status: 200 });
      await expect(shown(encodeURIComponent(code))).resolves.toMatchObject({ source_code: code });
      await expect(api.delete(`sources/${encodeURIComponent(code)}`)).resolves.toMatchObject({ status: 200, body: [] });
      await expect(api.get(`sources/${encodeURIComponent(code)}`)).resolves.toMatchObject({ status: 404 });
    },
  );
});

describe('deleting a source, which Magento cannot', () => {
  it('is refused while it has source items or links', async () => {
    await api.post('sources', source('used'));
    const { body: stock_id } = await api.post('stocks', { stock: { name: 'Uses it' } });
    const pair = { sku: 'HELD', source_code: 'used' };
    await api.post('source-items', { sourceItems: [{ ...pair, quantity: 0, status: 0 }] });
    await api.post('stock-source-links', { links: [{ stock_id, source_code: 'used', priority: 1 }] });
    await expect(api.delete('sources/used')).resolves.toMatchObject(
      refused('Source is linked to at least one stock and could not be deleted.'),
    );
    await api.post('stock-source-links-delete', { links: [{ stock_id, source_code: 'used' }] });
    await expect(api.delete('sources/used')).resolves.toMatchObject(
      refused('Source has at least one source item and could not be deleted.'),
    );
    await api.post('source-items-delete', { sourceItems: [pair] });
    await expect(api.delete('sources/USED')).resolves.toMatchObject({ status: 200, body: [] });
  });

  it('is refused for the default source, and 404 for one that does not exist', async () => {
    await expect(api.delete('sources/default')).resolves.toMatchObject(refused('Default Source could not be deleted.'));
    await expect(api.delete('sources/nowhere')).resolves.toMatchObject({
      status: 404,
      body: { message: 'Source with code "%value" does not exist.', parameters: { value: 'nowhere' } },
    });
  });
});

describe('listing sources', () => {
  beforeAll(async () => {
    await api.post('sources', source('list_b', { name: 'List B', country_id: 'XX', city: 'Aachen', enabled: false }));
    await api.post('sources', source('list_a', { name: 'List A', country_id: 'XX', city: 'Zwickau' }));
    await api.post('sources', source('list_c', { name: 'List C', country_id: 'XX' }));
  });
  const found = async (query: object) => {
    const { status, body } = await api.get('sources', query);
    expect(status).toBe(200);
    return {
      codes: body.items.map((item: { source_code: string }) => item.source_code),
      total: body.total_count,
      echo: body.search_criteria,
    };
  };

  it('needs no criteria', async () => {
    const { codes, total, echo } = await found({});
    expect(codes).toEqual(expect.arrayContaining(['default', 'list_a']));
    expect(total).toBe(codes.length);
    expect(echo).toEqual({ filter_groups: [] });
  });

  it('come by their code unless told otherwise', async () => {
    const { codes } = await found(criteria(['country_id', 'XX']));
    expect(codes).toEqual(['list_a', 'list_b', 'list_c']);
    const sortOrders = [{ field: 'source_code', direction: 'DESC' }];
    await expect(
      found({ searchCriteria: { ...criteria(['country_id', 'XX']).searchCriteria, sortOrders } }),
    ).resolves.toMatchObject({ codes: ['list_c', 'list_b', 'list_a'] });
  });

  it('filters by any column, groups by and, filters of a group by or', async () => {
    await expect(found(criteria(['country_id', 'xx'], ['enabled', '1']))).resolves.toMatchObject({
      codes: ['list_a', 'list_c'],
    });
    await expect(found(criteria(['city', 'a%', 'like']))).resolves.toMatchObject({ codes: ['list_b'] });
    await expect(found(criteria(['country_id', 'XX'], ['city', '', 'null']))).resolves.toMatchObject({
      codes: ['list_c'],
    });
    await expect(found(criteria(['frontend_name', 'list b']))).resolves.toMatchObject({ codes: ['list_b'] });
    const either = {
      filterGroups: [
        {
          filters: [
            { field: 'source_code', value: 'LIST_A' },
            { field: 'city', value: 'Aachen', conditionType: 'eq' },
          ],
        },
      ],
    };
    await expect(found({ search_criteria: either })).resolves.toMatchObject({ codes: ['list_a', 'list_b'], total: 2 });
  });

  it('sorts and pages, echoing the criteria; a page beyond the end is the last', async () => {
    const searchCriteria = {
      filter_groups: [{ filters: [{ field: 'country_id', value: 'XX' }] }],
      sort_orders: [{ field: 'name', direction: 'desc' }],
      ...{ page_size: 2, current_page: 7 },
    };
    await expect(found({ searchCriteria })).resolves.toEqual({
      ...{ codes: ['list_a'], total: 3 },
      echo: {
        filter_groups: [{ filters: [{ field: 'country_id', value: 'XX', condition_type: 'eq' }] }],
        ...{ sort_orders: [{ field: 'name', direction: 'DESC' }], page_size: 2, current_page: 7 },
      },
    });
  });

  it('refuses a field, a condition or an expression that does not exist', async () => {
    const fields = await api.get('sources', criteria(['password', 'x']));
    expect(fields).toMatchObject({ status: 400, body: { parameters: { fieldName: 'password' } } });
    await expect(api.get('sources', { searchCriteria: { sortOrders: [{ field: 'nope' }] } })).resolves.toMatchObject({
      status: 400,
    });
    await expect(api.get('sources', criteria(['name', 'x', 'around']))).resolves.toMatchObject({ status: 400 });
    await expect(api.get('sources', criteria(['name', '(', 'regexp']))).resolves.toMatchObject({ status: 400 });
  });
});

describe('the sources of a stock', () => {
  it('come in order of priority, disabled ones too', async () => {
    for (const code of ['prio_1', 'prio_2', 'prio_3'])
      await api.post('sources', source(code, { enabled: code !== 'prio_2' }));
    const { body: stockId } = await api.post('stocks', { stock: { name: 'Priorities' } });
    const links = [
      { stock_id: stockId, source_code: 'prio_1', priority: 9 },
      { stock_id: stockId, source_code: 'prio_2', priority: 1 },
      { stock_id: stockId, source_code: 'prio_3', priority: 9 },
    ];
    await expect(api.post('stock-source-links', { links })).resolves.toMatchObject({ status: 200 });
    const { status, body } = await api.get(`get-sources-assigned-to-stock-ordered-by-priority/${stockId}`);
    expect(status).toBe(200);
    expect(body.map((item: { source_code: string }) => item.source_code)).toEqual(['prio_2', 'prio_1', 'prio_3']);
    expect(body[0]).toMatchObject({ enabled: false, use_default_carrier_config: true });
  });

  it('are asked for by an integer', async () => {
    const message = 'The "two" value\'s type is invalid. The "int" type was expected. Verify and try again.';
    await expect(api.get('get-sources-assigned-to-stock-ordered-by-priority/two')).resolves.toMatchObject(
      refused(message),
    );
  });

  it('are none for a stock that does not exist', async () => {
    await expect(api.get('get-sources-assigned-to-stock-ordered-by-priority/999')).resolves.toMatchObject({
      status: 200,
      body: [],
    });
  });
});
