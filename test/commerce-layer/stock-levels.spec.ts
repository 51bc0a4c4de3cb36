import { link, source, stock } from '#testing/builders';
import { eventually } from '#testing/eventually';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { CommerceLayerClient, faultsOf, JSON_API, linksTo, META } from './client.js';

let pipe: PipeClient;
let client: CommerceLayerClient;
const locations: Record<string, string> = {};
const models: Record<string, string> = {};

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
  const codes = ['eu-1', 'eu-2', 'eu-3', 'eu-4', 'eu-5', 'eu-6'];
  await client.given('stock_locations', 7, ...codes.map((code) => source(code)));
  await client.given('inventory_models', 2, stock('Europe'));
  await client.given('inventory_models', 3, stock('Paged'));
  await client.given('inventory_models', 4, stock('Filtered'));
  const { body: allLocations } = await client.send('GET', 'stock_locations?page[size]=25');
  for (const { id, attributes } of allLocations.data) locations[attributes.code] = id;
  const { body: allModels } = await client.send('GET', 'inventory_models?page[size]=25');
  for (const { id, attributes } of allModels.data) models[attributes.name] = id;
});
afterAll(() => pipe?.close());

function level(code: string, model: string, attributes: object = { priority: 1 }, type = 'stock_levels') {
  return {
    type,
    attributes,
    relationships: {
      stock_location: { data: { type: 'stock_locations', id: locations[code] } },
      inventory_model: { data: { type: 'inventory_models', id: models[model] } },
    },
  };
}

async function created(code: string, model: string, attributes?: object): Promise<string> {
  const { status, body } = await client.send('POST', 'stock_levels', level(code, model, attributes));
  expect(status).toBe(201);
  return body.data.id;
}

