import { skuByCode } from '#inventory/skus/skus.queries';
import {
  RESERVED_STOCKS as RESERVED,
  searchReservedStocks,
  searchStockItems,
  STOCK_ITEMS as ITEMS,
  type ReservedStockView,
  type StockItemView,
} from '#inventory/source-items/stock-items.queries';
import { COMMON_WRITABLE, orNull, readBoolean, readFilledText, readInteger } from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { LEADING_NOWHERE } from './unkept.js';

/** Largest quantity of a record, in whole units. */
export const MAX_WHOLE = 99_999_999;

/** Source items. Commerce Layer contract §1.7. */
export const STOCK_ITEMS: Resource<keyof StockItemView> = {
  type: 'stock_items',
  search: searchStockItems,
  view: ITEMS,
  cached: true,
  attributes: {
    sku_code: { kind: 'text', field: 'sku' },
    quantity: { kind: 'integer', field: 'quantity', sortable: true },
    ...COMMON,
  },
  searchable: ID,
  relationships: {
    stock_location: { to: 'stock_locations', here: 'sourcePublicId', there: 'publicId', many: false },
    sku: { to: 'skus', here: 'skuPublicId', there: 'publicId', many: false },
    reserved_stock: { to: 'reserved_stocks', here: 'reservedPublicId', there: 'publicId', many: false },
    stock_reservations: { to: 'stock_reservations', here: 'publicId', there: 'stockItemPublicId', many: true },
    ...LEADING_NOWHERE,
  },
  body: {
    attributes: {
      sku_code: { field: 'sku', read: orNull(readFilledText) },
      quantity: { field: 'quantity', read: readInteger({ min: 0, max: MAX_WHOLE }), required: true },
      _validate: { field: 'coversReserved', read: readBoolean },
      ...COMMON_WRITABLE,
    },
    relationships: {
      stock_location: { field: 'sourceCode', required: true },
      sku: { field: 'sku', required: true },
    },
    unique: [['sku', 'stock_location']],
    codes: { sku_code: { relationship: 'sku', find: skuByCode } },
  },
};

/** What is reserved of source items at their sources. Commerce Layer contract §1.8. */
export const RESERVED_STOCKS: Resource<keyof ReservedStockView> = {
  type: 'reserved_stocks',
  search: searchReservedStocks,
  view: RESERVED,
  attributes: {
    quantity: { kind: 'integer', field: 'quantity', sortable: true },
    ...COMMON,
  },
  searchable: ID,
  relationships: {
    stock_item: { to: 'stock_items', here: 'stockItemPublicId', there: 'publicId', many: false },
    sku: { to: 'skus', here: 'skuPublicId', there: 'publicId', many: false },
    stock_reservations: { to: 'stock_reservations', here: 'publicId', there: 'reservedPublicId', many: true },
    ...LEADING_NOWHERE,
  },
};
