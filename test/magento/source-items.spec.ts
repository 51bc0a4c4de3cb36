import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, refused, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  for (const code of ['berlin', 'paris']) await api.post('sources', source(code));
});
afterAll(() => pipe?.close());

const item = (sku: unknown, source_code: unknown, quantity: unknown = 1, status: unknown = 1) => ({
  sku,
  source_code,
  quantity,
  status,
});
const save = (...sourceItems: object[]) => api.post('source-items', { sourceItems });
const remove = (...sourceItems: object[]) => api.post('source-items-delete', { sourceItems });
const itemsOf = async (sku: string) => (await api.get('source-items', criteria(['sku', sku]))).body.items;

const NUMERIC = '"%field" should be numeric.';
const EMPTY = '"%field" can not be empty.';

describe('saving source items', () => {
  it('creates them and answers an empty list', async () => {
    const items = [item('CHAIR', 'berlin', 10.5, 1), item('CHAIR', 'paris', '0.25', '0')];
    await expect(save(...items)).resolves.toMatchObject({ status: 200, body: [] });
    const { body } = await api.get('source-items', criteria(['sku', 'CHAIR']));
    expect(JSON.stringify(body.items)).toBe(
      '[{"sku":"CHAIR","source_code":"berlin","quantity":10.5,"status":1},{"sku":"CHAIR","source_code":"paris","quantity":0.25,"status":0}]',
    );
  });

  it('sets quantity and status of those that exist, whatever the case of SKU and code', async () => {
    await save(item('Table', 'berlin', 5, 1));
    await save(item('tABLE ', 'BERLIN', 7, 0)).then(() => save(item('tABLE', 'BERLIN', 7, 0)));
    await expect(itemsOf('table')).resolves.toEqual([item('Table', 'berlin', 7, 0)]);
  });

  it('never derives the status from the quantity', async () => {
    await save(item('EMPTY', 'berlin', 0, 1), item('FULL', 'berlin', 9, 0), item('DEBT', 'berlin', -3, 1));
    await expect(itemsOf('EMPTY')).resolves.toEqual([item('EMPTY', 'berlin', 0, 1)]);
    await expect(itemsOf('FULL')).resolves.toEqual([item('FULL', 'berlin', 9, 0)]);
    await expect(itemsOf('DEBT')).resolves.toEqual([item('DEBT', 'berlin', -3, 1)]);
  });

  it('rounds to four places; of a pair given twice the last counts', async () => {
    await save(item('ROUND', 'berlin', 1), item('ROUND', 'berlin', 2.00005));
    await expect(itemsOf('ROUND')).resolves.toEqual([item('ROUND', 'berlin', 2.0001)]);
  });

  it('takes camelCase and snake_case alike', async () => {
    const answer = await api.post('source-items', {
      source_items: [{ sku: 'CAMEL', sourceCode: 'berlin', quantity: 1, status: 1 }],
    });
    expect(answer).toMatchObject({ status: 200 });
    await expect(itemsOf('CAMEL')).resolves.toHaveLength(1);
  });

  it.each<[string, object[], string, ...[string, object?][]]>([
    ['an empty SKU', [item('', 'berlin')], '"sku" can not be empty.', [EMPTY, { field: 'sku' }]],
    [
      'a SKU that is one blank',
      [item(' ', 'berlin')],
      '"sku" can not be empty.',
      [EMPTY, { field: 'sku' }],
      ['"%field" can not contain leading or trailing spaces.', { field: 'sku' }],
    ],
    [
      'a SKU with blanks around it',
      [item(' X', 'berlin')],
      '"sku" can not contain leading or trailing spaces.',
      ['"%field" can not contain leading or trailing spaces.', { field: 'sku' }],
    ],
    [
      'a code with white space',
      [item('X', 'ber lin')],
      '"source_code" can not contain whitespaces.',
      ['"%field" can not contain whitespaces.', { field: 'source_code' }],
    ],
    ['no quantity', [item('X', 'berlin', null)], '"quantity" should be numeric.', [NUMERIC, { field: 'quantity' }]],
    ['no status', [item('X', 'berlin', 1, null)], '"status" should be numeric.', [NUMERIC, { field: 'status' }]],
    [
      'another status',
      [item('X', 'berlin', 1, 2)],
      '"status" should a known status.',
      ['"%field" should a known status.', { field: 'status' }],
    ],
    [
      'several reasons',
      [item('OK', 'berlin'), { quantity: 1 }, item('X', 'berlin', null, 3)],
      '"sku" can not be empty.',
      [EMPTY, { field: 'sku' }],
      [EMPTY, { field: 'source_code' }],
      [NUMERIC, { field: 'status' }],
      [NUMERIC, { field: 'quantity' }],
      ['"%field" should a known status.', { field: 'status' }],
    ],
  ])('is refused as a whole for %s', async (_, items, first, ...errors) => {
    const { status, body } = await save(...items);
    expect({ status, body }).toEqual(refused(`Validation Failed: ${first}`, ...errors));
    await expect(itemsOf('OK')).resolves.toEqual([]);
  });

  it('is refused for a source that does not exist', async () => {
    await expect(save(item('OK', 'berlin'), item('X', 'nowhere'))).resolves.toMatchObject(
      refused('Could not save Source Item'),
    );
    await expect(itemsOf('OK')).resolves.toEqual([]);
  });

  it('is refused for a quantity that no column holds', async () => {
    const { status, body } = await save(item('HUGE', 'berlin', 1e30));
    expect(status).toBe(400);
    expect(body.errors[0].parameters).toMatchObject({ field: 'quantity' });
  });

  it.each([
    ['test', 'test'],
    ['', ''],
    [true, '1'],
    [[], 'array'],
    [{}, 'array'],
  ])('is refused for the quantity %j', async (given, printed) => {
    const reason = `The "${printed}" value's type is invalid. The "float" type was expected. Verify and try again.`;
    await expect(save(item('X', 'berlin', given))).resolves.toMatchObject(
      refused(`Error occurred during "quantity" processing. ${reason}`),
    );
  });

  it('is refused for an empty list', async () => {
    await expect(save()).resolves.toMatchObject(refused('Input data is empty'));
  });

  it('takes thousands at once', async () => {
    const items = Array.from({ length: 3_000 }, (_, index) => item(`BULK-${index}`, 'paris', index));
    await expect(save(...items)).resolves.toMatchObject({ status: 200, body: [] });
    await expect(api.get('source-items', criteria(['sku', 'BULK-%', 'like']))).resolves.toMatchObject({
      body: { total_count: 3_000 },
    });
  });
});

