import { ADDRESSES } from './resources/addresses.js';
import { CLEANUPS } from './resources/cleanups.js';
import { EXPORTS } from './resources/exports.js';
import { IMPORTS } from './resources/imports.js';
import { INVENTORY_MODELS } from './resources/inventory-models.js';
import { INVENTORY_RETURN_LOCATIONS } from './resources/inventory-return-locations.js';
import { INVENTORY_STOCK_LOCATIONS, STOCK_LEVELS } from './resources/stock-levels.js';
import { SKUS } from './resources/skus.js';
import { RESERVED_STOCKS, STOCK_ITEMS } from './resources/stock-items.js';
import { STOCK_LINE_ITEMS } from './resources/stock-line-items.js';
import { STOCK_LOCATIONS } from './resources/stock-locations.js';
import { STOCK_RESERVATIONS } from './resources/stock-reservations.js';
import { STOCK_TRANSFERS } from './resources/stock-transfers.js';
import { EVENT_CALLBACKS, WEBHOOKS } from './resources/webhooks.js';
import { UNKEPT } from './resources/unkept.js';
import type { Resource } from './resource.js';

/** Every resource that has paths of its own. */
export const SERVED: readonly Resource[] = [
  ADDRESSES,
  STOCK_LOCATIONS,
  INVENTORY_MODELS,
  INVENTORY_STOCK_LOCATIONS,
  STOCK_LEVELS,
  INVENTORY_RETURN_LOCATIONS,
  ...[SKUS, STOCK_ITEMS, RESERVED_STOCKS, STOCK_RESERVATIONS, STOCK_TRANSFERS, STOCK_LINE_ITEMS],
  ...[WEBHOOKS, EVENT_CALLBACKS],
  ...[IMPORTS, EXPORTS, CLEANUPS],
];

const RESOURCES = new Map([...SERVED, ...UNKEPT].map((resource) => [resource.type, resource]));

/** The resource of a type that is known to be one. */
export function resourceOf(type: string): Resource {
  const resource = RESOURCES.get(type);
  if (!resource) throw new Error(`There is no resource ${type}.`);
  return resource;
}

/** Whether a text names a resource. */
export function isResourceType(text: string): boolean {
  return RESOURCES.has(text);
}
