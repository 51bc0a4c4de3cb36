import type { Address } from './address.rules.js';
import { placeOf, type Coordinates, type Placed } from './distance.rules.js';
import type { LookUp } from './places.queries.js';

/** Something that lies where somebody said, or else where its address is. */
export interface Located extends Placed {
  address: Address;
}

/** Where things lie, each in its place; undefined where nobody knows. Looks up the addresses of those of which nobody said it. */
export async function locate(things: Located[], lookUp: LookUp): Promise<(Coordinates | undefined)[]> {
  const unplaced = things.filter((thing) => !placeOf(thing));
  const found = unplaced.length > 0 ? await lookUp(unplaced.map(({ address }) => address)) : [];
  const lookedUp = new Map(unplaced.map((thing, index) => [thing, found[index]]));
  return things.map((thing) => placeOf(thing) ?? lookedUp.get(thing));
}
