import type { CommandName } from '#contracts/commands';
import type { Resource } from '../resource.js';
import { ADDRESSES } from '../resources/addresses.js';
import { INVENTORY_MODELS } from '../resources/inventory-models.js';
import { INVENTORY_RETURN_LOCATIONS } from '../resources/inventory-return-locations.js';
import { SKUS } from '../resources/skus.js';
import { INVENTORY_STOCK_LOCATIONS, STOCK_LEVELS } from '../resources/stock-levels.js';
import { STOCK_ITEMS } from '../resources/stock-items.js';
import { STOCK_LOCATIONS } from '../resources/stock-locations.js';
import { STOCK_TRANSFERS } from '../resources/stock-transfers.js';

/** How records of a type are imported. */
export interface Importable {
  resource: Resource;
  command: CommandName;
  /** The relationship that `parent_resource_id` is for. */
  parent?: string;
  /** Attributes or relationships that tell a record that is there already. */
  naturalKey: string[];
  /** Its command saves a record whether it is there or not, so an input may repeat what another made. */
  saves?: true;
}

const LINK_KEY = ['stock_location', 'inventory_model'];

const LINKS = {
  command: 'AssignSourcesToStock',
  parent: 'inventory_model',
  naturalKey: LINK_KEY,
  saves: true,
} as const;

/** What can be imported, by type. Commerce Layer contract §2, Bulk. */
export const IMPORTABLE: Record<string, Importable> = {
  addresses: { resource: ADDRESSES, command: 'SaveAddresses', naturalKey: [] },
  skus: {
    ...{ resource: SKUS, command: 'SaveSkus', parent: 'shipping_category', saves: true },
    naturalKey: ['code'],
  },
  stock_locations: {
    ...{ resource: STOCK_LOCATIONS, command: 'SaveSources', parent: 'address' },
    naturalKey: ['code'],
  },
  inventory_models: { resource: INVENTORY_MODELS, command: 'SaveStocks', naturalKey: [] },
  inventory_stock_locations: { resource: INVENTORY_STOCK_LOCATIONS, ...LINKS },
  stock_levels: { resource: STOCK_LEVELS, ...LINKS },
  inventory_return_locations: {
    ...{ resource: INVENTORY_RETURN_LOCATIONS, command: 'SaveReturnSources', parent: 'inventory_model' },
    naturalKey: LINK_KEY,
  },
  stock_items: {
    ...{ resource: STOCK_ITEMS, command: 'SetSourceItemQuantities', parent: 'stock_location', saves: true },
    naturalKey: ['sku', 'stock_location'],
  },
  stock_transfers: { resource: STOCK_TRANSFERS, command: 'SaveStockTransfers', naturalKey: [] },
};
