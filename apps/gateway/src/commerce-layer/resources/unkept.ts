import { COMMON, ID, type Resource } from '../resource.js';

const EVERYWHERE = ['versions', 'attachments', 'events', 'event_stores'];

/**
 * Records that relationships speak of and nobody keeps here: there are none of them. Commerce Layer contract §1, "Common to every
 * record".
 */
export const UNKEPT: Resource[] = [
  ...[
    ...EVERYWHERE,
    'geocoders',
    'tags',
    'stores',
    'links',
    'shipping_categories',
    'prices',
    'sku_options',
    'sku_lists',
  ],
  ...['sku_list_items', 'delivery_lead_times', 'shipments', 'line_items', 'orders'],
].map((type) => ({
  type,
  unkept: true,
  search: () => Promise.resolve({ items: [], total: 0 }),
  attributes: COMMON,
  searchable: ID,
  relationships: {},
}));

/** A relationship that leads to none of these records. */
export function leadingNowhere(to: string) {
  return { to, here: 'publicId', there: 'id', many: true } as const;
}

/** Relationships of every record that lead to none. */
export const LEADING_NOWHERE = Object.fromEntries(EVERYWHERE.map((type) => [type, leadingNowhere(type)]));
