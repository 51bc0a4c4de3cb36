import { RETURN_SOURCES, searchReturnSources, type ReturnSourceView } from '#inventory/stocks/return-sources.queries';
import { COMMON_WRITABLE, readInteger } from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { LEADING_NOWHERE } from './unkept.js';

/** Sources that take back what a stock sold. Commerce Layer contract §1.6. */
export const INVENTORY_RETURN_LOCATIONS: Resource<keyof ReturnSourceView> = {
  type: 'inventory_return_locations',
  search: searchReturnSources,
  view: RETURN_SOURCES,
  attributes: { priority: { kind: 'integer', field: 'priority', sortable: true }, ...COMMON },
  searchable: ID,
  relationships: {
    stock_location: { to: 'stock_locations', here: 'sourcePublicId', there: 'publicId', many: false },
    inventory_model: { to: 'inventory_models', here: 'stockPublicId', there: 'publicId', many: false },
    ...LEADING_NOWHERE,
  },
  body: {
    attributes: {
      priority: { field: 'priority', read: readInteger({ min: 1 }), required: true },
      ...COMMON_WRITABLE,
    },
    relationships: {
      stock_location: { field: 'sourceCode', required: true },
      inventory_model: { field: 'stockId', required: true },
    },
    unique: [['stock_location', 'inventory_model']],
  },
};
