import type { AddressToSave } from '#contracts/addresses';
import { problem, type Problem } from '#contracts/problems';
import type { Circumstances } from '../decision.js';
import { overlongField } from '../field.rules.js';
import { newOutside } from '../outside.rules.js';
import type { SourceRow } from '../sources/source.entity.js';
import type { AddressRow } from './address.entity.js';

/** What a source says of its place, which is what its address says. */
type Place = Pick<
  SourceRow,
  | ('contactName' | 'street' | 'city' | 'postcode' | 'region' | 'countryId' | 'phone' | 'email')
  | ('latitude' | 'longitude')
>;

const SAME = ['city', 'region', 'countryId', 'phone', 'email', 'latitude', 'longitude'] as const;

/** An address of which nothing is known yet. */
export function newAddress(at: Circumstances): AddressRow {
  const nothing = Object.fromEntries(CLEARABLE.map((field) => [field, null])) as Pick<AddressRow, Clearable>;
  return { ...nothing, business: false, countryId: '', ...newOutside(at) };
}

/** Fields of an address that may be empty. */
export const CLEARABLE = [
  ...(['firstName', 'lastName', 'company', 'line1', 'line2', 'city', 'postcode', 'region', 'phone'] as const),
  ...(['email', 'notes', 'billingInfo', 'latitude', 'longitude'] as const),
];

type Clearable = (typeof CLEARABLE)[number];

/** An address in a source's words. */
function placeOf(address: Partial<AddressRow>): Place {
  const { firstName, lastName, line1, line2, postcode } = address;
  return {
    ...(Object.fromEntries(SAME.map((field) => [field, address[field] ?? null])) as Pick<Place, (typeof SAME)[number]>),
    contactName: joined([firstName, lastName], ' '),
    street: joined([line1, line2], '\n'),
    postcode: postcode ?? '',
  };
}

/** A source after its address became another: what the address says anew, and its region's id only while the region stays. */
export function movedWith(source: SourceRow, before: AddressRow | undefined, after: AddressRow): SourceRow {
  const [was, is] = [before && placeOf(before), placeOf(after)];
  const changed = changesOf(was, is);
  return { ...source, ...changed, ...('region' in changed ? { regionId: null } : {}) };
}

/** What a change of a source means for its address. */
export function addressChanges(before: SourceRow | undefined, after: SourceRow): Partial<AddressRow> {
  const { contactName, street, postcode, ...same } = changesOf(before && placeIn(before), placeIn(after));
  return {
    ...same,
    ...(contactName === undefined ? {} : namesIn(contactName)),
    ...(street === undefined ? {} : linesIn(street)),
    ...(postcode === undefined ? {} : { postcode: postcode || null }),
  };
}

/** The address of a source that nobody gave one: that of the person to ask for, or of the place as a business. */
export function addressLike(source: SourceRow): Partial<AddressRow> {
  const business = !source.contactName?.trim();
  return { ...addressChanges(undefined, source), business, company: business ? source.name : null };
}

/** What an address says of itself. */
type Facts = Omit<AddressRow, 'metadata' | 'createdAt' | 'updatedAt'>;

/** What an address lacks: `given` is what is being saved of it, all of it when it is new. Commerce Layer contract §1.1. */
export function lacksOfAddress(address: Partial<Facts>, given: AddressToSave, isNew: boolean, path: string): Problem[] {
  const names = address.business ? ['company'] : ['firstName', 'lastName'];
  const named = ['business', 'company', 'firstName', 'lastName'].some((field) => field in given);
  const needed = [
    ...names.filter(() => isNew || named),
    ...['line1', 'city', 'countryId', 'phone'].filter((field) => isNew || field in given),
    ...(WITHOUT_POSTCODES.has(address.countryId ?? '') || !(isNew || 'postcode' in given) ? [] : ['postcode']),
  ] as (keyof Facts & string)[];
  const lacking = needed.filter((field) => !String(address[field] ?? '').trim());
  return [
    ...lacking.map((field) => problem('FIELD_EMPTY', `${path}.${field}`, { field })),
    ...overlongField(given.countryId, 'countryId', path, 2),
  ];
}

/** Countries that have no postal codes. */
const WITHOUT_POSTCODES = new Set(
  'AE AG AN AO AW BF BI BJ BO BS BW BZ CD CF CG CI CK CM DJ DM ER FJ GA GD GH GM GN GQ GY HK IE JM KI KM KN KP LC ML MO MR MS MU MW NA NR NU PA QA RW SB SC SL SO SR ST SY TD TF TG TK TL TO TT TV UG VU YE ZW'.split(
    ' ',
  ),
);

function placeIn(source: SourceRow): Place {
  const { contactName, street, city, postcode, region, countryId, phone, email, latitude, longitude } = source;
  return { contactName, street, city, postcode, region, countryId, phone, email, latitude, longitude };
}

function changesOf(before: Place | undefined, after: Place): Partial<Place> {
  const changed = Object.entries(after).filter(([field, value]) => !before || before[field as keyof Place] !== value);
  return Object.fromEntries(changed);
}

function joined(parts: (string | null | undefined)[], by: string): string | null {
  return parts.filter((part) => part).join(by) || null;
}

function namesIn(contactName: string | null | undefined): Pick<AddressRow, 'firstName' | 'lastName'> {
  const [, first, last] = /^(?:(.*)\s)?(\S*)$/s.exec((contactName ?? '').trim()) ?? [];
  return { firstName: first?.trim() || null, lastName: last || null };
}

function linesIn(street: string | null | undefined): Pick<AddressRow, 'line1' | 'line2'> {
  const [first = '', ...others] = (street ?? '').split('\n');
  return { line1: first || null, line2: others.join('\n') || null };
}