describe('a new stock level', () => {
  test('is answered in full, with native types for the strings it was sent in', async () => {
    const answer = await client.send('POST', 'stock_levels', level('eu-1', 'Europe', { priority: '1' }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe(JSON_API);
    const { id } = answer.body.data;
    const self = `${client.url}/api/stock_levels/${id}`;
    expect(answer.body).toEqual({
      data: {
        id: expect.stringMatching(/^[A-Za-z]{10}$/),
        type: 'stock_levels',
        links: { self },
        attributes: {
          priority: 1,
          on_hold: false,
          created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          reference: null,
          reference_origin: null,
          metadata: {},
        },
        relationships: linksTo(self, 'stock_location', 'inventory_model'),
        meta: META,
      },
    });
  });

  test('is found at once where its links lead', async () => {
    const { body } = await client.send('POST', 'stock_levels', level('eu-2', 'Europe'));
    const path = (url: string) => url.replace(`${client.url}/api/`, '');
    const found = await client.send('GET', path(body.data.links.self));
    expect(found).toMatchObject({ status: 200, body: { data: { ...body.data, meta: META } } });
    const { stock_location: location } = body.data.relationships;
    const related = await client.send('GET', path(location.links.related));
    expect(related.body.data).toMatchObject({
      type: 'stock_locations',
      id: locations['eu-2'],
      attributes: { code: 'eu-2' },
    });
    const linkage = await client.send('GET', path(location.links.self));
    expect(linkage.body).toEqual({ data: { type: 'stock_locations', id: locations['eu-2'] }, links: location.links });
  });

  test('keeps hold, reference and metadata', async () => {
    const attributes = {
      priority: 3,
      on_hold: 'true',
      reference: 'A-1',
      reference_origin: 'erp',
      metadata: { foo: { bar: [1] } },
    };
    const { body } = await client.send('POST', 'stock_levels', level('eu-3', 'Europe', attributes));
    expect(body.data.attributes).toMatchObject({ ...attributes, on_hold: true });
  });

  test('brings along what is asked for', async () => {
    const { body } = await client.send(
      'POST',
      'stock_levels?include=stock_location&fields[stock_locations]=code',
      level('eu-4', 'Europe'),
    );
    const identifier = { type: 'stock_locations', id: locations['eu-4'] };
    expect(body.data.relationships.stock_location.data).toEqual(identifier);
    expect(body.included).toEqual([
      {
        ...identifier,
        links: expect.anything(),
        attributes: { code: 'eu-4' },
        relationships: {},
        meta: META,
      },
    ]);
  });

  test('goes by its present name too, and is one record under both', async () => {
    const { status, body } = await client.send(
      'POST',
      'inventory_stock_locations',
      level('eu-5', 'Europe', { priority: 5 }, 'inventory_stock_locations'),
    );
    expect(status).toBe(201);
    const { id, attributes } = body.data;
    expect(body.data).toMatchObject({
      type: 'inventory_stock_locations',
      links: { self: `${client.url}/api/inventory_stock_locations/${id}` },
    });
    const former = await client.send('GET', `stock_levels/${id}`);
    expect(former.body.data).toMatchObject({ type: 'stock_levels', id, attributes });
  });

  test('is made once for one Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await client.send('POST', 'stock_levels', level('eu-6', 'Europe'), key);
    const again = await client.send('POST', 'stock_levels', level('eu-6', 'Europe'), key);
    expect(again).toMatchObject({ status: 201, body: { data: { ...first.body.data, meta: META } } });
    const other = await client.send('POST', 'stock_levels', level('eu-6', 'Europe', { priority: 2 }), key);
    expect(other.status).toBe(422);
    expect(faultsOf(other)).toEqual([['IDEMPOTENCY_KEY_REUSED', 'Idempotency-Key']]);
  });

  test('that nobody waits for is accepted, with the place of its outcome', async () => {
    const { status, headers, body } = await client.send('POST', 'stock_levels', level('eu-1', 'Filtered'), {
      prefer: 'respond-async',
    });
    expect(status).toBe(202);
    expect(headers.get('location')).toMatch(new RegExp(`^${client.url}/commands/[0-9a-f-]{36}$`));
    expect(body).toEqual({ data: null, links: { related: headers.get('location') } });
  });
});

describe('a stock level that breaks rules', () => {
  test('is told of everything missing at once', async () => {
    const answer = await client.send('POST', 'stock_levels', {
      type: 'stock_levels',
      attributes: {},
      relationships: {},
    });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe(JSON_API);
    expect(answer.body.errors).toEqual([
      {
        title: "can't be blank",
        detail: "priority - can't be blank",
        code: 'VALIDATION_ERROR',
        status: '422',
        source: { pointer: '/data/attributes/priority' },
        meta: { error: 'blank', trace_id: expect.any(String), method: 'POST', path: '/api/stock_levels' },
      },
      expect.objectContaining({ status: '422', source: { pointer: '/data/relationships/stock_location' } }),
      expect.objectContaining({ status: '422', source: { pointer: '/data/relationships/inventory_model' } }),
    ]);
  });

  test('is told of everything wrong at once', async () => {
    const answer = await client.send('POST', 'stock_levels', {
      ...level('eu-1', 'Europe', { priority: 'first', on_hold: 'perhaps', metadata: 'text' }),
      relationships: {
        stock_location: { data: { type: 'stock_locations', id: 'NobodyHere' } },
        inventory_model: { data: null },
      },
    });
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/priority', 'not_a_number'],
      ['VALIDATION_ERROR', '/data/attributes/on_hold', 'inclusion'],
      ['VALIDATION_ERROR', '/data/attributes/metadata', 'invalid'],
      ['VALIDATION_ERROR', '/data/relationships/stock_location', 'blank'],
      ['VALIDATION_ERROR', '/data/relationships/inventory_model', 'blank'],
    ]);
  });

  test.each([
    [0, 'greater_than'],
    ['-1', 'greater_than'],
    [1.5, 'not_an_integer'],
    [2_147_483_648, 'less_than_or_equal_to'],
  ])('has no priority %j', async (priority, error) => {
    const answer = await client.send('POST', 'stock_levels', level('eu-1', 'Paged', { priority }));
    expect(faultsOf(answer)).toEqual([['VALIDATION_ERROR', '/data/attributes/priority', error]]);
  });

  test('is taken when the pair is linked already', async () => {
    await created('eu-6', 'Paged');
    const again = await client.send('POST', 'stock_levels', level('eu-6', 'Paged', { priority: 9 }));
    expect(again.status).toBe(422);
    expect(faultsOf(again)).toEqual([['VALIDATION_ERROR', '/data/relationships/stock_location', 'taken']]);
    const worse = await client.send('POST', 'stock_levels', level('eu-6', 'Paged', { priority: 'x' }));
    expect(faultsOf(worse)).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/priority', 'not_a_number'],
      ['VALIDATION_ERROR', '/data/relationships/stock_location', 'taken'],
    ]);
  });

  test('is taken for all but one of those sent at the same time', async () => {
    const sent = [1, 2, 3, 4].map((priority) =>
      client.send('POST', 'stock_levels', level('eu-5', 'Paged', { priority })),
    );
    const answers = await Promise.all(sent);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    const made = answers.find(({ status }) => status === 201)!;
    expect((await client.send('DELETE', `stock_levels/${made.body.data.id}`)).status).toBe(204);
  });

  test('is locked where the default source and stock are linked only with each other', async () => {
    for (const pair of [level('default', 'Europe'), level('eu-1', 'Default Stock')]) {
      const answer = await client.send('POST', 'stock_levels', pair);
      expect(answer.status).toBe(423);
      expect(faultsOf(answer)).toEqual([['LOCKED', undefined]]);
    }
  });
});

