import fc from 'fast-check';
import { property } from '#testing/property';
import { distanceMetres } from '../geocoding/distance.rules.js';
import { distancesWithin } from './area.rules.js';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
const degree = (6372.797 * Math.PI) / 180;

test('the distance is that to the nearest place, in the order of the points', () => {
  const area = { places: [at(0, 0), at(0, 10)], radiusKm: 500 };
  const distances = distancesWithin(area, [at(0, 7), at(1, 0), at(0, 5), at(0, 10)]);
  expect(distances[0]).toBeCloseTo(3 * degree, 6);
  expect(distances[1]).toBeCloseTo(degree, 6);
  expect(distances[2]).toBeUndefined();
  expect(distances[3]).toBe(0);
});

test('an area ends at its radius', () => {
  const point = at(1, 0);
  expect(distancesWithin({ places: [at(0, 0)], radiusKm: degree + 1e-6 }, [point])).toEqual([
    expect.closeTo(degree, 6),
  ]);
  expect(distancesWithin({ places: [at(0, 0)], radiusKm: degree - 1e-6 }, [point])).toEqual([undefined]);
});

test('an area without places holds nothing, however large it is', () => {
  expect(distancesWithin({ places: [], radiusKm: 1e9 }, [at(0, 0)])).toEqual([undefined]);
});

const places = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});
property('distances are those of other routes, on another sphere', fc.tuple(places, places), ([from, to]) => {
  const [km] = distancesWithin({ places: [from], radiusKm: 50_000 }, [to]);
  const expected = (distanceMetres(from, to) / 6_371_000) * 6372.797;
  expect(Math.abs(km! - expected)).toBeLessThan(0.001);
});
