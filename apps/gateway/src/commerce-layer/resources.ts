import type { EntityManager } from '@mikro-orm/postgresql';
import type { Found, Search } from '#inventory/search';
import { searchSources, type SourceView } from '#inventory/sources/sources.queries';
import { searchLinks, searchStocks, type LinkView, type StockView } from '#inventory/stocks/stocks.queries';

/** How an attribute is compared with filter values. */
export type Kind = 'text' | 'id' | 'integer' | 'boolean' | 'time' | 'json';

/** Where an attribute's value comes from: a field of the domain's view, or a constant for what the domain does not have. */
export type Attribute<Field extends string = string> = { kind: Kind; sortable?: true } & (
  { field: Field } | { constant: string | number | boolean | null }
);

/** A relationship: records of type `to` whose field `there` equals this record's field `here`. */
export interface Relation<Field extends string = string> {
  to: ResourceType;
  here: Field;
  there: string;
  many: boolean;
}

/** What a resource consists of. `searchable` are attributes that can be filtered and sorted by but are not shown. */
export interface Resource<Field extends string = string> {
  type: ResourceType;
  search: (em: EntityManager, search: Search) => Promise<Found<object>>;
  attributes: Record<string, Attribute<Field>>;
  searchable: Record<string, Attribute<Field>>;
  relationships: Record<string, Relation<Field>>;
}

/** Name of a resource; `stock_levels` is the former name of `inventory_stock_locations`. Commerce Layer contract §1. */
export type ResourceType = 'stock_locations' | 'inventory_models' | LinkType;

/** The two names of a stock-source link. */
export type LinkType = 'stock_levels' | 'inventory_stock_locations';

/** Value of a view's field. */
export function fieldOf(view: object, field: string): unknown {
  return (view as Record<string, unknown>)[field];
}

/** Id of a record. */
export function idOf(view: object): string {
  return fieldOf(view, 'publicId') as string;
}

const COMMON = {
  created_at: { kind: 'time', field: 'createdAt', sortable: true },
  updated_at: { kind: 'time', field: 'updatedAt', sortable: true },
  reference: { kind: 'text', field: 'reference', sortable: true },
  reference_origin: { kind: 'text', field: 'referenceOrigin', sortable: true },
  metadata: { kind: 'json', field: 'metadata' },
} as const;

const ID = { id: { kind: 'id', field: 'publicId', sortable: true } } as const;

const STOCK_LOCATIONS: Resource<keyof SourceView> = {
  type: 'stock_locations',
  search: searchSources,
  attributes: {
    number: { kind: 'integer', field: 'sourceId' },
    name: { kind: 'text', field: 'name', sortable: true },
    code: { kind: 'text', field: 'sourceCode', sortable: true },
    label_format: { kind: 'text', constant: 'PDF', sortable: true },
    suppress_etd: { kind: 'boolean', constant: false, sortable: true },
    ...COMMON,
  },
  searchable: { ...ID, disabled_at: { kind: 'time', constant: null } },
  relationships: {
    inventory_stock_locations: linksBy('inventory_stock_locations', 'sourcePublicId'),
    stock_levels: linksBy('stock_levels', 'sourcePublicId'),
  },
};

const INVENTORY_MODELS: Resource<keyof StockView> = {
  type: 'inventory_models',
  search: searchStocks,
  attributes: {
    name: { kind: 'text', field: 'name', sortable: true },
    strategy: { kind: 'text', constant: 'no_split', sortable: true },
    stock_locations_cutoff: { kind: 'integer', constant: null, sortable: true },
    stock_reservation_cutoff: { kind: 'integer', constant: 3600, sortable: true },
    put_stock_transfers_on_hold: { kind: 'boolean', constant: false },
    manual_stock_decrement: { kind: 'boolean', constant: false },
    ...COMMON,
  },
  searchable: ID,
  relationships: {
    inventory_stock_locations: linksBy('inventory_stock_locations', 'stockPublicId'),
    stock_levels: linksBy('stock_levels', 'stockPublicId'),
  },
};

function linksBy(to: LinkType, there: keyof LinkView): Relation<'publicId'> {
  return { to, here: 'publicId', there, many: true };
}

function links(type: LinkType): Resource<keyof LinkView> {
  return {
    type,
    search: searchLinks,
    attributes: {
      priority: { kind: 'integer', field: 'priority', sortable: true },
      on_hold: { kind: 'boolean', field: 'onHold', sortable: true },
      ...COMMON,
    },
    searchable: {
      ...ID,
      stock_location_id: { kind: 'id', field: 'sourcePublicId' },
      stock_location_code: { kind: 'text', field: 'sourceCode' },
      inventory_model_id: { kind: 'id', field: 'stockPublicId' },
    },
    relationships: {
      stock_location: { to: 'stock_locations', here: 'sourcePublicId', there: 'publicId', many: false },
      inventory_model: { to: 'inventory_models', here: 'stockPublicId', there: 'publicId', many: false },
    },
  };
}

/** Every resource by its type. Constants are the neutral defaults of Commerce Layer contract §1.3 and §1.4. */
export const RESOURCES: Record<ResourceType, Resource> = {
  stock_locations: STOCK_LOCATIONS,
  inventory_models: INVENTORY_MODELS,
  stock_levels: links('stock_levels'),
  inventory_stock_locations: links('inventory_stock_locations'),
};

/** Whether a text names a resource. */
export function isResourceType(text: string): text is ResourceType {
  return Object.hasOwn(RESOURCES, text);
}
