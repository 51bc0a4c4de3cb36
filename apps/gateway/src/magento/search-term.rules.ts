import type { Address } from '#inventory/geocoding/address.rules';

/** The address of a search term: `<postcode or city>:<country>`, in `defaultCountry` when it names none. Who looks it up finds out which it is. MSI contract C9. */
export function addressOfTerm(term: string, defaultCountry: string): Address {
  const parts = term.split(':');
  const sought = parts[0]!.trim();
  const country = parts.length > 1 ? parts.at(-1)!.trim() : defaultCountry;
  return { country, postcode: sought, city: sought, region: '' };
}
