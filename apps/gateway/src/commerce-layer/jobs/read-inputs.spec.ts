import { MOST_INPUTS, readInputs } from './read-inputs.js';

test('inputs are objects, or a CSV of lines', () => {
  expect(readInputs([{ code: 'A' }], 'json')).toEqual({ inputs: [{ code: 'A' }] });
  expect(readInputs([{ code: 'A' }], 'csv')).toEqual({ inputs: [{ code: 'A' }] });
  expect(readInputs('\uFEFFcode, name\r\nA,"B\nC"\r\n\r\nD,\r\n', 'csv')).toEqual({
    inputs: [{ code: 'A', name: 'B\nC' }, { code: 'D' }],
  });
});

test.each([
  ['nothing', null, 'blank'],
  ['an empty list', [], 'blank'],
  ['a CSV of a head only', 'code,name\n', 'blank'],
  ['a text that is no CSV', 'a,b\n"1', 'invalid'],
  ['a list of other things', ['a'], 'invalid'],
  ['too many', Array.from({ length: MOST_INPUTS + 1 }, () => ({})), 'too_long'],
])('%s cannot be inputs', (_, given, error) => {
  expect(readInputs(given, 'csv')).toMatchObject({ violation: { error } });
});
