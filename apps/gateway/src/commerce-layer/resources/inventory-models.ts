import { MAX_CODE } from '#inventory/field.rules';
import { STRATEGIES } from '#contracts/stocks';
import { searchStocks, STOCKS, type StockView } from '#inventory/stocks/stocks.queries';
import {
  COMMON_WRITABLE,
  orNull,
  readBoolean,
  readFilledText,
  readInteger,
  readOneOf,
  withinLength,
} from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { LEADING_NOWHERE } from './unkept.js';

/** Stocks. Commerce Layer contract §1.4. */
export const INVENTORY_MODELS: Resource<keyof StockView> = {
  type: 'inventory_models',
  search: searchStocks,
  view: STOCKS,
  cached: true,
  attributes: {
    name: { kind: 'text', field: 'name', sortable: true },
    strategy: { kind: 'text', field: 'strategy', sortable: true },
    stock_locations_cutoff: { kind: 'integer', field: 'locationsCutoff', sortable: true },
    stock_reservation_cutoff: { kind: 'integer', field: 'reservationCutoff', sortable: true },
    put_stock_transfers_on_hold: { kind: 'boolean', field: 'putTransfersOnHold' },
    manual_stock_decrement: { kind: 'boolean', field: 'manualDecrement' },
    ...COMMON,
  },
  searchable: ID,
  relationships: {
    inventory_stock_locations: {
      ...{ to: 'inventory_stock_locations', here: 'publicId', there: 'stockPublicId', many: true },
    },
    inventory_return_locations: {
      ...{ to: 'inventory_return_locations', here: 'publicId', there: 'stockPublicId', many: true },
    },
    stock_levels: { to: 'stock_levels', here: 'publicId', there: 'stockPublicId', many: true },
    ...LEADING_NOWHERE,
  },
  body: {
    attributes: {
      name: { field: 'name', read: withinLength(MAX_CODE, readFilledText), required: true },
      strategy: { field: 'strategy', read: readOneOf(...STRATEGIES) },
      stock_locations_cutoff: { field: 'locationsCutoff', read: orNull(readInteger({ min: 1 })) },
      stock_reservation_cutoff: { field: 'reservationCutoff', read: orNull(readInteger({ min: 0 })) },
      put_stock_transfers_on_hold: { field: 'putTransfersOnHold', read: readBoolean },
      manual_stock_decrement: { field: 'manualDecrement', read: readBoolean },
      ...COMMON_WRITABLE,
    },
    relationships: {},
    unique: [['name']],
  },
};