describe('deleting source items', () => {
  it('deletes the pairs given and ignores those that do not exist', async () => {
    await save(item('GONE', 'berlin'), item('GONE', 'paris'));
    const answer = await remove(
      { sku: 'gone', source_code: 'BERLIN' },
      { sku: 'GONE', source_code: 'nowhere' },
      { sku: 'NEVER', source_code: 'paris' },
    );
    expect(answer).toMatchObject({ status: 200, body: [] });
    await expect(itemsOf('GONE')).resolves.toEqual([item('GONE', 'paris')]);
  });

  it('takes the pairs out of the query too', async () => {
    const query = 'sourceItems[0][sku]=GONE&sourceItems[0][source_code]=paris';
    await expect(pipe.http('POST', `/rest/V1/inventory/source-items-delete?${query}`)).resolves.toMatchObject({
      status: 200,
      body: [],
    });
    await expect(itemsOf('GONE')).resolves.toEqual([]);
  });

  it('is refused for an empty list', async () => {
    await expect(remove()).resolves.toMatchObject(refused('Input data is empty'));
  });
});

describe('a SKU of any letters', () => {
  it.each(['a/b', 'with blanks in it', 'Größe 42', '你好', '50%2F', `"o'neil";&?#+`, 'x'.repeat(64), '🛋'.repeat(64)])(
    'is saved, found and deleted: %s',
    async (sku) => {
      await expect(save(item(sku, 'berlin', 2))).resolves.toMatchObject({ status: 200, body: [] });
      await expect(itemsOf(sku)).resolves.toEqual([item(sku, 'berlin', 2)]);
      await expect(remove(item(sku, 'berlin'))).resolves.toMatchObject({ status: 200, body: [] });
      await expect(itemsOf(sku)).resolves.toEqual([]);
    },
  );
});

describe('listing source items', () => {
  beforeAll(async () => {
    await save(item('LIST-1', 'berlin', 10), item('LIST-2', 'berlin', 9), item('LIST-3', 'paris', 100, 0));
  });
  const skus = async (query: object) =>
    (await api.get('source-items', query)).body.items.map(({ sku }: { sku: string }) => sku);

  it('needs criteria', async () => {
    await expect(api.get('source-items')).resolves.toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'searchCriteria' } },
    });
  });

  it('compares quantities as numbers', async () => {
    await expect(skus(criteria(['sku', 'list-%', 'like'], ['quantity', '9.5', 'gt']))).resolves.toEqual([
      'LIST-1',
      'LIST-3',
    ]);
    const sortOrders = [{ field: 'quantity', direction: 'ASC' }];
    const { searchCriteria } = criteria(['sku', 'list-%', 'like']);
    await expect(skus({ searchCriteria: { ...searchCriteria, sortOrders } })).resolves.toEqual([
      'LIST-2',
      'LIST-1',
      'LIST-3',
    ]);
  });

  it('takes lists, ranges and several groups', async () => {
    await expect(skus(criteria(['sku', 'LIST-1,list-3,x', 'in']))).resolves.toEqual(['LIST-1', 'LIST-3']);
    await expect(skus(criteria(['sku', 'LIST-1', 'from'], ['sku', 'LIST-2', 'to']))).resolves.toEqual([
      'LIST-1',
      'LIST-2',
    ]);
    await expect(
      skus(criteria(['sku', 'list', 'fulltext'], ['source_code', 'PARIS'], ['status', '0'])),
    ).resolves.toEqual(['LIST-3']);
  });

  it('pages', async () => {
    const { searchCriteria } = criteria(['sku', 'LIST-%', 'like']);
    const { body } = await api.get('source-items', {
      searchCriteria: { ...searchCriteria, pageSize: 2, currentPage: 2 },
    });
    expect(body).toMatchObject({
      items: [{ sku: 'LIST-3' }],
      total_count: 3,
      search_criteria: { page_size: 2, current_page: 2 },
    });
  });

  it('keeps the fields asked for', async () => {
    const answer = await api.get('source-items', {
      ...criteria(['sku', 'LIST-1']),
      fields: 'items[sku,quantity],total_count',
    });
    expect(answer.body).toEqual({ items: [{ sku: 'LIST-1', quantity: 10 }], total_count: 1 });
  });
});
