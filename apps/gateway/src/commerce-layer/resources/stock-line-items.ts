import { skuByCode } from '#inventory/skus/skus.queries';
import {
  STOCK_LINE_ITEMS as VIEW,
  searchStockLineItems,
  type StockLineItemView,
} from '#inventory/stock-line-items/stock-line-items.queries';
import { COMMON_WRITABLE, orNull, readBoolean, readFilledText, readInteger } from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { MAX_WHOLE } from './stock-items.js';
import { leadingNowhere, LEADING_NOWHERE } from './unkept.js';

/** Stock line items. Commerce Layer contract §1.11. */
export const STOCK_LINE_ITEMS: Resource<keyof StockLineItemView> = {
  type: 'stock_line_items',
  search: searchStockLineItems,
  view: VIEW,
  attributes: {
    sku_code: { kind: 'text', field: 'sku' },
    bundle_code: { kind: 'text', constant: null },
    quantity: { kind: 'integer', field: 'quantity', sortable: true },
    name: { kind: 'text', field: 'name' },
    image_url: { kind: 'text', field: 'imageUrl' },
    ...COMMON,
  },
  searchable: ID,
  relationships: {
    stock_item: { to: 'stock_items', here: 'stockItemPublicId', there: 'publicId', many: false },
    sku: { to: 'skus', here: 'skuPublicId', there: 'publicId', many: false },
    stock_reservation: { to: 'stock_reservations', here: 'reservationPublicId', there: 'publicId', many: false },
    shipment: { ...leadingNowhere('shipments'), many: false },
    line_item: { ...leadingNowhere('line_items'), many: false },
    ...LEADING_NOWHERE,
  },
  body: {
    attributes: {
      sku_code: { field: 'sku', read: orNull(readFilledText) },
      quantity: { field: 'quantity', read: readInteger({ min: 1, max: MAX_WHOLE }), required: true },
      _reserve_stock: { field: 'reserve', read: readBoolean },
      _release_stock: { field: 'release', read: readBoolean },
      _decrement_stock: { field: 'decrement', read: readBoolean },
      ...COMMON_WRITABLE,
    },
    relationships: {
      stock_item: { field: 'sourceCode' },
      sku: { field: 'sku' },
      shipment: { field: 'shipment', unkept: true },
      line_item: { field: 'lineItem', unkept: true },
    },
    codes: { sku_code: { relationship: 'sku', find: skuByCode } },
  },
};
