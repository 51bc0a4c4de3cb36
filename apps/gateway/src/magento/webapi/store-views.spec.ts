import { withoutStoreView } from './store-views.js';

const codes = new Set(['all', 'default', 'eu']);

it.each([
  ['/rest/all/V1/inventory/stocks?a=/x/', '/rest/V1/inventory/stocks?a=/x/'],
  ['/rest/eu/async/bulk/V1/x', '/rest/async/bulk/V1/x'],
  ['/rest/V1/inventory/stocks//?a', '/rest/V1/inventory/stocks?a'],
  ['/rest/default', '/rest'],
  ['/rest/default/?x', '/rest?x'],
  ['/rest/', '/rest'],
  ['/rest/mars/V1/x', '/rest/mars/V1/x'],
  ['/rest/V1/all/x', '/rest/V1/all/x'],
  ['/restless/all/x/', '/restless/all/x/'],
  ['/api/all/', '/api/all/'],
  [`/rest/${'/'.repeat(20_000)}`, '/rest'],
])('%# a route does not know of store views: %s', (url, known) => {
  expect(withoutStoreView(url, codes)).toBe(known);
});
