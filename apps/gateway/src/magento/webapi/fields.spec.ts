import { keepFields } from './fields.js';

const ANSWER = {
  items: [
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity: 2 },
  ],
  total_count: 2,
  nested: { a: { b: 1, c: 2 } },
};

it.each([
  ['total_count', { total_count: 2 }],
  ['items[sku],total_count', { items: [{ sku: 'A' }, { sku: 'B' }], total_count: 2 }],
  ['items', { items: ANSWER.items }],
  ['nested[a[c]]', { nested: { a: { c: 2 } } }],
  ['total_count[x]', { total_count: 2 }],
  ['items[nothing]', { items: [[], []] }],
  ['nothing', []],
  ['items[sku', []],
  ['items]sku', []],
  ['it ems', []],
  ['__proto__', []],
  ['constructor[name]', []],
])('fields=%s keeps what it names', (expression, kept) => {
  expect(keepFields(ANSWER, expression)).toEqual(kept);
});

it('keeps fields of each element of a list', () => {
  expect(keepFields([{ a: 1, b: 2 }, { b: 3 }], 'a')).toEqual([{ a: 1 }, []]);
});

it('leaves bare values alone', () => {
  expect(keepFields(5, 'a')).toBe(5);
  expect(keepFields('text', 'a[')).toBe('text');
});

it('keeps nothing for an expression that is no text', () => {
  expect(keepFields(ANSWER, ['items'])).toEqual([]);
});
