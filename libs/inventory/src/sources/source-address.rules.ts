import type { SourceToSave } from '#contracts/sources';
import type { AddressRow } from '../addresses/address.entity.js';
import { addressChanges, addressLike, movedWith, newAddress } from '../addresses/address.rules.js';
import type { Circumstances } from '../decision.js';
import { newOutside } from '../outside.rules.js';
import type { SourceRow } from './source.entity.js';

/** A source that is being saved: what is given, what was stored, what both make, and the sources and addresses around it. */
interface Saving {
  source: SourceToSave;
  stored: SourceRow | undefined;
  merged: SourceRow;
  others: SourceRow[];
  addresses: ReadonlyMap<string, AddressRow>;
}

/**
 * A source and its address, which say the same of the place. An address named gives the source its fields; otherwise what changed of the
 * source changes its address, or one of its own where others have that address too.
 */
export function addressAfter(
  { source, stored, merged, others, addresses }: Saving,
  at: Circumstances,
): { source: SourceRow; row: AddressRow } {
  const named =
    source.addressId && source.addressId !== stored?.addressId ? addresses.get(source.addressId) : undefined;
  if (named) return { source: movedWith(merged, undefined, named), row: named };
  const current = stored?.addressId ? addresses.get(stored.addressId) : undefined;
  if (!current) return { source: merged, row: { ...newAddress(at), ...addressLike(merged) } };
  const changes = addressChanges(stored, merged);
  if (Object.keys(changes).length === 0) return { source: merged, row: current };
  const shared = others.some(({ addressId }) => addressId === current.publicId);
  return { source: merged, row: { ...current, ...changes, updatedAt: at.now, ...(shared ? newOutside(at) : {}) } };
}
