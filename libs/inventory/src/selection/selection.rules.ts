import type { Units } from '#contracts/quantity';
import { distanceMetres, type Coordinates } from '../geocoding/distance.rules.js';
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
  return [...topology.links.values()]
    .filter((link) => link.stockId === stockId)
    .sort((a, b) => a.priority - b.priority || a.linkId - b.linkId)
    .map(({ sourceId }) => topology.sourceOfId(sourceId)!)
    .filter(({ enabled }) => enabled);
}

/** Puts what lies somewhere in the order of its distance from a destination, and what lies nobody knows where last, in the order given. MSI contract C6. */
export function byDistance<S>(
  supplies: S[],
  destination: Coordinates,
  placeOf: (supply: S) => Coordinates | undefined,
): S[] {
  const distances = new Map(supplies.map((supply) => [supply, distanceTo(placeOf(supply), destination)]));
  return [...supplies].sort((a, b) => {
    const [toA, toB] = [distances.get(a)!, distances.get(b)!];
    return toA === toB ? 0 : toA - toB;
  });
}

function distanceTo(place: Coordinates | undefined, destination: Coordinates): number {
  return place ? distanceMetres(place, destination) : Infinity;
}
