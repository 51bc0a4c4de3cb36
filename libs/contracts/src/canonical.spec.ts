import { canonical } from './canonical.js';

test.each([
  ['SKU-1', 'sku-1'],
  ['sku-1  ', 'sku-1'],
  [' sku', ' sku'],
  ['Stu\u0308hl', 'stühl'],
  ['СТУЛ', 'стул'],
])('%j is compared as %j', (text, key) => {
  expect(canonical(text)).toBe(key);
});

test('a key is its own key', () => {
  for (const text of ['A B ', 'İstanbul', 'ﬁ', 'Ǆ']) expect(canonical(canonical(text))).toBe(canonical(text));
});
