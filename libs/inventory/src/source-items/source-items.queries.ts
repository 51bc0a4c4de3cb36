import type { Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { keyedText, number, quantity } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';

/** What a source holds of a SKU as first spelled; `quantity` in ten-thousandths, `status` 0 out of stock or 1 in stock. */
export interface SourceItemView {
  sourceItemId: number;
  sku: string;
  sourceCode: string;
  quantity: Units;
  status: number;
}

/** Source items that a search over the fields of {@link SourceItemView} finds, oldest first. Quantities compare in stock units. Throws BadSearch. */
export function searchSourceItems(em: EntityManager, search: Search): Promise<Found<SourceItemView>> {
  return findRows(em, SOURCE_ITEMS, search);
}

const SOURCE_ITEMS: Searchable<SourceItemView> = {
  table: 'source_item',
  alias: 'i',
  joins: sql`left join sku k on k.sku_id = i.sku_id left join source s on s.source_id = i.source_id`,
  key: sql`i.source_item_id`,
  columns: {
    sourceItemId: number('i.source_item_id'),
    sku: keyedText('k.sku', 'k.sku_key'),
    sourceCode: keyedText('s.source_code', 's.source_key'),
    quantity: quantity('i.quantity'),
    status: number('i.status'),
  },
};
