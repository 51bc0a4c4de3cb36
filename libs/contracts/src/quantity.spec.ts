import fc from 'fast-check';
import { property } from '#testing/property';
import {
  DECIMAL,
  formatQuantity,
  MAX_QUANTITY,
  MAX_SUM,
  numberOfQuantity,
  parseQuantity,
  quantityOfNumber,
} from './quantity.js';

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

property('what is written is read back as it was', unitsUpTo(MAX_SUM), (units) => {
  expect(formatQuantity(units)).toMatch(DECIMAL);
  expect(parseQuantity(formatQuantity(units))).toBe(units);
});

property('what is read is written shorter or the same, and means the same', fc.stringMatching(DECIMAL), (decimal) => {
  fc.pre(Math.abs(Number(decimal)) <= MAX_SUM / 10_000);
  const written = formatQuantity(parseQuantity(decimal));
  expect(written.length).toBeLessThanOrEqual(decimal.length);
  expect(exactUnits(written)).toBe(exactUnits(decimal));
  expect(BigInt(parseQuantity(decimal))).toBe(exactUnits(decimal));
});

property('quantities add up as their decimals do', fc.array(unitsUpTo(MAX_QUANTITY)), (list) => {
  const sum = list.reduce((total, units) => total + units, 0);
  const exact = list.reduce((total, units) => total + exactUnits(formatQuantity(units)), 0n);
  expect(exactUnits(formatQuantity(sum))).toBe(exact);
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

property('a JSON number is read back as the quantity it was written from', unitsUpTo(MAX_QUANTITY), (units) => {
  expect(quantityOfNumber(numberOfQuantity(units))).toBe(units);
});

property('the fifth place of a JSON number rounds half away from zero', unitsUpTo(MAX_QUANTITY), (tenths) => {
  const rounded = Math.sign(tenths) * Math.floor((Math.abs(tenths) + 5) / 10);
  expect(quantityOfNumber(Number(`${tenths}e-5`)) + 0).toBe(rounded + 0);
});

function unitsUpTo(max: number) {
  return fc
    .oneof(fc.integer({ min: -100_000, max: 100_000 }), fc.maxSafeInteger())
    .map((units) => (units % (max + 1)) + 0);
}

function exactUnits(decimal: string): bigint {
  const [whole, fraction = ''] = decimal.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(4, '0'));
  return decimal.startsWith('-') ? -size : size;
}
