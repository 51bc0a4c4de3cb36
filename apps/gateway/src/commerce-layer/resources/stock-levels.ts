import { LINKS, searchLinks, type LinkView } from '#inventory/stocks/stocks.queries';
import { COMMON_WRITABLE, readBoolean, readInteger } from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { LEADING_NOWHERE } from './unkept.js';

/** Stock-source links; `stock_levels` is the former name of `inventory_stock_locations`. Commerce Layer contract §1.5. */
export const STOCK_LEVELS = linksAs('stock_levels');

/** The same under their present name. */
export const INVENTORY_STOCK_LOCATIONS = linksAs('inventory_stock_locations');

function linksAs(type: string): Resource<keyof LinkView> {
  return {
    type,
    search: searchLinks,
    view: LINKS,
    attributes: {
      priority: { kind: 'integer', field: 'priority', sortable: true },
      on_hold: { kind: 'boolean', field: 'onHold', sortable: true },
      ...COMMON,
    },
    searchable: ID,
    relationships: {
      stock_location: { to: 'stock_locations', here: 'sourcePublicId', there: 'publicId', many: false },
      inventory_model: { to: 'inventory_models', here: 'stockPublicId', there: 'publicId', many: false },
      ...LEADING_NOWHERE,
    },
    body: {
      attributes: {
        priority: { field: 'priority', read: readInteger({ min: 1 }), required: true },
        on_hold: { field: 'onHold', read: readBoolean },
        ...COMMON_WRITABLE,
      },
      relationships: {
        stock_location: { field: 'sourceCode', required: true },
        inventory_model: { field: 'stockId', required: true },
      },
      unique: [['stock_location', 'inventory_model']],
    },
  };
}
