import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { boolean, exactText, json, number, text, textOf, time, truthOf } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';

/** An address as stored, and in a line; coordinates in degrees, times in ISO 8601 UTC with milliseconds. */
export interface AddressView {
  publicId: string;
  business: boolean;
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  /** The company's, or the person's. */
  fullName: string;
  /** Full name and full address. */
  name: string;
  line1: string | null;
  line2: string | null;
  city: string | null;
  postcode: string | null;
  region: string | null;
  countryId: string;
  phone: string | null;
  /** Street, postcode, city, region, country and phone. Commerce Layer contract §1.1. */
  fullAddress: string;
  email: string | null;
  notes: string | null;
  billingInfo: string | null;
  latitude: number | null;
  longitude: number | null;
  isLocalized: boolean;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Addresses that a search over the fields of {@link AddressView} finds, oldest first. Throws BadSearch. */
export function searchAddresses(em: EntityManager, search: Search): Promise<Found<AddressView>> {
  return findRows(em, ADDRESSES, search);
}

const FULL_NAME = sql`coalesce(nullif(case when a.business then a.company end, ''), concat_ws(' ', a.first_name, a.last_name))`;

const STREET = sql`concat_ws(' ', nullif(a.line1, ''), nullif(a.line2, ''))`;

const FULL_ADDRESS = sql`concat_ws(', ', nullif(${STREET}, ''),
  concat_ws(' ', nullif(a.postcode, ''), nullif(a.city, ''), nullif(a.region, ''), '(' || a.country_id || ')', nullif(a.phone, '')))`;

/** Addresses as a view to search. */
export const ADDRESSES: Searchable<AddressView> = {
  table: 'address',
  alias: 'a',
  joins: sql``,
  key: sql`a.created_at, a.public_id`,
  columns: {
    publicId: exactText('a.public_id'),
    business: boolean('a.business'),
    firstName: text('a.first_name'),
    lastName: text('a.last_name'),
    company: text('a.company'),
    fullName: textOf(FULL_NAME),
    name: textOf(sql`concat_ws(', ', nullif(${FULL_NAME}, ''), nullif(${FULL_ADDRESS}, ''))`),
    line1: text('a.line1'),
    line2: text('a.line2'),
    city: text('a.city'),
    postcode: text('a.postcode'),
    region: text('a.region'),
    countryId: text('a.country_id'),
    phone: text('a.phone'),
    fullAddress: textOf(FULL_ADDRESS),
    email: text('a.email'),
    notes: text('a.notes'),
    billingInfo: text('a.billing_info'),
    latitude: number('a.latitude', { nullable: true }),
    longitude: number('a.longitude', { nullable: true }),
    isLocalized: truthOf(sql`a.latitude is not null and a.longitude is not null`),
    reference: text('a.reference'),
    referenceOrigin: text('a.reference_origin'),
    metadata: json(sql.ref('a.metadata')),
    createdAt: time('a.created_at'),
    updatedAt: time('a.updated_at'),
  },
};