describe('a malformed request', () => {
  test.each([
    ['another type', { type: 'inventory_stock_locations' }, 'INVALID_RESOURCE', '/data/type'],
    ['no type', {}, 'PARAM_MISSING', '/data/type'],
    ['an id of its own', { type: 'stock_levels', id: 'MineIsThis' }, 'PARAM_NOT_ALLOWED', '/data/id'],
    [
      'an unknown attribute',
      { type: 'stock_levels', attributes: { color: 'red' } },
      'PARAM_NOT_ALLOWED',
      '/data/attributes/color',
    ],
    ['no object', [], 'INVALID_DATA_FORMAT', '/data'],
    [
      'a relationship of another type',
      { type: 'stock_levels', relationships: { stock_location: { data: { type: 'skus', id: 'x' } } } },
      'TYPE_MISMATCH',
      '/data/relationships/stock_location',
    ],
  ])('with %s is refused', async (_, data, code, pointer) => {
    const answer = await client.send('POST', 'stock_levels', data);
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([[code, pointer]]);
  });

  test('that is no JSON is refused', async () => {
    const answer = await pipe.http('POST', '/api/stock_levels', {
      body: '{"data":',
      headers: { 'content-type': JSON_API },
      token: pipe.integrationToken,
    });
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([['INVALID_DATA_FORMAT', undefined]]);
  });

  test('without a body lacks data', async () => {
    expect(faultsOf(await client.send('POST', 'stock_levels'))).toEqual([['PARAM_MISSING', '/data']]);
  });

  test('about the answer is refused before anything is written', async () => {
    const answer = await client.send('POST', 'stock_levels?include=nonsense', level('eu-5', 'Paged'));
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([['INVALID_INCLUDE', 'include']]);
    const pair = `filter[q][stock_location_id_eq]=${locations['eu-5']}&filter[q][inventory_model_id_eq]=${models.Paged}`;
    expect((await client.send('GET', `stock_levels?${pair}`)).body.meta.record_count).toBe(0);
  });
});

