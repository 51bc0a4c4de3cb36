import { formatQuantity, MAX_QUANTITY, numberOfQuantity, parseQuantity, quantityOfNumber } from './quantity.js';

test.each([
  ['0', 0],
  ['-0', -0],
  ['12', 120_000],
  ['2.5', 25_000],
  ['-0.5', -5_000],
  ['-3.0001', -30_001],
  ['99999999.9999', MAX_QUANTITY],
  ['0.0001', 1],
  ['12.0000', 120_000],
])('%s is %d ten-thousandths', (text, units) => {
  expect(parseQuantity(text) + 0).toBe(units + 0);
});

test.each([
  [0, '0'],
  [25_000, '2.5'],
  [-5_000, '-0.5'],
  [-30_001, '-3.0001'],
  [120_000, '12'],
  [10, '0.001'],
  [MAX_QUANTITY, '99999999.9999'],
])('%d ten-thousandths are written %s', (units, text) => {
  expect(formatQuantity(units)).toBe(text);
});

test('what is written is read back as it was', () => {
  for (const units of [1, 9_999, 10_001, 123_456_789, -1, -98_765, MAX_QUANTITY]) {
    expect(parseQuantity(formatQuantity(units))).toBe(units);
  }
});

test.each([
  [1.1, 11_000],
  [0.1 + 0.2, 3_000],
  [1.00005, 10_001],
  [-1.00005, -10_001],
  [1.00004, 10_000],
  [99_999_999.9999, MAX_QUANTITY],
])('the JSON number %d is %d ten-thousandths', (value, units) => {
  expect(quantityOfNumber(value)).toBe(units);
});

test('a quantity goes out as the JSON number it is', () => {
  expect([25_000, -1, 11_000].map(numberOfQuantity)).toEqual([2.5, -0.0001, 1.1]);
});
