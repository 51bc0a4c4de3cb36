import { canonical } from '#contracts/canonical';

/** An address, as far as it tells where something lies; what is not known of it is empty. */
export interface Address {
  country: string;
  postcode: string;
  city: string;
  region: string;
}

/** The code of a country as it is compared. */
export function countryCode(country: string): string {
  return country.trim().toUpperCase();
}

/** The key under which names of places, regions and postcodes are compared: canonical, without accents and outer blanks. */
export function placeKey(name: string): string {
  const bare = name.normalize('NFD').replace(/\p{Mn}/gu, '');
  return canonical(bare).trim();
}