describe('media types', () => {
  test.each(['application/json', 'text/plain'])('a body of type %s is refused', async (type) => {
    const answer = await client.send('POST', 'stock_levels', level('eu-1', 'Europe'), { 'content-type': type });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('content-type')).toBe(JSON_API);
    expect(faultsOf(answer)).toEqual([['UNSUPPORTED_MEDIA_TYPE', undefined]]);
  });

  test('answers nobody accepts are refused', async () => {
    const answer = await client.send('GET', 'stock_levels', undefined, { accept: 'text/html, application/json' });
    expect(answer.status).toBe(406);
    expect(faultsOf(answer)).toEqual([['NOT_ACCEPTABLE', undefined]]);
  });

  test.each(['*/*', 'application/*', `text/html, ${JSON_API};q=0.9`])('answers are accepted by %s', async (accept) => {
    expect((await client.send('GET', 'stock_levels', undefined, { accept })).status).toBe(200);
  });

  test('a GET and a DELETE may name a type although they have no body', async () => {
    const id = await created('eu-4', 'Paged');
    for (const method of ['GET', 'DELETE']) {
      const answer = await client.send(method, `stock_levels/${id}`, undefined, { 'content-type': 'application/json' });
      expect(answer.status).toBeLessThan(300);
    }
  });
});

describe('access', () => {
  test('needs a token', async () => {
    const answer = await pipe.http('GET', '/api/stock_levels', { token: null });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(answer.headers.get('content-type')).toBe(JSON_API);
    expect(answer.body.errors).toEqual([expect.objectContaining({ code: 'UNAUTHORIZED', status: '401' })]);
  });

  test('tells a token that is no longer valid from a missing one', async () => {
    const answer = await pipe.http('GET', '/api/stock_levels', { token: `${pipe.integrationToken}x` });
    expect(answer.status).toBe(401);
    expect(faultsOf(answer)).toEqual([['INVALID_TOKEN', undefined]]);
  });

  test('is asked for before anything else is looked at', async () => {
    for (const path of ['/api/stock_levels', '/api/nonsense']) {
      const answer = await pipe.http('POST', path, { token: null, body: '{', headers: { accept: 'text/html' } });
      expect(answer.status).toBe(401);
    }
  });
});

