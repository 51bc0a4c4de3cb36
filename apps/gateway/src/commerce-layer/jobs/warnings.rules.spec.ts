import { MOST_WARNINGS, Warnings } from './warnings.rules.js';

test('a column is told of once, with the first input that has it, and inputs are counted', () => {
  const warnings = new Warnings();
  warnings.add('A', ['tags', 'colour']);
  warnings.add('B', []);
  warnings.add('C', ['tags', 'shape']);
  expect(warnings.log).toEqual({ A: ['tags is ignored', 'colour is ignored'], C: ['shape is ignored'] });
  expect(warnings.count).toBe(2);
});

test('no more columns are told of than anybody reads', () => {
  const warnings = new Warnings();
  for (let number = 0; number < 2 * MOST_WARNINGS; number++) warnings.add('A', [`column ${number}`]);
  expect([warnings.count, warnings.log.A!.length]).toEqual([2 * MOST_WARNINGS, MOST_WARNINGS]);
});

test('what no database takes is told of by what it does', () => {
  const warnings = new Warnings();
  warnings.add('A\0', ['\ud800', 'x'.repeat(1_000)]);
  expect(warnings.log).toEqual({ 'A\uFFFD': ['\uFFFD is ignored', `${'x'.repeat(100)} is ignored`] });
});
