import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { magento, refused, source, type Magento } from './client.js';

let pipe: Pipe;
let api: Magento;
beforeAll(async () => {
  pipe = await startPipe({ BODY_LIMIT: '200000' });
  api = magento(pipe);
});
afterAll(() => pipe?.close());

const SOURCES = '/rest/V1/inventory/sources';
const REQUIRED = '"%fieldName" is required. Enter and try again.';
const NO_ROUTE = { status: 404, body: { message: 'Request does not match any route.' } };

describe("the administrator's token", () => {
  const issue = (body: unknown) => pipe.http('POST', '/rest/all/V1/integration/admin/token', { body, token: null });

  it('is a bare JSON text', async () => {
    const { admin } = pipe.credentials;
    const { status, body, headers } = await issue(admin);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(typeof body).toBe('string');
    await expect(pipe.http('GET', SOURCES, { token: body })).resolves.toMatchObject({ status: 200 });
  });

  it('is not issued for wrong credentials', async () => {
    const message =
      'The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later.';
    await expect(issue({ username: 'admin', password: 'wrong' })).resolves.toMatchObject({
      status: 401,
      body: { message },
    });
  });

  it('asks for what is missing', async () => {
    const answer = await issue({ username: 'admin', password: null });
    expect(answer).toMatchObject({ status: 400, body: { message: REQUIRED, parameters: { fieldName: 'password' } } });
    for (const neither of [{}, { username: '', password: '' }]) {
      expect((await issue(neither)).body).toEqual({
        message: 'One or more input exceptions have occurred.',
        errors: ['username', 'password'].map((fieldName) => ({ message: REQUIRED, parameters: { fieldName } })),
      });
    }
  });
});

describe('a route', () => {
  it.each([undefined, null, 'garbage'])('is closed with token %j, whatever the body is', async (token) => {
    if (token === undefined) return expect(pipe.http('GET', SOURCES)).resolves.toMatchObject({ status: 200 });
    const answer = await pipe.http('POST', SOURCES, { token, body: '{' });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      message: "The consumer isn't authorized to access %resources.",
      parameters: { resources: 'Magento_InventoryApi::source_edit' },
    });
  });

  it('is open for the integration too', async () => {
    await expect(pipe.http('GET', SOURCES, { token: pipe.integrationToken })).resolves.toMatchObject({ status: 200 });
  });

  it('is closed before its content type is looked at', async () => {
    const headers = { 'content-type': 'garbage' };
    await expect(pipe.http('POST', SOURCES, { token: null, body: '{', headers })).resolves.toMatchObject({
      status: 401,
    });
  });

  it.each(['rest/V1/inventory/stocks/1', 'rest/all/V1/inventory/stocks/1', 'rest/default/V1/inventory/stocks/1/'])(
    'is there for the store views, with a slash at its end or without: /%s',
    async (path) => {
      await expect(pipe.http('GET', `/${path}`)).resolves.toMatchObject({ status: 200, body: { stock_id: 1 } });
    },
  );

  it.each([
    ['GET', '/rest/mars/V1/inventory/sources'],
    ['GET', '/rest/V1/inventory/nothing'],
    ['DELETE', '/rest/V1/inventory/sources'],
    ['GET', '/rest/V1'],
    ['GET', '/rest'],
    ['POST', '/rest/V2/inventory/sources'],
  ])('that does not exist is 404: %s %s', async (method, path) => {
    await expect(pipe.http(method, path, { token: null })).resolves.toMatchObject(NO_ROUTE);
  });

  it('is not reached by a method that Magento does not know', async () => {
    await expect(pipe.http('PATCH', `${SOURCES}/default`)).resolves.toMatchObject(
      refused('Request method is invalid.'),
    );
  });

  it.each(['50%', '%zz', '%ff', 'a%2'])('is not found by a path that is not escaped: %s', async (code) => {
    const { status, body, headers } = await pipe.http('GET', `${SOURCES}/${code}`);
    expect({ status, body }).toEqual({
      status: 400,
      body: { message: expect.stringContaining('The URL is malformed') },
    });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });
});

