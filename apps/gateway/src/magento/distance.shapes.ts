import type { Coordinates } from '#inventory/geocoding/distance.rules';
import type { PostalAddress } from './distance-provider.js';
import { requiredFields } from './webapi/errors.js';
import { shown } from './webapi/shown.js';
import { angle, object, text, type ValueOf } from './webapi/types.js';

/** Where something lies. */
export const LAT_LNG = object('Magento\\InventoryDistanceBasedSourceSelectionApi\\Api\\Data\\LatLngInterface', {
  ...{ lat: angle, lng: angle },
});

/** Where something lies, as it is answered. */
export const LAT_LNG_SHOWN = shown(LAT_LNG);

/** An address to look up. MSI contract B7. */
export const ADDRESS = object('Magento\\InventorySourceSelectionApi\\Api\\Data\\AddressInterface', {
  ...{ country: text, postcode: text, street: text, region: text, city: text },
});

/** A place as a client gave it. Throws 400 when half of it is missing. */
export function coordinatesOf(given: ValueOf<typeof LAT_LNG>): Coordinates {
  const { lat, lng } = whole(given, ['lat', 'lng']);
  return { latitude: lat, longitude: lng };
}

/** An address as a client gave it. Throws 400 when anything is missing; it may be empty. */
export function addressOf(given: ValueOf<typeof ADDRESS>): PostalAddress {
  return whole(given, ['country', 'postcode', 'street', 'region', 'city']);
}

/** A place as Magento shows it. */
export function toLatLng({ latitude, longitude }: Coordinates): object {
  return { lat: latitude, lng: longitude };
}

/** An object with all of these fields. Throws 400 that names those that are missing. */
export function whole<T extends object, K extends keyof T & string>(
  given: T,
  fields: K[],
): T & { [F in K]: NonNullable<T[F]> } {
  const missing = fields.filter((field) => given[field] === undefined || given[field] === null);
  if (missing.length > 0) throw requiredFields(missing);
  return given as T & { [F in K]: NonNullable<T[F]> };
}
