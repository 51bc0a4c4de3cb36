import { Ajv2020 } from 'ajv/dist/2020.js';
import { eventually } from '#testing/eventually';
import { type HttpAnswer, type PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { source } from './client.js';

type Answer = { content: Record<string, { schema: object }> };
type Operation = { responses: Record<string, Answer> };

let pipe: PipeClient;
let document: { paths: Record<string, Record<string, Operation>>; components: { responses: { Accepted: Answer } } };
beforeAll(async () => {
  pipe = await sharedPipe();
  document = (await pipe.http('GET', '/rest/all/schema?services=all', { token: null })).body;
});
afterAll(() => pipe?.close());

const item = { sku: 'CHAIR', source_code: 'eu' };
const order = { increment_id: '7', entity_id: '7', sales_channel: { type: 'website', code: 'base' } };
const placed = { type: 'order_placed', id: 'e', order, items: [{ item_id: '1', sku: 'CHAIR', qty: 1 }] };
const low = { sourceItemConfigurations: [{ ...item, notify_stock_qty: 1 }] };

/** Each write, what of it stands in its path, and what else it takes; in an order in which each can be done. */
const WRITES: [method: string, path: string, inPath: object, body: object][] = [
  ['post', 'inventory/sources', {}, source('eu')],
  ['put', 'inventory/sources/{sourceCode}', { sourceCode: 'eu' }, source('eu')],
  ['post', 'inventory/websites', {}, { website: { code: 'new_site', name: 'New' } }],
  ['post', 'inventory/stocks', {}, { stock: { stock_id: 7, name: 'Seven' } }],
  ['put', 'inventory/stocks/{stockId}', { stockId: 7 }, { stock: { name: 'Seven' } }],
  ['post', 'inventory/stock-source-links', {}, { links: [{ stock_id: 7, source_code: 'eu', priority: 1 }] }],
  ['post', 'inventory/stock-source-links-delete', {}, { links: [{ stock_id: 7, source_code: 'eu' }] }],
  ['delete', 'inventory/stocks/{stockId}', { stockId: 7 }, {}],
  ['post', 'inventory/bulk-product-source-assign', {}, { skus: ['CHAIR'], sourceCodes: ['eu', 'default'] }],
  ['post', 'inventory/source-items', {}, { sourceItems: [{ ...item, quantity: 9, status: 1 }] }],
  [
    ...(['post', 'inventory/bulk-partial-source-transfer', {}] as const),
    { originSourceCode: 'eu', destinationSourceCode: 'default', items: [{ sku: 'CHAIR', qty: 1 }] },
  ],
  [
    ...(['post', 'inventory/bulk-product-source-transfer', {}] as const),
    { skus: ['CHAIR'], originSource: 'eu', destinationSource: 'default', unassignFromOrigin: false },
  ],
  ['post', 'inventory/low-quantity-notification', {}, low],
  ['post', 'inventory/low-quantity-notifications-delete', {}, { sourceItems: [item] }],
  ['post', 'inventory/reservations', {}, { reservations: [{ stock_id: 1, sku: 'CHAIR', quantity: 1 }] }],
  ['put', 'inventory/stock-item-configuration-defaults', {}, { stockItemConfiguration: { backorders: 0 } }],
  [
    ...(['put', 'inventory/stock-item-configurations/{sku}', { sku: 'CHAIR' }] as const),
    { stockItemConfiguration: { min_qty: 0 } },
  ],
  ['post', 'inventory/order-events', {}, { event: placed }],
  ['post', 'order/notify-orders-are-ready-for-pickup', {}, { orderIds: [7] }],
  ['post', 'inventory/bulk-product-source-unassign', {}, { skus: ['CHAIR'], sourceCodes: ['eu'] }],
  ['post', 'inventory/source-items-delete', {}, { sourceItems: [item] }],
  ['delete', 'inventory/sources/{sourceCode}', { sourceCode: 'eu' }, {}],
];

const bulkPath = (path: string) =>
  path.replace(/\{(\w)(\w*)\}/g, (_, a: string, b: string) => `by${a.toUpperCase()}${b}`);

it('are known to OpenAPI for every write, and for nothing else', () => {
  const found = Object.entries(document.paths).flatMap(([path, operations]) =>
    path.startsWith('/async/') ? Object.keys(operations).map((method) => `${method} ${path}`) : [],
  );
  const expected = WRITES.flatMap(([method, path]) => [
    ...[`${method} /async/V1/${path}`, `${method} /async/bulk/V1/${bulkPath(path)}`],
  ]);
  expect(found.sort()).toEqual(expected.sort());
});

/** What is wrong with an answer, by the schema of its route. */
function faults(method: string, path: string, { status, body }: HttpAnswer): unknown {
  const { content } =
    status === 202 ? document.components.responses.Accepted : document.paths[path]![method]!.responses[status]!;
  const { schema } = content['application/json']!;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  return ajv.validate({ ...schema, components: document.components }, body) ? [] : { errors: ajv.errors, body };
}

async function statusOf(answer: HttpAnswer, path: string): Promise<HttpAnswer> {
  return eventually(async () => {
    const told = await pipe.http('GET', `/rest/V1/bulk/${answer.body.bulk_uuid}/${path}`);
    return told.body.operations_list.every(({ status }: { status: number }) => status !== 4) && told;
  });
}

async function isDone(method: string, path: string, answer: HttpAnswer): Promise<void> {
  expect(answer).toMatchObject({ status: 202, body: { errors: false } });
  expect(faults(method, path, answer)).toEqual([]);
  for (const told of ['status', 'detailed-status']) {
    const status = await statusOf(answer, told);
    expect(status.body.operations_list).toMatchObject([{ id: 0, status: 1 }]);
    expect(faults('get', `/V1/bulk/{bulkUuid}/${told}`, status)).toEqual([]);
  }
}

it('do what the write does, one at a time', async () => {
  for (const [method, path, inPath, body] of WRITES) {
    const url = Object.entries(inPath).reduce((at, [name, value]) => at.replace(`{${name}}`, String(value)), path);
    const given = method === 'delete' ? undefined : body;
    const answer = await pipe.http(method.toUpperCase(), `/rest/all/async/V1/${url}`, { body: given });
    await isDone(method, `/async/V1/${path}`, answer);
  }
}, 60_000);

it('do what the write does, in bulk', async () => {
  for (const [method, path, inPath, body] of WRITES) {
    const url = `/async/bulk/V1/${bulkPath(path)}`;
    const element = path.includes('order-events')
      ? { event: { ...placed, id: 'f', order: { ...order, increment_id: '8', entity_id: '8' } } }
      : body;
    const answer = await pipe.http(method.toUpperCase(), `/rest/default${url}`, { body: [{ ...inPath, ...element }] });
    await isDone(method, url, answer);
  }
  const found = await pipe.http('GET', '/rest/V1/bulk?searchCriteria[page_size]=3');
  expect(faults('get', '/V1/bulk', found)).toEqual([]);
}, 60_000);
