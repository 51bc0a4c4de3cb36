import qs from 'qs';
import { RequestRefused } from './errors.js';
import { preferredPage, readListQuery, readShape } from './read-query.rules.js';
import { resourceOf } from './resources.js';

const read = (query: string) => readListQuery(resourceOf('stock_levels'), qs.parse(query));

function faultsOf(query: string): string[] {
  try {
    read(query);
  } catch (error) {
    if (error instanceof RequestRefused) return error.errors.map(({ code }) => code);
    throw error;
  }
  return [];
}

describe('the query of a list', () => {
  it('asks for the first ten records when it says nothing', () => {
    expect(read('')).toEqual({
      fields: {},
      include: {},
      page: { number: 1, size: 10 },
      search: { where: [], sort: [], limit: 10, offset: 0 },
    });
  });

  it('turns to a page', () => {
    expect(read('page[number]=3&page[size]=25').search).toMatchObject({ limit: 25, offset: 50 });
  });

  it.each(['page[size]=26', 'page[size]=0', 'page[size]=ten', 'page[number]=0', 'page[number]=-1', 'page[number]=1.5'])(
    'is refused for a page that cannot be: %s',
    (query) => expect(faultsOf(query)).toEqual(['INVALID_PAGE_VALUE']),
  );

  it('may ask for larger pages when it prefers to', () => {
    expect(preferredPage(undefined)).toBeUndefined();
    expect(preferredPage('respond-async, max-page-size=200')).toBe(200);
    expect(preferredPage('max-page-size=1000000')).toBe(1_000);
    expect(preferredPage('max-page-size=1')).toBe(25);
    const wide = readListQuery(resourceOf('stock_levels'), qs.parse('page[size]=200'), 200);
    expect(wide.search).toMatchObject({ limit: 200 });
  });

  it('is refused for a page without members or with others', () => {
    expect(faultsOf('page=2')).toEqual(['INVALID_PAGE_OBJECT']);
    expect(faultsOf('page[offset]=2')).toEqual(['PARAM_NOT_ALLOWED']);
  });

  it('sorts by several criteria, a minus for descending', () => {
    expect(read('sort=-priority,created_at,id').search.sort).toEqual([
      { field: 'priority', descending: true },
      { field: 'createdAt', descending: false },
      { field: 'publicId', descending: false },
    ]);
  });

  it.each(['sort=metadata', 'sort=nonsense', 'sort=--priority', 'sort=stock_location_id'])(
    'is refused for %s',
    (query) => {
      expect(faultsOf(query)).toEqual(['INVALID_SORT_CRITERIA']);
    },
  );

  it('names members of each type', () => {
    expect(read('fields[stock_levels]=priority,stock_location&fields[stock_locations]=name').fields).toEqual({
      stock_levels: ['priority', 'stock_location'],
      stock_locations: ['name'],
    });
  });

  it('may name any members of records that nobody keeps', () => {
    expect(read('fields[prices]=currency_code').fields).toEqual({ prices: ['currency_code'] });
  });

  it('may name what every record shows', () => {
    expect(read('fields[stock_levels]=id,type,priority').fields).toEqual({ stock_levels: ['id', 'type', 'priority'] });
  });

  it.each([
    ['fields[stock_levels]=nonsense', 'INVALID_FIELD'],
    ['fields[nonsense]=name', 'INVALID_RESOURCE'],
    ['fields=priority', 'INVALID_FIELD_FORMAT'],
  ])('is refused for %s', (query, code) => expect(faultsOf(query)).toEqual([code]));

  it('includes relationships, those of included records too', () => {
    expect(read('include=stock_location,inventory_model.inventory_stock_locations').include).toEqual({
      stock_location: {},
      inventory_model: { inventory_stock_locations: {} },
    });
  });

  it.each(['nonsense', 'stock_location.nonsense', 'constructor', 'priority'])('cannot include %s', (path) => {
    expect(faultsOf(`include=${path}`)).toEqual(['INVALID_INCLUDE']);
  });

  it('cannot include without end', () => {
    const path = Array.from({ length: 6 }, (_, depth) => (depth % 2 ? 'stock_levels' : 'stock_location')).join('.');
    expect(faultsOf(`include=${path}`)).toEqual(['INVALID_INCLUDE']);
  });

  it('is refused with everything that is wrong', () => {
    expect(faultsOf('include=a&sort=b&page[size]=c&filter[q][d_eq]=1&fields[e]=f')).toEqual([
      'INVALID_RESOURCE',
      'INVALID_INCLUDE',
      'INVALID_PAGE_VALUE',
      'FILTER_NOT_ALLOWED',
      'INVALID_SORT_CRITERIA',
    ]);
  });
});

test('the shape of one record does not mind the parameters of lists', () => {
  expect(readShape(resourceOf('stock_levels'), qs.parse('sort=nonsense&include=stock_location'))).toEqual({
    fields: {},
    include: { stock_location: {} },
  });
});