describe('content types', () => {
  const post = (contentType: string | undefined, body = '{"source":{}}') =>
    fetch(`http://127.0.0.1:${pipe.environment.PORT}${SOURCES}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${pipe.magentoToken}`,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      body: Buffer.from(body),
    }).then(async (response) => ({ status: response.status, body: await response.json() }));

  it.each([
    [undefined, 'Content-Type header is empty.'],
    ['', 'Content-Type header is empty.'],
    ['garbage', 'Content-Type header is invalid.'],
    ['application/json; boundary=x', 'Content-Type header is invalid.'],
    ['application/json; charset=latin1', 'UTF-8 is the only supported charset.'],
  ])('%j: %s', async (contentType, message) => {
    await expect(post(contentType)).resolves.toEqual(refused(message));
  });

  it('other than JSON are not understood', async () => {
    await expect(post('text/csv', 'a,b')).resolves.toEqual({
      status: 400,
      body: { message: 'Server cannot understand Content-Type HTTP header media type %1', parameters: ['text/csv'] },
    });
  });

  it('of XML are told to be none of ours, in and out', async () => {
    const xml = { status: 406, body: { message: 'XML is not supported. Send and accept application/json.' } };
    await expect(post('application/xml', '<source/>')).resolves.toEqual(xml);
    await expect(
      pipe.http('GET', SOURCES, { headers: { accept: 'application/xml, text/xml' } }),
    ).resolves.toMatchObject(xml);
  });

  it.each(['application/json', 'application/json; charset=UTF-8', 'Application/JSON;charset=utf-8'])(
    '%j is understood',
    async (contentType) => {
      await expect(post(contentType)).resolves.toMatchObject({ status: 400, body: { message: 'Validation Failed' } });
    },
  );

  it('other than JSON are not answered', async () => {
    const { status, body } = await pipe.http('GET', SOURCES, { headers: { accept: 'text/html, image/png' } });
    expect(status).toBe(406);
    expect(body.parameters).toEqual(['text/html, image/png']);
    await expect(pipe.http('GET', SOURCES, { headers: { accept: 'text/html, */*;q=0.1' } })).resolves.toMatchObject({
      status: 200,
    });
  });
});

describe('a body', () => {
  it.each(['{', '"text"', '5', '{"source":}'])('that is no object is not decoded: %s', async (body) => {
    await expect(pipe.http('POST', SOURCES, { body })).resolves.toMatchObject(refused('Decoding error.'));
  });

  it('that is no UTF-8 is not decoded', async () => {
    const headers = { authorization: `Bearer ${pipe.magentoToken}`, 'content-type': 'application/json' };
    const body = Buffer.from('{"source":{"name":"Köln"}}', 'latin1');
    const answer = await fetch(`${pipe.url}${SOURCES}`, { method: 'POST', headers, body });
    expect([answer.status, await answer.json()]).toEqual([400, { message: 'Decoding error.' }]);
  });

  it.each([undefined, '', 'null', '{}', '[]', '{"source":null}', '{"other":{}}'])(
    'without the parameter lacks it: %s',
    async (body) => {
      const answer = await pipe.http('POST', SOURCES, { body });
      expect(answer).toMatchObject({ status: 400, body: { message: REQUIRED, parameters: { fieldName: 'source' } } });
    },
  );

  it('that is too large is refused in the same shape', async () => {
    const { status, body } = await api.post('sources', source('x', { description: 'x'.repeat(300_000) }));
    expect(status).toBe(413);
    expect(body).toEqual({ message: expect.any(String) });
  });

  it('may hold unknown parameters, but no unknown properties', async () => {
    await expect(api.post('sources', { ...source('top'), extra: 1 })).resolves.toMatchObject({ status: 200 });
    await expect(api.post('sources', source('top', { foo_bar: 1 }))).resolves.toMatchObject(
      refused(
        'Property "FooBar" does not have accessor method "getFooBar" in class "Magento\\InventoryApi\\Api\\Data\\SourceInterface".',
      ),
    );
  });

  it('is overruled by the query', async () => {
    await api.post('sources', source('query'));
    const answer = await pipe.http(
      'PUT',
      `${SOURCES}/query?source[name]=From+the+query&source[country_id]=FR&source[postcode]=1`,
      {
        body: source('query', { name: 'From the body' }),
      },
    );
    expect(answer).toMatchObject({ status: 200 });
    await expect(api.get('sources/query')).resolves.toMatchObject({
      body: { name: 'From the query', country_id: 'FR' },
    });
  });

  it('takes the last of two values in the query', async () => {
    const answer = await pipe.http(
      'GET',
      '/rest/V1/inventory/stocks?searchCriteria[pageSize]=x&searchCriteria[pageSize]=7',
    );
    expect(answer).toMatchObject({ status: 200, body: { search_criteria: { page_size: 7 } } });
  });

  it.each([
    ['enabled', 'maybe', 'bool', 'maybe'],
    ['region_id', '1.5', 'int', '1.5'],
    ['region_id', 99999999999, 'int', '99999999999'],
    ['latitude', 'north', 'float', 'north'],
    ['name', ['a'], 'string', 'array'],
  ])('with %s %j is refused', async (field, value, type, printed) => {
    const message = `Error occurred during "${field}" processing. The "${printed}" value's type is invalid. The "${type}" type was expected. Verify and try again.`;
    await expect(api.post('sources', source('types', { [field]: value }))).resolves.toMatchObject(refused(message));
  });

  it('may say numbers and truths as text', async () => {
    const given = {
      enabled: 'false',
      region_id: '12',
      latitude: '1.5',
      name: 7,
      extension_attributes: { is_pickup_location_active: '0' },
    };
    await expect(api.post('sources', source('texts', given))).resolves.toMatchObject({ status: 200 });
    await expect(api.get('sources/texts')).resolves.toMatchObject({
      body: { enabled: false, region_id: 12, latitude: 1.5, name: '7' },
    });
  });
});

