import { checked, searchOfSources, sortsByDistance } from './pickup-search.rules.js';
import { addressOfTerm } from './search-term.rules.js';

const area = { radius: 100, searchTerm: 'Berlin:DE' };
const request = (more: Parameters<typeof checked>[0] = {}) => checked({ scopeCode: 'eu_site', ...more });
const by = (...sort: [field: string, direction?: string][]) => ({
  sort: sort.map(([field, direction]) => ({ field, direction })),
});

test('filters all count, by the columns of sources that they are about', () => {
  const filters = {
    name: { value: 'Shop%', conditionType: 'like' },
    country: { value: 'DE' },
    pickupLocationCode: { value: 'a,b', conditionType: 'in' },
  };
  expect(searchOfSources(request({ filters })).where).toEqual([
    [{ field: 'frontendName', op: 'like', value: 'Shop%' }],
    [{ field: 'countryId', op: 'eq', value: 'DE' }],
    [{ field: 'sourceCode', op: 'in', value: 'a,b' }],
  ]);
});

describe('the order of pages', () => {
  const sorted = (more: Parameters<typeof checked>[0]) =>
    searchOfSources(request(more)).sort.map(({ field, descending }) => `${field} ${descending ? 'down' : 'up'}`);

  test.each<[string, Parameters<typeof checked>[0], string[]]>([
    ['by code, when nothing is said', {}, ['sourceCode up']],
    ['by what is said', by(['city', 'ASC'], ['postcode', 'DESC']), ['city up', 'postcode down']],
    ['by the names of sources', by(['name', 'ASC'], ['pickup_location_code']), ['frontendName up', 'sourceCode down']],
    ['without a distance outside an area', by(['distance', 'ASC'], ['description', 'ASC']), ['frontendDescription up']],
    ['by code, where distance counts alone', { area, ...by(['city', 'ASC'], ['distance', 'ASC']) }, ['sourceCode up']],
    ['by what is said within an area', { area, ...by(['city', 'ASC']) }, ['city up']],
  ])('is %s', (_, more, expected) => {
    expect(sorted(more)).toEqual(expected);
  });
});

test.each<[string, Parameters<typeof checked>[0], string | undefined]>([
  ['without an area', by(['distance', 'ASC']), undefined],
  ['within an area, when nothing is said', { area }, 'ASC'],
  ['within an area by something else', { area, ...by(['city', 'ASC']) }, undefined],
  ['within an area, among others', { area, ...by(['city', 'ASC'], ['distance', 'desc']) }, 'DESC'],
])('a page is sorted by distance or not: %s', (_, more, direction) => {
  expect(sortsByDistance(request(more))).toBe(direction);
});

test.each<[string, Parameters<typeof checked>[0], string]>([
  ['the scope', {}, 'scopeCode'],
  ['the radius', { scopeCode: 'x', area: { searchTerm: 'x' } }, 'radius'],
  ['the value of a filter', { scopeCode: 'x', filters: { city: { conditionType: 'eq' } } }, 'value'],
  ['a SKU', { scopeCode: 'x', extensionAttributes: { productsInfo: [{}] } }, 'sku'],
])('%s must be given', (_, given, fieldName) => {
  expect(() => checked(given)).toThrow(expect.objectContaining({ status: 400, parameters: { fieldName } }));
});

test('regular expressions are for those whom one knows', () => {
  const filters = { name: { value: '(a+)+', conditionType: 'RegExp' } };
  expect(() => searchOfSources(request({ filters }))).toThrow(
    expect.objectContaining({ status: 400, parameters: { conditionType: 'regexp' } }),
  );
});

test.each([
  ['10115:DE', '10115', 'DE'],
  ['Neu Ulm : DE ', 'Neu Ulm', 'DE'],
  ['Paris', 'Paris', 'US'],
  ['a:b:FR', 'a', 'FR'],
  [':', '', ''],
])('the term %p looks for %p in %p', (term, sought, country) => {
  expect(addressOfTerm(term, 'US')).toEqual({ country, postcode: sought, city: sought, region: '' });
});
