import type { Units } from '#contracts/quantity';
import type { SourceRow } from '../sources/source.entity.js';
import type { Topology } from '../stocks/topology.js';

/** What a source has in stock of a SKU, by canonical key. */
export interface Supply {
  skuKey: string;
  quantity: Units;
}

/** What to take where, and whether that is all that is needed. */
export interface Selection<S extends Supply> {
  parcels: (S & { toDeduct: Units })[];
  shippable: boolean;
}

/**
 * Takes what is needed, by canonical key of the SKU, from supplies in their order; each is listed, also when nothing is taken.
 * Reservations do not count. MSI contract C6, "Algorithm core".
 */
export function selectInOrder<S extends Supply>(needs: ReadonlyMap<string, Units>, supplies: S[]): Selection<S> {
  const left = new Map(needs);
  const parcels = supplies.map((supply) => {
    const needed = left.get(supply.skuKey) ?? 0;
    const toDeduct = Math.min(Math.max(supply.quantity, 0), needed);
    left.set(supply.skuKey, needed - toDeduct);
    return { ...supply, toDeduct };
  });
  return { parcels, shippable: [...left.values()].every((needed) => needed <= 0) };
}

/** The enabled sources of a stock as they ship: lower priority first, then the older link. */
export function sourcesByPriority(topology: Topology, stockId: number): SourceRow[] {
  const byId = new Map([...topology.sources.values()].map((source) => [source.sourceId, source]));
  return [...topology.links.values()]
    .filter((link) => link.stockId === stockId)
    .sort((a, b) => a.priority - b.priority || a.linkId - b.linkId)
    .map(({ sourceId }) => byId.get(sourceId)!)
    .filter(({ enabled }) => enabled);
}

/** A place on earth, in degrees. */
export interface Coordinates {
  latitude: number;
  longitude: number;
}

/** Great-circle distance in kilometres, on a sphere whose radius is 6371 km. */
export function distanceKm(a: Coordinates, b: Coordinates): number {
  const [latA, latB] = [radians(a.latitude), radians(b.latitude)];
  const haversine =
    Math.sin((latB - latA) / 2) ** 2 +
    Math.cos(latA) * Math.cos(latB) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

/** Coordinates as a source has them: none, or zeros, when nobody knows its place. */
export interface Placed {
  latitude: number | null;
  longitude: number | null;
}

/** Puts what lies somewhere in the order of its distance from a destination, and what lies nobody knows where last, in the order given. MSI contract C6. */
export function byDistance<P extends Placed>(placed: P[], destination: Coordinates | undefined): P[] {
  const distances = new Map(placed.map((one) => [one, distanceTo(one, destination)]));
  return [...placed].sort((a, b) => {
    const [toA, toB] = [distances.get(a)!, distances.get(b)!];
    return toA === toB ? 0 : toA - toB;
  });
}

function distanceTo({ latitude, longitude }: Placed, destination: Coordinates | undefined): number {
  const place = { latitude: latitude ?? 0, longitude: longitude ?? 0 };
  const known = destination && (place.latitude !== 0 || place.longitude !== 0);
  return known ? distanceKm(place, destination) : Infinity;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
