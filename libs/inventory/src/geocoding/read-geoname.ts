import { countryCode, placeKey } from './address.rules.js';

/** A line of a GeoNames postal-code file, with its names as they are compared. */
export interface GeonameRow {
  line: number;
  countryCode: string;
  postcodeKey: string;
  cityKey: string;
  regionKey: string;
  latitude: number;
  longitude: number;
}

/**
 * Reads a line: country code, postal code, place name, names and codes of three levels of administration, latitude, longitude and accuracy,
 * separated by tabs. Returns what is wrong with it, in words, when it tells no place.
 */
export function readGeoname(text: string, line: number): GeonameRow | string {
  const cells = text.split('\t');
  if (cells.length < 11) return `it has ${cells.length} columns separated by tabs, not 12`;
  const [country, postcode, city, region] = cells as [string, string, string, string];
  if (!/^[A-Za-z]{2}$/.test(country.trim())) return 'column 1 is no country code of two letters';
  if (UNSTORABLE.test(text)) return 'it holds characters that are no text in UTF-8';
  if (placeKey(postcode) === '') return 'column 2, the postal code, is empty';
  if ([postcode, city, region].some((name) => name.length > MAX_NAME)) {
    return `one of columns 2 to 4 is longer than ${MAX_NAME} characters`;
  }
  const [latitude, longitude] = [degrees(cells[9]!, 90), degrees(cells[10]!, 180)];
  if (latitude === undefined) return 'column 10, the latitude, is no number of degrees';
  if (longitude === undefined) return 'column 11, the longitude, is no number of degrees';
  return {
    ...{ line, countryCode: countryCode(country), postcodeKey: placeKey(postcode) },
    ...{ cityKey: placeKey(city), regionKey: placeKey(region), latitude, longitude },
  };
}

const MAX_NAME = 200;
// eslint-disable-next-line no-control-regex -- the character NUL, and what stands for bytes that could not be read
const UNSTORABLE = /[\u0000\ufffd]/;

function degrees(text: string, max: number): number | undefined {
  const value = /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : NaN;
  return Math.abs(value) <= max ? value : undefined;
}
