import {
  STOCK_RESERVATIONS as VIEW,
  searchStockReservations,
  type StockReservationView,
} from '#inventory/stock-reservations/stock-reservations.queries';
import { COMMON_WRITABLE, readBoolean, readInteger } from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { MAX_WHOLE } from './stock-items.js';
import { leadingNowhere, LEADING_NOWHERE } from './unkept.js';

/** Stock reservations. Commerce Layer contract §1.9. */
export const STOCK_RESERVATIONS: Resource<keyof StockReservationView> = {
  type: 'stock_reservations',
  search: searchStockReservations,
  view: VIEW,
  attributes: {
    status: { kind: 'text', field: 'status', sortable: true },
    quantity: { kind: 'integer', field: 'quantity', sortable: true },
    expires_at: { kind: 'time', field: 'expiresAt', sortable: true },
    ...COMMON,
  },
  searchable: ID,
  relationships: {
    stock_item: { to: 'stock_items', here: 'stockItemPublicId', there: 'publicId', many: false },
    reserved_stock: { to: 'reserved_stocks', here: 'reservedPublicId', there: 'publicId', many: false },
    sku: { to: 'skus', here: 'skuPublicId', there: 'publicId', many: false },
    stock_line_item: { to: 'stock_line_items', here: 'lineItemPublicId', there: 'publicId', many: false },
    stock_transfer: { to: 'stock_transfers', here: 'transferPublicId', there: 'publicId', many: false },
    line_item: { ...leadingNowhere('line_items'), many: false },
    order: { ...leadingNowhere('orders'), many: false },
    ...LEADING_NOWHERE,
  },
  body: {
    attributes: {
      quantity: { field: 'quantity', read: readInteger({ min: 1, max: MAX_WHOLE }), required: true },
      _pending: { field: 'pending', read: readBoolean },
      ...COMMON_WRITABLE,
    },
    relationships: { stock_item: { field: 'sourceCode', required: true } },
  },
};
