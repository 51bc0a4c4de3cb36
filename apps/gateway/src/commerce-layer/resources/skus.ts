import { WEIGHT_UNITS } from '#contracts/skus';
import { SKUS as VIEW, searchSkus, type SkuView } from '#inventory/skus/skus.queries';
import {
  COMMON_WRITABLE,
  orNull,
  readBoolean,
  readFilledText,
  readInteger,
  readNumber,
  readOneOf,
  readText,
  TAGGING,
} from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { leadingNowhere, LEADING_NOWHERE } from './unkept.js';

/** SKUs. `inventory` is told of one at a time. Commerce Layer contract §1.2. */
export const SKUS: Resource<keyof SkuView | 'inventory'> = {
  type: 'skus',
  search: searchSkus,
  view: VIEW,
  cached: true,
  open: true,
  attributes: {
    code: { kind: 'text', field: 'sku', sortable: true },
    name: { kind: 'text', field: 'name', sortable: true },
    description: { kind: 'text', field: 'description' },
    image_url: { kind: 'text', field: 'imageUrl' },
    pieces_per_pack: { kind: 'integer', field: 'piecesPerPack' },
    weight: { kind: 'number', field: 'weight' },
    unit_of_weight: { kind: 'text', field: 'unitOfWeight' },
    hs_tariff_number: { kind: 'text', field: 'hsTariffNumber' },
    do_not_ship: { kind: 'boolean', field: 'doNotShip', sortable: true },
    do_not_track: { kind: 'boolean', field: 'doNotTrack', sortable: true },
    inventory: { kind: 'json', field: 'inventory' },
    ...COMMON,
  },
  searchable: ID,
  relationships: {
    shipping_category: { ...leadingNowhere('shipping_categories'), many: false },
    stock_items: { to: 'stock_items', here: 'publicId', there: 'skuPublicId', many: true },
    stock_reservations: { to: 'stock_reservations', here: 'publicId', there: 'skuPublicId', many: true },
    prices: leadingNowhere('prices'),
    delivery_lead_times: leadingNowhere('delivery_lead_times'),
    sku_options: leadingNowhere('sku_options'),
    sku_list_items: leadingNowhere('sku_list_items'),
    sku_lists: leadingNowhere('sku_lists'),
    tags: leadingNowhere('tags'),
    links: leadingNowhere('links'),
    ...LEADING_NOWHERE,
  },
  body: {
    attributes: {
      code: { field: 'sku', read: readFilledText, required: true },
      name: { field: 'name', read: readFilledText, required: true },
      description: { field: 'description', read: readText },
      image_url: { field: 'imageUrl', read: readText },
      pieces_per_pack: { field: 'piecesPerPack', read: orNull(readInteger({ min: 1 })) },
      weight: { field: 'weight', read: orNull(readNumber({ min: 0, max: 1e9 })) },
      unit_of_weight: { field: 'unitOfWeight', read: orNull(readOneOf(...WEIGHT_UNITS)) },
      hs_tariff_number: { field: 'hsTariffNumber', read: readText },
      do_not_ship: { field: 'doNotShip', read: readBoolean },
      do_not_track: { field: 'doNotTrack', read: readBoolean },
      ...TAGGING,
      ...COMMON_WRITABLE,
    },
    relationships: {
      shipping_category: { field: 'shippingCategory', unkept: true },
      tags: { field: 'tags', unkept: true },
    },
    unique: [['code']],
  },
};
