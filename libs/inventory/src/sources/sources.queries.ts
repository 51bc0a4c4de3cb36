import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { LabelFormat } from '#contracts/sources';
import { bindable, boolean, exactText, json, keyedText, number, text, time } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRow, findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';

/** A source as stored; coordinates in degrees, times in ISO 8601 UTC with milliseconds. MSI contract B, "Source". */
export interface SourceView {
  sourceId: number;
  sourceCode: string;
  name: string;
  enabled: boolean;
  contactName: string | null;
  email: string | null;
  description: string | null;
  latitude: number | null;
  longitude: number | null;
  countryId: string;
  regionId: number | null;
  region: string | null;
  city: string | null;
  street: string | null;
  postcode: string;
  phone: string | null;
  fax: string | null;
  /** Always true: carriers are not configured per source. */
  useDefaultCarrierConfig: boolean;
  isPickupLocationActive: boolean;
  frontendName: string | null;
  frontendDescription: string | null;
  /** A code that may change or be none, while the source's code never does. */
  alias: string | null;
  labelFormat: LabelFormat;
  suppressEtd: boolean;
  /** Public id of its address. */
  addressId: string | null;
  publicId: string;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Sources that a search over the fields of {@link SourceView} finds, oldest first. Throws BadSearch. */
export function searchSources(em: EntityManager, search: Search): Promise<Found<SourceView>> {
  return findRows(em, SOURCES, search);
}

/** The source of a code, whatever its case and trailing blanks; undefined when there is none. */
export function sourceByCode(em: EntityManager, code: string): Promise<SourceView | undefined> {
  return findRow(em, SOURCES, sql`s.source_key = ${bindable(canonical(code))}`);
}

/** Sources of a stock, disabled ones too, as they ship: lower priority first, then the older link. An unknown stock has none. */
export async function sourcesOfStock(em: EntityManager, stockId: number): Promise<SourceView[]> {
  const linked = {
    ...SOURCES,
    joins: sql`join stock_source_link l on l.source_id = s.source_id and l.stock_id = ${stockId}::bigint`,
    key: sql`l.priority, l.link_id`,
  };
  return (await findRows<SourceView>(em, linked, { where: [], sort: [] })).items;
}

/** Where the fields of {@link SourceView} come from, in rows of `source` called `s`. */
export const SOURCE_COLUMNS: Searchable<SourceView>['columns'] = {
  sourceId: number('s.source_id'),
  sourceCode: keyedText('s.source_code', 's.source_key'),
  name: keyedText('s.name', 's.name_key'),
  enabled: boolean('s.enabled'),
  contactName: text('s.contact_name'),
  email: text('s.email'),
  description: text('s.description'),
  latitude: number('s.latitude', { nullable: true }),
  longitude: number('s.longitude', { nullable: true }),
  countryId: text('s.country_id'),
  regionId: number('s.region_id', { nullable: true }),
  region: text('s.region'),
  city: text('s.city'),
  street: text('s.street'),
  postcode: text('s.postcode'),
  phone: text('s.phone'),
  fax: text('s.fax'),
  useDefaultCarrierConfig: { shown: sql`true`, compared: sql`true::int`, kind: 'boolean', nullable: false },
  isPickupLocationActive: boolean('s.is_pickup_location_active'),
  frontendName: text('s.frontend_name'),
  frontendDescription: text('s.frontend_description'),
  alias: { ...keyedText('s.alias', 's.alias_key'), nullable: true },
  labelFormat: text('s.label_format'),
  suppressEtd: boolean('s.suppress_etd'),
  addressId: { ...exactText('s.address_id'), nullable: true },
  publicId: exactText('s.public_id'),
  reference: text('s.reference'),
  referenceOrigin: text('s.reference_origin'),
  metadata: json(sql.ref('s.metadata')),
  createdAt: time('s.created_at'),
  updatedAt: time('s.updated_at'),
};

/** The address of a source, in rows of `source` called `s`, as JSON. */
export const SOURCE_ADDRESS = sql`json_build_object('country', s.country_id, 'postcode', s.postcode,
  'city', coalesce(s.city, ''), 'region', coalesce(s.region, ''))`;

/** Sources as a view to search. */
export const SOURCES: Searchable<SourceView> = {
  table: 'source',
  alias: 's',
  joins: sql``,
  key: sql`s.source_id`,
  columns: SOURCE_COLUMNS,
};
