import fc from 'fast-check';
import { property } from '#testing/property';
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

const marks = fc.constantFrom(...'\u0300\u0301\u0308\u030a\u030c\u0331', ' ');
const text = fc.string({ unit: fc.oneof(marks, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })) });

property('a key is its own key', text, (sku) => {
  expect(canonical(canonical(sku))).toBe(canonical(sku));
});

property(
  'composition, case and trailing blanks make no other key',
  text,
  (sku) => {
    expect(canonical(sku.normalize('NFD'))).toBe(canonical(sku));
    expect(canonical(`${sku}  `)).toBe(canonical(sku));
    expect(canonical(sku.toLowerCase())).toBe(canonical(sku));
  },
  5_000,
);
