import { MAX_CODE } from '#inventory/field.rules';
import { SOURCES, searchSources, type SourceView } from '#inventory/sources/sources.queries';
import { LABEL_FORMATS } from '#contracts/sources';
import {
  COMMON_WRITABLE,
  readBoolean,
  readFilledText,
  readOneOf,
  readText,
  withinLength,
} from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { LEADING_NOWHERE } from './unkept.js';

/** Sources; their alias is the code. Commerce Layer contract §1.3. */
export const STOCK_LOCATIONS: Resource<keyof SourceView> = {
  type: 'stock_locations',
  search: searchSources,
  view: SOURCES,
  cached: true,
  attributes: {
    number: { kind: 'integer', field: 'sourceId' },
    name: { kind: 'text', field: 'name', sortable: true },
    code: { kind: 'text', field: 'alias', sortable: true },
    label_format: { kind: 'text', field: 'labelFormat', sortable: true },
    suppress_etd: { kind: 'boolean', field: 'suppressEtd', sortable: true },
    ...COMMON,
  },
  searchable: { ...ID, disabled_at: { kind: 'time', constant: null } },
  relationships: {
    address: { to: 'addresses', here: 'addressId', there: 'publicId', many: false },
    inventory_stock_locations: {
      ...{ to: 'inventory_stock_locations', here: 'publicId', there: 'sourcePublicId', many: true },
    },
    inventory_return_locations: {
      ...{ to: 'inventory_return_locations', here: 'publicId', there: 'sourcePublicId', many: true },
    },
    stock_levels: { to: 'stock_levels', here: 'publicId', there: 'sourcePublicId', many: true },
    stock_items: { to: 'stock_items', here: 'publicId', there: 'sourcePublicId', many: true },
    stock_transfers: { to: 'stock_transfers', here: 'publicId', there: 'originPublicId', many: true },
    stores: { to: 'stores', here: 'publicId', there: 'id', many: true },
    ...LEADING_NOWHERE,
  },
  body: {
    attributes: {
      name: { field: 'name', read: withinLength(MAX_CODE, readFilledText), required: true },
      code: { field: 'alias', read: withinLength(MAX_CODE, readText) },
      label_format: { field: 'labelFormat', read: readOneOf(...LABEL_FORMATS) },
      suppress_etd: { field: 'suppressEtd', read: readBoolean },
      ...COMMON_WRITABLE,
    },
    relationships: { address: { field: 'addressId', required: true } },
    unique: [['name'], ['code']],
  },
};
