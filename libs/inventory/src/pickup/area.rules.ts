import type { Coordinates } from '../geocoding/distance.rules.js';

/** Around which places, and how far, to look. */
export interface Area {
  places: Coordinates[];
  radiusKm: number;
}

/**
 * How far each of these points is from the nearest place of an area, in kilometres by great circle on a sphere whose radius is 6372.797 km;
 * undefined beyond the area's radius. MSI contract C9.
 */
export function distancesWithin({ places, radiusKm }: Area, points: Coordinates[]): (number | undefined)[] {
  const around = Float64Array.from(places.flatMap(onUnitSphere));
  return points.map((point) => {
    const km = kilometresOfChord(shortestChordSquared(around, onUnitSphere(point)));
    return km <= radiusKm ? km : undefined;
  });
}

const EARTH_KM = 6372.797;

type Vector = [x: number, y: number, z: number];

function onUnitSphere({ latitude, longitude }: Coordinates): Vector {
  const [lat, lng] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(lat) * Math.cos(lng), Math.cos(lat) * Math.sin(lng), Math.sin(lat)];
}

/** One search may compare millions of pairs: chords order them as arcs would, without trigonometry. */
function shortestChordSquared(vectors: Float64Array, [x, y, z]: Vector): number {
  let shortest = Infinity;
  for (let at = 0; at < vectors.length; at += 3) {
    const squared = (vectors[at]! - x) ** 2 + (vectors[at + 1]! - y) ** 2 + (vectors[at + 2]! - z) ** 2;
    if (squared < shortest) shortest = squared;
  }
  return shortest;
}

function kilometresOfChord(squared: number): number {
  return squared === Infinity ? Infinity : 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(squared) / 2));
}