describe('fields of an answer', () => {
  it.each([
    ['stock_id', { stock_id: 1 }],
    [
      'extension_attributes[sales_channels[code]],name',
      { name: 'Default Stock', extension_attributes: { sales_channels: expect.arrayContaining([{ code: 'base' }]) } },
    ],
    ['nothing', []],
    ['name[', []],
    ['na me', []],
  ])('are kept: %s', async (fields, kept) => {
    await expect(api.get('stocks/1', { fields })).resolves.toMatchObject({ status: 200, body: kept });
    expect(Object.keys((await api.get('stocks/1', { fields })).body)).toHaveLength(Object.keys(kept).length);
  });

  it('of a bare value are the value', async () => {
    await expect(api.get('is-product-salable/X/1', { fields: 'a' })).resolves.toMatchObject({ body: false });
  });
});

describe('a write', () => {
  it('with an Idempotency-Key is done once; another body under the same key is refused', async () => {
    const headers = { 'idempotency-key': 'key-1' };
    const first = await api.post('stocks', { stock: { name: 'Once' } }, { headers });
    const again = await api.post('stocks', { stock: { name: 'Once' } }, { headers });
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    const other = await api.post('stocks', { stock: { name: 'Twice' } }, { headers });
    expect(other).toMatchObject({ status: 422, body: { message: expect.stringContaining('Idempotency-Key') } });
  });

  it('need not be waited for', async () => {
    const answer = await api.post('sources', source('async'), { headers: { prefer: 'respond-async' } });
    expect(answer).toMatchObject({ status: 202, body: [] });
    expect(answer.headers.get('location')).toMatch(/^\/commands\/[\w-]+$/);
  });

  it('whose outcome is not known in time is 504 and tells where to look', async () => {
    const { url: at } = await pipe.another('gateway', { ANSWER_TIMEOUT_MS: '1500' });
    pipe.worker.signal('SIGSTOP');
    const late = api.post('sources', source('late'), { at });
    const answer = await late.finally(() => pipe.worker.signal('SIGCONT'));
    expect(answer).toMatchObject({ status: 504, body: { message: expect.any(String) } });
    const location = answer.headers.get('location')!;
    await eventually(async () => (await pipe.http('GET', location)).body.status === 'done');
    await expect(api.get('sources/late')).resolves.toMatchObject({ status: 200 });
  });
});