describe('a list of stock levels', () => {
  const filtered = () => `filter[q][inventory_model_id_eq]=${models.Filtered}`;

  beforeAll(async () => {
    await client.given(`stock_levels?${filtered()}`, 1);
    await created('eu-2', 'Filtered', { priority: 20, on_hold: true, reference: 'Ä-20', metadata: { zone: 'north' } });
    await created('eu-3', 'Filtered', { priority: 30, reference: 'B_30%' });
    await created('eu-4', 'Filtered', { priority: 40, on_hold: true });
  });

  async function priorities(query: string): Promise<number[]> {
    const { status, body } = await client.send('GET', `stock_levels?${filtered()}&${query}`);
    expect(status).toBe(200);
    return body.data.map(({ attributes }: { attributes: { priority: number } }) => attributes.priority);
  }

  test.each([
    ['priority_eq', '20', [20]],
    ['priority_not_eq', '20', [1, 30, 40]],
    ['priority_in', '1,40', [1, 40]],
    ['priority_not_in', '1,40', [20, 30]],
    ['priority_gt', '20', [30, 40]],
    ['priority_gteq', '20', [20, 30, 40]],
    ['priority_lt', '20', [1]],
    ['priority_lteq', '20', [1, 20]],
    ['on_hold_eq', 'true', [20, 40]],
    ['on_hold_true', 'false', [1, 30]],
    ['reference_null', 'true', [1, 40]],
    ['reference_not_null', 'true', [20, 30]],
    ['reference_null', 'false', [20, 30]],
    ['reference_present', 'true', [20, 30]],
    ['reference_blank', 'true', [1, 40]],
    ['reference_start', 'ä', [20]],
    ['reference_cont', '_', [30]],
    ['reference_end', '%', [30]],
    ['reference_eq_or_null', 'B_30%', [1, 30, 40]],
    ['reference_cont_any', '20,30', [20, 30]],
    ['reference_cont_all', '3,0', [30]],
    ['stock_location_code_in', 'eu-2,eu-3', [20, 30]],
    ['reference_or_stock_location_code_end', '3', [30]],
    ['metadata_jcont', '{"zone":"north"}', [20]],
    ['created_at_gt', '2020-01-01', [1, 20, 30, 40]],
    ['created_at_lt', '2020-01-01T00:00:00Z', []],
  ])('finds by %s=%s', async (key, value, found) => {
    expect(await priorities(`filter[q][${key}]=${encodeURIComponent(value)}`)).toEqual(found);
  });

  test('finds what meets all filters', async () => {
    expect(await priorities('filter[q][on_hold_eq]=true&filter[q][priority_gt]=20')).toEqual([40]);
  });

  test('is sorted', async () => {
    expect(await priorities('sort=-priority')).toEqual([40, 30, 20, 1]);
    expect(await priorities('sort=on_hold,-priority')).toEqual([30, 1, 40, 20]);
  });

  test('is paged, with links to the other pages and counts', async () => {
    const { body } = await client.send('GET', `stock_levels?${filtered()}&sort=priority&page[number]=2&page[size]=1`);
    expect(body.data).toHaveLength(1);
    expect(body.data[0].attributes.priority).toBe(20);
    expect(body.meta).toStrictEqual({ record_count: 4, page_count: 4 });
    expect(Object.keys(body.links)).toEqual(['first', 'prev', 'next', 'last']);
    const next = await client.send('GET', body.links.next.replace(`${client.url}/api/`, ''));
    expect(next.body.data[0].attributes.priority).toBe(30);
    const last = await client.send('GET', body.links.last.replace(`${client.url}/api/`, ''));
    expect(last.body.data[0].attributes.priority).toBe(40);
    expect(last.body.links).not.toHaveProperty('next');
  });

  test('has ten records a page, at most 25', async () => {
    const { body } = await client.send('GET', 'stock_levels');
    expect(body.data).toHaveLength(10);
    expect((await client.send('GET', 'stock_levels?page[size]=25')).status).toBe(200);
    expect(faultsOf(await client.send('GET', 'stock_levels?page[size]=26'))).toEqual([
      ['INVALID_PAGE_VALUE', 'page[size]'],
    ]);
  });

  test('includes each related record once', async () => {
    const { body } = await client.send('GET', `stock_levels?${filtered()}&include=stock_location,inventory_model`);
    const included = body.included.map(({ type, id }: { type: string; id: string }) => `${type} ${id}`);
    expect(included.sort()).toEqual(
      [
        `inventory_models ${models.Filtered}`,
        ...['eu-1', 'eu-2', 'eu-3', 'eu-4'].map((code) => `stock_locations ${locations[code]}`),
      ].sort(),
    );
    for (const { relationships } of body.data) {
      expect(relationships.inventory_model.data).toEqual({ type: 'inventory_models', id: models.Filtered });
    }
  });

  test.each([
    ['filter[q][color_eq]=red', 'FILTER_NOT_ALLOWED', 'filter[q][color_eq]'],
    ['filter[q][priority_eq]=first', 'INVALID_FILTER_VALUE', 'filter[q][priority_eq]'],
    ['filter[q]=priority', 'INVALID_FILTERS_SYNTAX', 'filter[q]'],
    ['sort=metadata', 'INVALID_SORT_CRITERIA', 'sort'],
    ['include=color', 'INVALID_INCLUDE', 'include'],
    ['fields[stock_levels]=color', 'INVALID_FIELD', 'fields[stock_levels]'],
    ['page=2', 'INVALID_PAGE_OBJECT', 'page'],
  ])('is refused for %s', async (query, code, parameter) => {
    const answer = await client.send('GET', `stock_levels?${query}`);
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([[code, parameter]]);
  });
});

