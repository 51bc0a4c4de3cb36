import { parse } from 'qs';
import { BadSearch } from '#inventory/search';
import { SEARCH_CRITERIA, searchOf, searchRefusal, searchResult } from './search-criteria.js';

const FIELDS = ['sku', 'sourceCode', 'quantity'];
const read = (query: string) => SEARCH_CRITERIA.read(parse(query, { depth: 10 }).searchCriteria ?? '');
const search = (query: string) => searchOf(read(query), FIELDS);
const filter = (field: string, value: string, type: string) =>
  search(
    `searchCriteria[filterGroups][0][filters][0][field]=${field}&searchCriteria[filterGroups][0][filters][0][value]=${value}` +
      `&searchCriteria[filterGroups][0][filters][0][conditionType]=${type}`,
  ).where[0]![0]!;

describe('criteria', () => {
  it('may be empty', () => {
    expect(search('searchCriteria=')).toEqual({ where: [], sort: [], chunk: 2000 });
  });

  it.each(['searchCriteria=all', 'searchCriteria[]=', 'searchCriteria'])(
    'may be anything but criteria: %s',
    (query) => {
      expect(search(query)).toEqual(search('searchCriteria='));
    },
  );

  it('may begin empty', () => {
    expect(search('searchCriteria=&searchCriteria[pageSize]=3')).toMatchObject({ limit: 3 });
  });

  it.each([
    ['eq', 'x', { op: 'eq', value: 'x' }],
    ['', 'x', { op: 'eq', value: 'x' }],
    ['MOREQ', '1', { op: 'gteq', value: '1' }],
    ['from', '1', { op: 'gteq', value: '1' }],
    ['to', '1', { op: 'lteq', value: '1' }],
    ['fulltext', 'x', { op: 'like', value: '%x%' }],
    ['nin', 'a,b', { op: 'nin', value: 'a,b' }],
    ['nfinset', 'a', { op: 'nfinset', value: 'a' }],
    ['is', 'NULL', { op: 'null', value: 'NULL' }],
    ['is', 'not  null', { op: 'notnull', value: 'not  null' }],
  ])('of the condition type %j', (type, value, expected) => {
    expect(filter('source_code', value, type)).toEqual({ field: 'sourceCode', ...expected });
  });

  it.each(['around', 'constructor', 'is'])('of an unknown condition type are refused: %s', (type) => {
    expect(() => filter('sku', 'x', type)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it.each(['sourceCode', 'password', '', '__proto__'])('over an unknown field are refused: %j', (field) => {
    expect(() => filter(field, 'x', 'eq')).toThrow(
      expect.objectContaining({
        status: 400,
        parameters: { fieldName: field, fieldNames: 'sku, source_code, quantity' },
      }),
    );
  });

  it('sort downwards unless told ASC', () => {
    const orders = ['ASC', 'asc', 'DESC', 'up', ''].map(
      (direction, index) =>
        `searchCriteria[sortOrders][${index}][field]=sku&searchCriteria[sortOrders][${index}][direction]=${direction}`,
    );
    expect(search(orders.join('&')).sort.map(({ descending }) => descending)).toEqual([false, false, true, true, true]);
  });

  it('come in an order of their own without sort orders', () => {
    const sorted = (query: string) => searchOf(read(query), FIELDS, 'sourceCode').sort;
    expect(sorted('searchCriteria=')).toEqual([{ field: 'sourceCode', descending: false }]);
    expect(sorted('searchCriteria[sortOrders][0][field]=sku')).toEqual([{ field: 'sku', descending: true }]);
  });

  it.each([
    ['[pageSize]=20&searchCriteria[currentPage]=3', { limit: 20, offset: 40 }],
    ['[page_size]=20', { limit: 20, offset: 0 }],
    ['[page_size]=20&searchCriteria[current_page]=-1', { limit: 20, offset: 0 }],
    ['[page_size]=-5&searchCriteria[current_page]=2', { limit: 1, offset: 1 }],
  ])('cut pages, the last one for any beyond: searchCriteria%s', (query, page) => {
    expect(search(`searchCriteria${query}`)).toEqual({ where: [], sort: [], clamp: true, ...page });
  });

  it.each(['searchCriteria[currentPage]=3', 'searchCriteria[pageSize]=0'])(
    'ask for all rows without a page size: %s',
    (query) => {
      expect(search(query)).toEqual({ where: [], sort: [], chunk: 2000 });
    },
  );
});

describe('an operator', () => {
  const limits = { items: 2, pageSize: 100, defaultPageSize: 20 };
  const limited = (query: string) => SEARCH_CRITERIA.read(parse(query, { depth: 10 }).searchCriteria, limits);

  it('may limit pages', () => {
    expect(limited('searchCriteria[pageSize]=100')).toMatchObject({ pageSize: 100 });
    expect(() => limited('searchCriteria[pageSize]=101')).toThrow(
      expect.objectContaining({
        status: 400,
        message: 'Maximum SearchCriteria pageSize is %max',
        parameters: { max: 100 },
      }),
    );
  });

  it('may cut answers into pages', () => {
    expect(limited('searchCriteria=')).toEqual({ pageSize: 20 });
  });
});

describe('an answer', () => {
  it('repeats the criteria it was asked for', () => {
    const query =
      'searchCriteria[filterGroups][0][filters][0][field]=quantity&searchCriteria[filterGroups][0][filters][0][value]=5' +
      '&searchCriteria[filterGroups][0][filters][1][field]=sku&searchCriteria[filterGroups][0][filters][1][condition_type]=null' +
      '&searchCriteria[sortOrders][0][field]=sku&searchCriteria[sortOrders][0][direction]=asc&searchCriteria[pageSize]=1';
    expect(searchResult({ items: [1], total: 9 }, read(query), (view) => ({ view }))).toEqual({
      items: [{ view: 1 }],
      search_criteria: {
        filter_groups: [
          {
            filters: [
              { field: 'quantity', value: '5', condition_type: 'eq' },
              { field: 'sku', condition_type: 'null' },
            ],
          },
        ],
        sort_orders: [{ field: 'sku', direction: 'ASC' }],
        page_size: 1,
      },
      total_count: 9,
    });
  });

  it('always has filter groups', () => {
    expect(searchResult({ items: [], total: 0 }, {}, () => ({}))).toMatchObject({
      search_criteria: { filter_groups: [] },
    });
  });
});

it('a search that the database cannot carry out is a refusal, not a failure', () => {
  expect(searchRefusal(new BadSearch('bad-value', 'regexp', 'parentheses not balanced'))).toMatchObject({
    status: 400,
    parameters: { fieldName: 'regexp', value: 'parentheses not balanced' },
  });
});
