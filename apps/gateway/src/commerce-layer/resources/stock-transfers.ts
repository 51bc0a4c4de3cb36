import { skuByCode } from '#inventory/skus/skus.queries';
import {
  STOCK_TRANSFERS as VIEW,
  searchStockTransfers,
  type StockTransferView,
} from '#inventory/stock-transfers/stock-transfers.queries';
import { COMMON_WRITABLE, orNull, readBoolean, readFilledText, readInteger } from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { MAX_WHOLE } from './stock-items.js';
import { leadingNowhere, LEADING_NOWHERE } from './unkept.js';

const trigger = (field: string) => ({ field, read: readBoolean });

/** Stock transfers. Commerce Layer contract §1.10. */
export const STOCK_TRANSFERS: Resource<keyof StockTransferView> = {
  type: 'stock_transfers',
  search: searchStockTransfers,
  view: VIEW,
  attributes: {
    number: { kind: 'text', field: 'number', sortable: true },
    sku_code: { kind: 'text', field: 'sku' },
    status: { kind: 'text', field: 'status', sortable: true },
    quantity: { kind: 'integer', field: 'quantity', sortable: true },
    on_hold_at: { kind: 'time', field: 'onHoldAt', sortable: true },
    picking_at: { kind: 'time', field: 'pickingAt', sortable: true },
    in_transit_at: { kind: 'time', field: 'inTransitAt', sortable: true },
    completed_at: { kind: 'time', field: 'completedAt', sortable: true },
    cancelled_at: { kind: 'time', field: 'cancelledAt', sortable: true },
    ...COMMON,
  },
  searchable: { ...ID, archived_at: { kind: 'time', constant: null } },
  relationships: {
    sku: { to: 'skus', here: 'skuPublicId', there: 'publicId', many: false },
    origin_stock_location: { to: 'stock_locations', here: 'originPublicId', there: 'publicId', many: false },
    destination_stock_location: { to: 'stock_locations', here: 'destinationPublicId', there: 'publicId', many: false },
    stock_reservation: { to: 'stock_reservations', here: 'reservationPublicId', there: 'publicId', many: false },
    shipment: { ...leadingNowhere('shipments'), many: false },
    line_item: { ...leadingNowhere('line_items'), many: false },
    ...LEADING_NOWHERE,
  },
  body: {
    attributes: {
      sku_code: { field: 'sku', read: orNull(readFilledText) },
      number: { field: 'number', read: orNull(readFilledText) },
      quantity: { field: 'quantity', read: readInteger({ min: 1, max: MAX_WHOLE }), required: true },
      _upcoming: trigger('upcoming'),
      _on_hold: trigger('on_hold'),
      _picking: trigger('picking'),
      _in_transit: trigger('in_transit'),
      _complete: trigger('complete'),
      _cancel: trigger('cancel'),
      ...COMMON_WRITABLE,
    },
    relationships: {
      sku: { field: 'sku', required: true },
      origin_stock_location: { field: 'originSourceCode', required: true },
      destination_stock_location: { field: 'destinationSourceCode', required: true },
      shipment: { field: 'shipment', unkept: true },
      line_item: { field: 'lineItem', unkept: true },
    },
    codes: { sku_code: { relationship: 'sku', find: skuByCode } },
  },
};
