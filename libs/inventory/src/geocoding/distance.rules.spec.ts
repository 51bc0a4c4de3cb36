import { placeKey } from './address.rules.js';
import { distanceMetres, placeOf } from './distance.rules.js';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });

test.each<[string, ReturnType<typeof at>, ReturnType<typeof at>, number]>([
  ['a degree of latitude', at(0, 0), at(1, 0), (6_371_000 * Math.PI) / 180],
  ['from pole to pole', at(90, 0), at(-90, 77), 6_371_000 * Math.PI],
  ['across the date line', at(0, 179), at(0, -179), (6_371_000 * Math.PI) / 90],
  ['nothing', at(48.1345, 11.571), at(48.1345, 11.571), 0],
])('a distance is measured on a sphere of 6371 km: %s', (_, from, to, metres) => {
  expect(distanceMetres(from, to)).toBeCloseTo(metres, 3);
});

test.each<[number | null, number | null, object | undefined]>([
  [null, null, undefined],
  [0, 0, undefined],
  [51.5, 0, at(51.5, 0)],
  [null, 9.5, at(0, 9.5)],
])('coordinates %p and %p are those of %p', (latitude, longitude, place) => {
  expect(placeOf({ latitude, longitude })).toEqual(place);
});

test.each([
  ['MÜNCHEN ', 'munchen'],
  ['Île-de-France', 'ile-de-france'],
  [' SW1A', 'sw1a'],
  ['Łódź', 'łodz'],
])('the name %p is compared as %p', (name, key) => {
  expect(placeKey(name)).toBe(key);
});