describe('changing a stock level', () => {
  test('changes only what is named', async () => {
    const id = await created('eu-1', 'Paged', { priority: 1, on_hold: true, reference: 'keep', metadata: { foo: 1 } });
    const { status, body } = await client.send('PATCH', `stock_levels/${id}`, {
      type: 'stock_levels',
      id,
      attributes: { priority: '7', metadata: { bar: 2 } },
      relationships: {},
    });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ id, attributes: { priority: 7, on_hold: true, reference: 'keep' } });
    expect(body.data.attributes.metadata).toEqual({ bar: 2 });
    const unset = await client.send('PATCH', `stock_levels/${id}`, {
      type: 'stock_levels',
      id,
      attributes: { reference: null },
    });
    expect(unset.body.data.attributes).toMatchObject({ priority: 7, reference: null });
  });

  test('may name its relationships as they are', async () => {
    const id = await created('eu-2', 'Paged');
    const { relationships } = level('eu-2', 'Paged');
    const answer = await client.send('PATCH', `stock_levels/${id}`, { type: 'stock_levels', id, relationships });
    expect(answer.status).toBe(200);
  });

  test('may lead it to another location and another model, and it stays the same record', async () => {
    const id = await created('eu-5', 'Paged', { priority: 4, reference: 'moving' });
    const { relationships } = level('eu-6', 'Filtered');
    const { status, body } = await client.send('PATCH', `stock_levels/${id}?include=stock_location,inventory_model`, {
      ...{ type: 'stock_levels', id, relationships },
    });
    expect([status, body.data.id, body.data.attributes.priority]).toEqual([200, id, 4]);
    const ends = ['stock_location', 'inventory_model'].map((name) => body.data.relationships[name].data.id);
    expect(ends).toEqual([locations['eu-6'], models.Filtered]);
    const before = `filter[q][stock_location_id_eq]=${locations['eu-5']}&filter[q][inventory_model_id_eq]=${models.Paged}`;
    expect((await client.send('GET', `stock_levels?${before}`)).body.meta.record_count).toBe(0);
    expect((await client.send('DELETE', `stock_levels/${id}`)).status).toBe(204);
  });

  test('may not lead it to where another one leads, nor nowhere', async () => {
    const id = await created('eu-4', 'Paged');
    const other = await created('eu-5', 'Paged');
    const { relationships } = level('eu-5', 'Paged');
    const taken = await client.send('PATCH', `stock_levels/${id}`, { type: 'stock_levels', id, relationships });
    expect(taken.status).toBe(422);
    expect(faultsOf(taken)).toEqual([['VALIDATION_ERROR', '/data/relationships/stock_location', 'taken']]);
    const nowhere = { stock_location: { data: null } };
    const unset = await client.send('PATCH', `stock_levels/${id}`, {
      type: 'stock_levels',
      id,
      relationships: nowhere,
    });
    expect(faultsOf(unset)).toEqual([['VALIDATION_ERROR', '/data/relationships/stock_location', 'blank']]);
    for (const one of [id, other]) expect((await client.send('DELETE', `stock_levels/${one}`)).status).toBe(204);
  });

  test('of another id than the URL names is refused', async () => {
    const answer = await client.send('PATCH', 'stock_levels/DefauLtLnk', { type: 'stock_levels', id: 'SomeOther' });
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([['KEY_NOT_INCLUDED_IN_URL', '/data/id']]);
  });
});

describe('the stock level of the default source and stock', () => {
  test('can be changed but not deleted', async () => {
    const change = { type: 'stock_levels', attributes: { reference: 'first' } };
    const changed = await client.send('PATCH', 'stock_levels/DefauLtLnk', change);
    expect(changed).toMatchObject({ status: 200, body: { data: { attributes: { priority: 1, reference: 'first' } } } });
    const deleted = await client.send('DELETE', 'stock_levels/DefauLtLnk');
    expect(deleted.status).toBe(423);
    expect(faultsOf(deleted)).toEqual([['LOCKED', undefined]]);
  });
});

