import type { Circumstances } from './decision.js';
import type { Outside } from './outside.js';

/** The same of a row that is new. */
export function newOutside({ now, newPublicId }: Circumstances): Outside {
  return {
    publicId: newPublicId(),
    reference: null,
    referenceOrigin: null,
    metadata: {},
    createdAt: now,
    updatedAt: now,
  };
}

/** The same after a save: what is not given stays, null clears a reference. */
export function savedOutside(
  given: Partial<Pick<Outside, 'reference' | 'referenceOrigin'>> & { metadata?: Outside['metadata'] | null },
  row: { reference?: string | null; referenceOrigin?: string | null; metadata: Outside['metadata'] },
  { now }: Circumstances,
) {
  return {
    reference: (given.reference === undefined ? row.reference : given.reference) ?? null,
    referenceOrigin: (given.referenceOrigin === undefined ? row.referenceOrigin : given.referenceOrigin) ?? null,
    metadata: given.metadata ?? row.metadata,
    updatedAt: now,
  };
}
