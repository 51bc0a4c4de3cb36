import type { CommandName } from '#contracts/commands';
import type { Resource } from '../resource.js';
import { SKUS } from '../resources/skus.js';
import { STOCK_ITEMS } from '../resources/stock-items.js';

/** What can be cleaned up, by type. Commerce Layer contract §2, Bulk. */
export const CLEANABLE: Record<string, { resource: Resource; command: CommandName }> = {
  skus: { resource: SKUS, command: 'DeleteSkus' },
  stock_items: { resource: STOCK_ITEMS, command: 'DeleteSourceItems' },
};
