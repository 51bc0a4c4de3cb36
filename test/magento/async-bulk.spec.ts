import qs from 'qs';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import type { HttpRequest } from '#testing/pipe-client';
import { criteria, magento, source, type Magento } from './client.js';

const ACL = 'Magento_AsynchronousOperations::system_magento_logging_bulk_operations';
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

let pipe: Pipe;
let api: Magento;
beforeAll(async () => {
  pipe = await startPipe({
    USERS: JSON.stringify([
      { username: 'stockist', password: 'stockist-password', resources: ['Magento_InventoryApi::stock_edit'] },
    ]),
  });
  api = magento(pipe);
  for (const code of ['eu', 'us', 'empty']) await api.post('sources', source(code));
});
afterAll(() => pipe?.close());

const one = (method: string, path: string, body?: unknown, request: HttpRequest = {}) =>
  pipe.http(method, `/rest/all/async/V1/${path}`, { ...request, body });
const many = (method: string, path: string, body?: unknown, request: HttpRequest = {}) =>
  pipe.http(method, `/rest/all/async/bulk/V1/${path}`, { ...request, body });
const bulk = (uuid: string, path: string) => pipe.http('GET', `/rest/V1/bulk/${uuid}/${path}`);
const settled = async (uuid: string, path = 'status') =>
  eventually(async () => {
    const { body } = await bulk(uuid, path);
    return (body.operations_list as { status: number }[]).every(({ status }) => status !== 4) && body;
  });
const statuses = async (uuid: string): Promise<number[]> =>
  (await settled(uuid)).operations_list.map(({ status }: { status: number }) => status);
const item = (sku: string, sourceCode = 'eu', quantity = 1) => ({
  sourceItems: [{ sku, source_code: sourceCode, quantity, status: 1 }],
});
const quantityOf = async (sku: string) => {
  const { body } = await api.get('source-items', criteria(['sku', sku]));
  return (body.items as { quantity: number }[])[0]?.quantity;
};

describe('a write that is accepted at once', () => {
  it('is answered with the bulk that it makes, and done later', async () => {
    const accepted = await one('POST', 'inventory/source-items', item('CHAIR', 'eu', 5));
    expect(accepted).toMatchObject({
      status: 202,
      body: {
        bulk_uuid: expect.stringMatching(UUID),
        request_items: [{ id: 0, data_hash: expect.stringMatching(/^[\da-f]{64}$/), status: 'accepted' }],
        errors: false,
      },
    });
    await expect(settled(accepted.body.bulk_uuid)).resolves.toEqual({
      operations_list: [
        {
          id: 0,
          status: 1,
          result_message: expect.stringMatching(/^Service execution success .*SourceItemsSaveInterface::execute$/),
          error_code: null,
        },
      ],
      extension_attributes: {},
      bulk_id: accepted.body.bulk_uuid,
      description: 'Topic async.magento.inventoryapi.api.sourceitemssaveinterface.execute.post',
      start_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      user_id: 1,
      user_type: 2,
      operation_count: 1,
    });
    await expect(quantityOf('CHAIR')).resolves.toBe(5);
  });

  it('takes parameters from path, query and body as its route does', async () => {
    const { source: given } = source('renamed', { name: 'By path' });
    const put = await one('PUT', 'inventory/sources/by%20path', { source: { ...given, source_code: 'other' } });
    const query = 'sourceItems[0][sku]=CHAIR&sourceItems[0][source_code]=eu';
    const deleted = await one('POST', `inventory/source-items-delete?${query}`);
    const removed = await one('DELETE', 'inventory/sources/empty');
    for (const { body } of [put, deleted, removed]) await settled(body.bulk_uuid);
    await expect(bulk(put.body.bulk_uuid, 'status')).resolves.toMatchObject({
      body: { operations_list: [{ status: 3, result_message: 'Validation Failed' }] },
    });
    await expect(quantityOf('CHAIR')).resolves.toBeUndefined();
    await expect(api.get('sources/empty')).resolves.toMatchObject({ status: 404 });
  });

  it('is refused at once when it does not fit its service, as without waiting', async () => {
    await expect(one('POST', 'inventory/source-items', {})).resolves.toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'sourceItems' } },
    });
  });

  it('needs the right of its route, before its body is read', async () => {
    const resources = 'Magento_InventoryApi::stock_source_item_assign';
    for (const accept of [one, many]) {
      await expect(accept('POST', 'inventory/source-items', 'no json', { token: null })).resolves.toMatchObject({
        status: 401,
        body: { parameters: { resources } },
      });
    }
  });

  it('is not read by GET', async () => {
    for (const get of [one, many]) {
      await expect(get('GET', 'inventory/sources')).resolves.toMatchObject({
        status: 404,
        body: { message: 'Request does not match any route.' },
      });
    }
  });

  it('must change something', async () => {
    await expect(one('POST', 'inventory/source-selection-algorithm-result', {})).resolves.toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('Call it without "async"') },
    });
  });
});

