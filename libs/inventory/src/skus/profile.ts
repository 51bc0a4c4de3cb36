import type { Outside } from '../outside.js';

/** What one says of a SKU. `deleted` when it is to be forgotten unless a source has an item of it. */
export interface Profile extends Omit<Outside, 'publicId'> {
  deleted: boolean;
  name: string | null;
  description: string | null;
  imageUrl: string | null;
  piecesPerPack: number | null;
  weight: number | null;
  unitOfWeight: string | null;
  hsTariffNumber: string | null;
  doNotShip: boolean;
}

/** What one says of a SKU of which nobody has said anything. */
export const NOTHING_SAID: Omit<Profile, 'createdAt' | 'updatedAt'> = {
  deleted: false,
  name: null,
  description: null,
  imageUrl: null,
  piecesPerPack: null,
  weight: null,
  unitOfWeight: null,
  hsTariffNumber: null,
  doNotShip: false,
  reference: null,
  referenceOrigin: null,
  metadata: {},
};
