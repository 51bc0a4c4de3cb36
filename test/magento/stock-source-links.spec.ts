import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, refused, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  for (const code of ['hq', 'berlin', 'paris']) await api.post('sources', source(code));
  await api.post('stocks', { stock: { stock_id: 2, name: 'Two' } });
  await api.post('stocks', { stock: { stock_id: 3, name: 'Three' } });
});
afterAll(() => pipe?.close());

const link = (stock_id: unknown, source_code: unknown, priority?: unknown) => ({ stock_id, source_code, priority });
const save = (...links: object[]) => api.post('stock-source-links', { links });
const remove = (...links: object[]) => api.post('stock-source-links-delete', { links });
const linksOf = async (stockId: number) =>
  (await api.get('stock-source-links', criteria(['stock_id', String(stockId)]))).body.items;

const EMPTY = '"%field" can not be empty.';
const POSITIVE = '"%field" should be greater then 0.';
const DEFAULTS = 'Can not save link related to Default Source or Default Stock';

describe('linking sources to stocks', () => {
  it('links several at once and answers an empty list', async () => {
    await expect(save(link(2, 'hq', 1), link('2', 'BERLIN', '2'), link(3, 'hq', 2))).resolves.toMatchObject({
      status: 200,
      body: [],
    });
    await expect(linksOf(2)).resolves.toEqual([link(2, 'hq', 1), link(2, 'berlin', 2)]);
    const { body } = await api.get('stock-source-links', criteria(['stock_id', '3']));
    expect(JSON.stringify(body.items)).toBe('[{"stock_id":3,"source_code":"hq","priority":2}]');
  });

  it('replaces the priority of a pair that is linked; priorities may be equal', async () => {
    await save(link(2, 'berlin', 1));
    await expect(linksOf(2)).resolves.toEqual([link(2, 'hq', 1), link(2, 'berlin', 1)]);
  });

  it('lets the default source stay linked with the default stock', async () => {
    await expect(save(link(1, 'default', 5))).resolves.toMatchObject({ status: 200 });
    await expect(linksOf(1)).resolves.toEqual([link(1, 'default', 5)]);
  });

  it.each<[string, object[], ...[string, object?][]]>([
    [
      'an empty source code',
      [link(2, ' ', 1)],
      [EMPTY, { field: 'source_code' }],
      ['"%field" can not contain whitespaces.', { field: 'source_code' }],
    ],
    ['no stock', [link(undefined, 'hq', 1)], [EMPTY, { field: 'stock_id' }]],
    ['no priority', [link(2, 'hq')], [POSITIVE, { field: 'priority' }]],
    [
      'priorities below one',
      [link(2, 'hq', 0), link(2, 'hq', -1)],
      [POSITIVE, { field: 'priority' }],
      [POSITIVE, { field: 'priority' }],
    ],
    ['the default stock', [link(1, 'hq', 1)], [DEFAULTS]],
    [
      'several reasons, link by link',
      [link(2, 'hq', 1), link(1, 'h q', 0), link(3, 'default', 1)],
      ['"%field" can not contain whitespaces.', { field: 'source_code' }],
      [POSITIVE, { field: 'priority' }],
      [DEFAULTS],
      [DEFAULTS],
    ],
    ['the default source', [link(2, 'Default', 1)], [DEFAULTS]],
    [
      'nothing',
      [{}],
      [EMPTY, { field: 'source_code' }],
      [EMPTY, { field: 'stock_id' }],
      [POSITIVE, { field: 'priority' }],
    ],
  ])('is refused for %s', async (_, links, ...errors) => {
    const { status, body } = await save(...links);
    expect({ status, body }).toEqual(refused('Validation Failed', ...errors));
  });

  it('is refused for an empty list', async () => {
    await expect(save()).resolves.toMatchObject(refused('Input data is empty'));
  });

  it.each([link(99, 'hq', 1), link(-1, 'hq', 1), link(2, 'nowhere', 1)])(
    'is refused for ends that do not exist: %j',
    async (unknown) => {
      await expect(save(link(2, 'paris', 1), unknown)).resolves.toMatchObject(
        refused('Could not save StockSourceLinks'),
      );
      await expect(linksOf(2)).resolves.not.toContainEqual(link(2, 'paris', 1));
    },
  );

  it('is refused for a priority that is no integer', async () => {
    const reason = 'The "high" value\'s type is invalid. The "int" type was expected. Verify and try again.';
    await expect(save(link(2, 'hq', 'high'))).resolves.toMatchObject(
      refused(`Error occurred during "priority" processing. ${reason}`),
    );
  });

  it('is refused without a list', async () => {
    await expect(api.post('stock-source-links', {})).resolves.toMatchObject({
      status: 400,
      body: { message: '"%fieldName" is required. Enter and try again.', parameters: { fieldName: 'links' } },
    });
  });
});

describe('unlinking sources from stocks', () => {
  it('deletes all pairs given and ignores those that are not linked', async () => {
    await save(link(3, 'berlin', 3), link(3, 'paris', 4));
    const answer = await remove(link(3, 'PARIS'), link(3, 'nowhere'), link(77, 'hq'), link(-1, 'hq'), link(3, 'hq', 2));
    expect(answer).toMatchObject({ status: 200, body: [] });
    await expect(linksOf(3)).resolves.toEqual([link(3, 'berlin', 3)]);
  });

  it('takes the pairs out of the query too', async () => {
    const answer = await pipe.http(
      'POST',
      '/rest/V1/inventory/stock-source-links-delete?links[0][stock_id]=3&links[0][source_code]=berlin',
    );
    expect(answer).toMatchObject({ status: 200, body: [] });
    await expect(linksOf(3)).resolves.toEqual([]);
  });

  it.each([link(1, 'hq'), link(2, 'default'), link(1, 'default')])('is refused for the defaults: %j', async (pair) => {
    await expect(remove(link(2, 'hq'), pair)).resolves.toMatchObject(
      refused('Can not delete link related to Default Source or Default Stock'),
    );
  });

  it('is refused for an empty list', async () => {
    await expect(remove()).resolves.toMatchObject(refused('Input data is empty'));
  });
});

describe('listing links', () => {
  it('needs criteria, be they empty', async () => {
    await expect(api.get('stock-source-links')).resolves.toMatchObject({
      status: 400,
      body: { message: '"%fieldName" is required. Enter and try again.', parameters: { fieldName: 'searchCriteria' } },
    });
    const { status, body } = await pipe.http('GET', '/rest/V1/inventory/stock-source-links?searchCriteria=');
    expect(status).toBe(200);
    expect(body.items[0]).toEqual(expect.objectContaining({ stock_id: 1, source_code: 'default' }));
  });

  it('filters and sorts by its columns', async () => {
    await save(link(2, 'hq', 7), link(2, 'berlin', 8), link(2, 'paris', 9));
    const searchCriteria = {
      ...criteria(['priority', '8', 'gteq']).searchCriteria,
      sortOrders: [{ field: 'link_id', direction: 'DESC' }],
    };
    const { body } = await api.get('stock-source-links', { searchCriteria });
    expect(body).toMatchObject({ items: [link(2, 'paris', 9), link(2, 'berlin', 8)], total_count: 2 });
  });
});