describe('a bulk of writes', () => {
  it('has an operation for each, with the message that a client who waited would have read', async () => {
    const given = [item('TABLE', 'eu', 3), item('TABLE', 'nowhere'), { sourceItems: [] }, item(' ', 'us')];
    const { body } = await many('POST', 'inventory/source-items', given);
    expect(body).toMatchObject({
      request_items: [0, 1, 2, 3].map((id) => ({ id, status: 'accepted' })),
      errors: false,
    });
    const { operations_list: operations } = await settled(body.bulk_uuid);
    expect(operations).toEqual([
      expect.objectContaining({ id: 0, status: 1 }),
      { id: 1, status: 3, result_message: 'Could not save Source Item', error_code: 0 },
      { id: 2, status: 3, result_message: 'Input data is empty', error_code: 0 },
      { id: 3, status: 3, result_message: 'Validation Failed: "sku" can not be empty.', error_code: 0 },
    ]);
    await expect(quantityOf('TABLE')).resolves.toBe(3);
  });

  it('tells what was sent and what came of it', async () => {
    const given = [
      { skus: ['LAMP', 'DESK'], sourceCodes: ['eu'] },
      { skus: ['LAMP'], sourceCodes: ['nowhere'] },
    ];
    const { body } = await many('POST', 'inventory/bulk-product-source-assign', given);
    const { operations_list: operations } = await settled(body.bulk_uuid, 'detailed-status');
    const told = (operations as { serialized_data: string; result_serialized_data: string }[]).map((operation) => ({
      ...operation,
      serialized_data: JSON.parse(operation.serialized_data),
      result_serialized_data: JSON.parse(operation.result_serialized_data),
    }));
    const shared = {
      bulk_uuid: body.bulk_uuid,
      topic_name: 'async.magento.inventorycatalogapi.api.bulksourceassigninterface.execute.post',
    };
    const error = { message: 'Source %sourceCode does not exist', parameters: { sourceCode: 'nowhere' } };
    expect(told).toMatchObject([
      {
        ...{ ...shared, id: 0, status: 1, result_serialized_data: 2 },
        serialized_data: { entity_id: null, entity_link: '', meta_information: JSON.stringify(given[0]) },
      },
      { ...shared, ...{ id: 1, status: 3, result_serialized_data: { message: 'Validation Failed', errors: [error] } } },
    ]);
  });

  it('rejects what does not fit the service, and does the rest', async () => {
    const given = [item('VASE'), {}, { sourceItems: [{ sku: 'VASE', source_code: 'eu', quantity: 'x' }] }, 5];
    const accepted = await many('POST', 'inventory/source-items', given);
    const rejected = { status: 'rejected', error_code: 0 };
    expect(accepted).toMatchObject({
      status: 202,
      body: {
        request_items: [
          { id: 0, status: 'accepted' },
          { ...rejected, id: 1, error_message: '"sourceItems" is required. Enter and try again.' },
          {
            ...rejected,
            id: 2,
            error_message: expect.stringContaining('Error occurred during "quantity" processing.'),
          },
          { ...rejected, id: 3 },
        ],
        errors: true,
      },
    });
    await expect(statuses(accepted.body.bulk_uuid)).resolves.toEqual([1, 5, 5, 5]);
    await expect(bulk(accepted.body.bulk_uuid, 'operation-status/5')).resolves.toMatchObject({ status: 200, body: 3 });
  });

  it('tells of what it rejects all that the route would have said', async () => {
    const given = [{ skus: ['VASE'] }, {}, { skus: ['VASE'], sourceCodes: 'a\0' }];
    const { body } = await many('POST', 'inventory/bulk-product-source-assign', given);
    const { operations_list: operations } = await settled(body.bulk_uuid, 'detailed-status');
    const told = (operations as { result_serialized_data: string }[]).map(
      ({ result_serialized_data }) => JSON.parse(result_serialized_data) as unknown,
    );
    const answers = await Promise.all(given.map((element) => api.post('bulk-product-source-assign', element)));
    expect(told).toEqual(answers.map((answer) => answer.body));
    expect(told[1]).toMatchObject({
      errors: [{ parameters: { fieldName: 'skus' } }, { parameters: { fieldName: 'sourceCodes' } }],
    });
  });

  it('has the parameters of the path in its bodies', async () => {
    const { source: given } = source('inside', { name: 'Inside' });
    const beside = { source_code: 'beside', source: { ...given, name: 'Beside' } };
    const put = await many('PUT', 'inventory/sources/bySourceCode', [{ source: given }, beside]);
    await expect(statuses(put.body.bulk_uuid)).resolves.toEqual([1, 1]);
    await expect(api.get('sources/beside')).resolves.toMatchObject({ status: 200 });
    const removed = await many('DELETE', 'inventory/sources/bySourceCode', [
      { sourceCode: 'beside' },
      { source_code: 'inside' },
      { sourceCode: 'ghost' },
    ]);
    await expect(statuses(removed.body.bulk_uuid)).resolves.toEqual([1, 1, 3]);
    const stock = (await api.post('stocks', { stock: { name: 'Passing' } })).body as number;
    const deleted = await many('DELETE', 'inventory/stocks/byStockId', [{ stockId: stock }, { stockId: 1 }]);
    await expect(settled(deleted.body.bulk_uuid)).resolves.toMatchObject({
      operations_list: [{ status: 1 }, { status: 3, result_message: 'Default Stock could not be deleted.' }],
    });
  });

  it('keeps the order of what is about one SKU', async () => {
    const { body } = await many(
      'POST',
      'inventory/source-items',
      Array.from({ length: 300 }, (_, index) => item(`ROW-${index % 3}`, 'eu', index)),
    );
    await settled(body.bulk_uuid);
    await expect(Promise.all([0, 1, 2].map((row) => quantityOf(`ROW-${row}`)))).resolves.toEqual([297, 298, 299]);
  });

  it('may be empty', async () => {
    await expect(many('POST', 'inventory/source-items', [])).resolves.toMatchObject({
      status: 202,
      body: { request_items: [], errors: false },
    });
  });

  it.each([['{"sourceItems":[]}'], ['"x"'], ['']])('is a list, or nothing of it is accepted: %s', async (body) => {
    await expect(many('POST', 'inventory/source-items', body)).resolves.toMatchObject({
      ...{ status: 400, body: { message: 'The body of a bulk request is a list of bodies.' } },
    });
  });

  it.each([['[{}'], ['['], ['{'], ['[{},]'], ['[{"a":]'], ['[] x']])(
    'is JSON, or nothing of it is accepted: %s',
    async (body) => {
      await expect(many('POST', 'inventory/source-items', body)).resolves.toMatchObject({
        ...{ status: 400, body: { message: 'Decoding error.' } },
      });
    },
  );

  it('of one Idempotency-Key is accepted once', async () => {
    const headers = { 'idempotency-key': 'bulk-1' };
    const line = { stock_id: 1, sku: 'ONCE', quantity: 1 };
    const send = (quantity: number) =>
      many('POST', 'inventory/reservations', [{ reservations: [{ ...line, quantity }] }], { headers });
    const [first, again] = [await send(1), await send(1)];
    expect(again).toMatchObject({ status: 202, body: first.body as object });
    await expect(send(2)).resolves.toMatchObject({ status: 422 });
    await expect(statuses(first.body.bulk_uuid)).resolves.toEqual([1]);
    await expect(api.get('reservations', criteria(['sku', 'ONCE']))).resolves.toMatchObject({
      body: { total_count: 1 },
    });
  });
});