describe('deleting a stock level', () => {
  test('leaves nothing behind', async () => {
    const id = await created('eu-3', 'Paged');
    const { status, body } = await client.send('DELETE', `stock_levels/${id}`);
    expect([status, body]).toEqual([204, '']);
    expect((await client.send('GET', `stock_levels/${id}`)).status).toBe(404);
    expect((await client.send('DELETE', `stock_levels/${id}`)).status).toBe(404);
  });
});

describe('an Idempotency-Key', () => {
  test('lets a deletion be repeated, which finds nothing to delete any more', async () => {
    const id = await created('eu-3', 'Paged');
    const key = { 'idempotency-key': 'gone' };
    const remove = () => client.send('DELETE', `stock_levels/${id}`, undefined, key);
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(204);
    expect((await client.send('DELETE', `stock_levels/${id}`)).status).toBe(404);
  });

  test('lets a change be repeated, although somebody has changed something else meanwhile', async () => {
    const id = await created('eu-3', 'Paged', { priority: 1 });
    const hold = () =>
      client.send('PATCH', `stock_levels/${id}`, body({ on_hold: true }), { 'idempotency-key': 'hold' });
    const body = (attributes: object) => ({ type: 'stock_levels', id, attributes });
    expect((await hold()).status).toBe(200);
    await client.send('PATCH', `stock_levels/${id}`, body({ priority: 5 }));
    const again = await hold();
    expect(again.status).toBe(200);
    expect(again.body.data.attributes).toMatchObject({ priority: 5, on_hold: true });
    await client.send('DELETE', `stock_levels/${id}`);
  });

  test('used for another body is refused, also by who does not wait', async () => {
    const id = await created('eu-3', 'Paged', { priority: 1 });
    const change = (priority: number) =>
      client.send(
        'PATCH',
        `stock_levels/${id}`,
        { type: 'stock_levels', id, attributes: { priority } },
        {
          ...{ 'idempotency-key': 'unwaited', prefer: 'respond-async' },
        },
      );
    expect((await change(3)).status).toBe(202);
    const levelOf = async () => (await client.send('GET', `stock_levels/${id}`)).body.data.attributes.priority;
    await eventually(async () => (await levelOf()) === 3);
    expect((await change(3)).status).toBe(202);
    expect(faultsOf(await change(4))).toEqual([['IDEMPOTENCY_KEY_REUSED', 'Idempotency-Key']]);
  });
});

describe('what is not there', () => {
  test.each([
    ['GET', 'stock_levels/NobodyHere', undefined],
    ['GET', 'stock_levels/defaultlnk', undefined],
    ['GET', 'stock_levels/NobodyHere/stock_location', undefined],
    ['GET', 'stock_levels/DefauLtLnk/nonsense', undefined],
    ['PATCH', 'stock_levels/NobodyHere', { type: 'stock_levels' }],
    ['DELETE', 'stock_levels/NobodyHere', undefined],
    ['GET', 'nonsense', undefined],
    ['GET', 'stock_levels/%00', undefined],
  ])('is not found: %s %s', async (method, path, data) => {
    const answer = await client.send(method, path, data);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(new RegExp(`^${JSON_API.replace('+', '\\+')}`));
    expect(faultsOf(answer)).toEqual([['RECORD_NOT_FOUND', undefined]]);
  });

  test.each([
    ['PUT', 'stock_levels/DefauLtLnk', 'GET, PATCH, DELETE'],
    ['POST', 'stock_levels/DefauLtLnk', 'GET, PATCH, DELETE'],
    ['DELETE', 'stock_levels', 'GET, POST'],
    ['PATCH', 'stock_levels/DefauLtLnk/relationships/stock_location', 'GET'],
  ])('is no method: %s %s', async (method, path, allowed) => {
    const answer = await client.send(method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allowed);
    expect(faultsOf(answer)).toEqual([['METHOD_NOT_ALLOWED', undefined]]);
  });
});

test('a link that came over Kafka is a stock level', async () => {
  await client.given('stock_levels?filter[q][priority_eq]=77', 1, link(3, 'eu-4', 77));
});
