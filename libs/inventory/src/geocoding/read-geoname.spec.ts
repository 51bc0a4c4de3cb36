import { readGeoname } from './read-geoname.js';

const line = (changes: Record<number, string> = {}) => {
  const cells = ['DE', '80331', 'München', 'Bayern', 'BY', 'Oberbayern', '091', '', '', '48.1345', '11.571', '6'];
  return cells.map((cell, index) => changes[index + 1] ?? cell).join('\t');
};

test('a line tells where a postcode, a place and a region lie', () => {
  expect(readGeoname(line(), 7)).toEqual({
    ...{ line: 7, countryCode: 'DE', postcodeKey: '80331', cityKey: 'munchen', regionKey: 'bayern' },
    ...{ latitude: 48.1345, longitude: 11.571 },
  });
});

test('the accuracy may be missing with its tab, the region may be empty', () => {
  const without = line({ 4: '' }).split('\t').slice(0, 11).join('\t');
  expect(readGeoname(without, 1)).toMatchObject({ regionKey: '', longitude: 11.571 });
});

test.each<[string, string, string]>([
  ['too few columns', 'DE\t80331\tMünchen', 'it has 3 columns separated by tabs, not 12'],
  ['no country', line({ 1: 'Germany' }), 'column 1 is no country code of two letters'],
  ['no postcode', line({ 2: ' ' }), 'column 2, the postal code, is empty'],
  ['a name beyond measure', line({ 3: 'x'.repeat(201) }), 'one of columns 2 to 4 is longer than 200 characters'],
  ['a latitude beyond the pole', line({ 10: '90.01' }), 'column 10, the latitude, is no number of degrees'],
  ['no latitude', line({ 10: '' }), 'column 10, the latitude, is no number of degrees'],
  ['a longitude that is no number', line({ 11: '1e2' }), 'column 11, the longitude, is no number of degrees'],
  ['bytes that are no UTF-8', line({ 3: 'M\ufffdnchen' }), 'it holds characters that are no text in UTF-8'],
])('a line with %s tells no place', (_, text, reason) => {
  expect(readGeoname(text, 1)).toBe(reason);
});