describe('what is told of bulks', () => {
  it('is nothing of an unknown one', async () => {
    for (const path of ['status', 'detailed-status']) {
      await expect(bulk(UNKNOWN, path)).resolves.toMatchObject({
        status: 404,
        body: { message: 'Bulk uuid %bulkUuid not exist', parameters: { bulkUuid: UNKNOWN } },
      });
    }
    for (const uuid of [UNKNOWN, 'bulk-uuid-searchable-6']) {
      await expect(bulk(uuid, 'operation-status/4')).resolves.toMatchObject({ status: 200, body: 0 });
    }
    await expect(bulk(UNKNOWN, 'operation-status/open')).resolves.toMatchObject({ status: 400 });
  });

  it('needs a right of its own', async () => {
    const { body: token } = await pipe.http('POST', '/rest/V1/integration/admin/token', {
      ...{ body: { username: 'stockist', password: 'stockist-password' }, token: null },
    });
    const accepted = await one('POST', 'inventory/stocks', { stock: { name: 'By a user' } }, { token });
    expect(accepted.status).toBe(202);
    await expect(settled(accepted.body.bulk_uuid)).resolves.toMatchObject({ user_id: 2, user_type: 2 });
    for (const path of [`${UNKNOWN}/status`, `${UNKNOWN}/detailed-status`, `${UNKNOWN}/operation-status/1`]) {
      await expect(pipe.http('GET', `/rest/V1/bulk/${path}`, { token })).resolves.toMatchObject({
        status: 401,
        body: { parameters: { resources: ACL } },
      });
    }
  });

  it('can be searched', async () => {
    const { body } = await many('POST', 'inventory/source-items', [item('SEEN'), item('SEEN', 'nowhere')]);
    await settled(body.bulk_uuid);
    const search = (...filters: [string, string, string?][]) =>
      pipe.http('GET', `/rest/V1/bulk?${qs.stringify(criteria(...filters))}`);
    await expect(search(['bulk_uuid', body.bulk_uuid], ['status', '3'])).resolves.toMatchObject({
      status: 200,
      body: {
        items: [
          {
            ...{
              id: 1,
              bulk_uuid: body.bulk_uuid,
              status: 3,
              result_message: 'Could not save Source Item',
              error_code: 0,
            },
            extension_attributes: { start_time: expect.stringMatching(/^\d{4}-/) },
          },
        ],
        search_criteria: { filter_groups: [{}, {}] },
        total_count: 1,
      },
    });
    await expect(search(['start_time', '2010-10-10 00:00:00', 'lteq'])).resolves.toMatchObject({
      body: { total_count: 0 },
    });
    await expect(search(['result', 'x'])).resolves.toMatchObject({ status: 400 });
    await expect(pipe.http('GET', '/rest/V1/bulk')).resolves.toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'searchCriteria' } },
    });
  });

  it('is told whole and in order, however much there is', async () => {
    const given = Array.from({ length: 130 }, (_, index) => item(`MANY-${index}`));
    const { body } = await many('POST', 'inventory/source-items', given);
    await settled(body.bulk_uuid);
    const sent = (operations: { serialized_data: string }[]) =>
      operations.map(({ serialized_data }) => JSON.parse(JSON.parse(serialized_data).meta_information));
    const { body: details } = await bulk(body.bulk_uuid, 'detailed-status');
    expect(sent(details.operations_list)).toEqual(given);
    const search = async (more: object) => {
      const { searchCriteria } = criteria(['bulk_uuid', body.bulk_uuid]);
      const query = qs.stringify({ searchCriteria: { ...(searchCriteria as object), ...more } });
      return (await pipe.http('GET', `/rest/V1/bulk?${query}`)).body;
    };
    const downwards = { sortOrders: [{ field: 'id', direction: 'DESC' }] };
    const [all, page, last] = [
      await search({}),
      await search({ ...downwards, pageSize: 120 }),
      await search({ ...downwards, pageSize: 120, currentPage: 2 }),
    ];
    expect(all.total_count).toBe(130);
    expect(sent(all.items)).toEqual(given);
    expect([page.total_count, last.total_count]).toEqual([130, 130]);
    expect(sent([...page.items, ...last.items])).toEqual(given.toReversed());
  });

  it('may be cut down to fields', async () => {
    const { body } = await many('POST', 'inventory/source-items', [item('CUT')]);
    await settled(body.bulk_uuid);
    const path = `status?fields=operations_list[id,status],operation_count`;
    await expect(bulk(body.bulk_uuid, path)).resolves.toMatchObject({
      body: { operations_list: [{ id: 0, status: 1 }], operation_count: 1 },
    });
  });
});
