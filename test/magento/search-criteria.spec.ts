import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, source, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
  const places = { aachen: 'Aachen', bonn: 'Bonn', celle: undefined, dresden: 'dresden ' };
  for (const [code, city] of Object.entries(places)) {
    await api.post('sources', source(code, { name: `List ${code}`, country_id: 'XX', city }));
  }
  const sourceItems = [
    { sku: 'A-1', source_code: 'aachen', quantity: 9, status: 1 },
    { sku: 'A-2', source_code: 'aachen', quantity: 10.5, status: 0 },
    { sku: 'B,1', source_code: 'bonn', quantity: 100, status: 1 },
    { sku: 'b_1', source_code: 'bonn', quantity: -1, status: 1 },
  ];
  await api.post('source-items', { sourceItems });
});
afterAll(() => pipe?.close());

const skus = async (...filters: Parameters<typeof criteria>) =>
  (await api.get('source-items', criteria(...filters))).body.items.map(({ sku }: { sku: string }) => sku);

describe('a condition on source items', () => {
  it.each<[string, string, string | undefined, string[]]>([
    ['sku', 'a-1 ', undefined, ['A-1']],
    ['sku', 'A-1', 'eq', ['A-1']],
    ['sku', 'a-1', 'neq', ['A-2', 'B,1', 'b_1']],
    ['sku', 'a%', 'like', ['A-1', 'A-2']],
    ['sku', 'B_1', 'like', ['B,1', 'b_1']],
    ['sku', 'b\\_1', 'like', ['b_1']],
    ['sku', 'a%', 'nlike', ['B,1', 'b_1']],
    ['sku', '-', 'fulltext', ['A-1', 'A-2']],
    ['sku', 'A-1,b_1,nothing', 'in', ['A-1', 'b_1']],
    ['sku', 'A-1,b_1', 'nin', ['A-2', 'B,1']],
    ['sku', '^a-[12]$', 'regexp', ['A-1', 'A-2']],
    ['sku', 'b', 'finset', ['B,1']],
    ['sku', 'b', 'nfinset', ['A-1', 'A-2', 'b_1']],
    ['quantity', '9', 'gt', ['A-2', 'B,1']],
    ['quantity', '10.50', 'eq', ['A-2']],
    ['quantity', '9', 'lt', ['b_1']],
    ['quantity', '10.5', 'gteq', ['A-2', 'B,1']],
    ['quantity', '10.5', 'moreq', ['A-2', 'B,1']],
    ['quantity', '9', 'lteq', ['A-1', 'b_1']],
    ['quantity', '9,100', 'in', ['A-1', 'B,1']],
    ['quantity', '', 'notnull', ['A-1', 'A-2', 'B,1', 'b_1']],
    ['quantity', '', 'null', []],
    ['status', '0', 'eq', ['A-2']],
    ['source_code', 'BONN', 'eq', ['B,1', 'b_1']],
    ['source_item_id', '1', 'lteq', ['A-1']],
  ])('%s %j %s', async (field, value, type, found) => {
    await expect(type ? skus([field, value, type]) : skus([field, value])).resolves.toEqual(found);
  });

  it('joins a range of two groups', async () => {
    await expect(skus(['quantity', '0', 'from'], ['quantity', '10.5', 'to'])).resolves.toEqual(['A-1', 'A-2']);
  });
});

describe('a condition on a column without a value', () => {
  it.each<[string, string, string[]]>([
    ['', 'null', ['celle']],
    ['', 'notnull', ['aachen', 'bonn', 'dresden']],
    ['null', 'is', ['celle']],
    ['not null', 'is', ['aachen', 'bonn', 'dresden']],
    ['Bonn', 'neq', ['aachen', 'dresden']],
    ['DRESDEN', 'eq', ['dresden']],
  ])('city %j %s', async (value, type, codes) => {
    const { body } = await api.get('sources', criteria(['country_id', 'XX'], ['city', value, type]));
    expect(body.items.map(({ source_code }: { source_code: string }) => source_code)).toEqual(codes);
  });
});

describe('the echo', () => {
  it('has every value as text, the type of each condition, and what was given only', async () => {
    const searchCriteria = {
      filterGroups: [
        {
          filters: [
            { field: 'quantity', value: 9, conditionType: 'gteq' },
            { field: 'sku', value: 'x' },
          ],
        },
        { filters: [{ field: 'status', conditionType: 'notnull' }] },
      ],
      sortOrders: [{ field: 'sku', direction: 'asc' }, { field: 'quantity' }],
      pageSize: '2',
    };
    const { body } = await api.get('source-items', { searchCriteria });
    expect(body.search_criteria).toEqual({
      filter_groups: [
        {
          filters: [
            { field: 'quantity', value: '9', condition_type: 'gteq' },
            { field: 'sku', value: 'x', condition_type: 'eq' },
          ],
        },
        { filters: [{ field: 'status', condition_type: 'notnull' }] },
      ],
      sort_orders: [{ field: 'sku', direction: 'ASC' }, { field: 'quantity' }],
      page_size: 2,
    });
  });
});

describe('pages', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['the first', 3, 1, ['A-1', 'A-2', 'B,1']],
    ['the second', 3, 2, ['b_1']],
    ['one beyond the end, which is the last', 3, 9, ['b_1']],
    ['one before the first, which is the first', 3, 0, ['A-1', 'A-2', 'B,1']],
    ['none, since without a size there are none', undefined, 7, ['A-1', 'A-2', 'B,1', 'b_1']],
  ])('%s', async (_, page_size, current_page, found) => {
    const { body } = await api.get('source-items', { searchCriteria: { page_size, current_page } });
    expect(body.items.map(({ sku }: { sku: string }) => sku)).toEqual(found);
    expect(body.total_count).toBe(4);
  });

  it('of nothing are empty', async () => {
    const { searchCriteria } = criteria(['sku', 'nothing']);
    const answer = await api.get('source-items', {
      searchCriteria: { ...searchCriteria, page_size: 5, current_page: 3 },
    });
    expect(answer).toMatchObject({ status: 200, body: { items: [], total_count: 0 } });
  });

  it('need numbers', async () => {
    const message = `Error occurred during "page_size" processing. The "x" value's type is invalid. The "int" type was expected. Verify and try again.`;
    await expect(api.get('source-items', { searchCriteria: { page_size: 'x' } })).resolves.toMatchObject({
      status: 400,
      body: { message },
    });
  });
});
