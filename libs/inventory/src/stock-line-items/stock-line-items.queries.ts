import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { exactText, json, keyedText, numberedId, text, textOf, time, wholeQuantity } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';

/** A stock line item, in whole units, with what one says of its SKU. Times in ISO 8601 UTC. Commerce Layer contract §1.11. */
export interface StockLineItemView {
  publicId: string;
  sku: string;
  skuPublicId: string;
  name: string;
  imageUrl: string | null;
  sourceCode: string | null;
  sourcePublicId: string | null;
  stockItemPublicId: string | null;
  reservationPublicId: string | null;
  quantity: number;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Stock line items that a search over the fields of {@link StockLineItemView} finds, oldest first. Throws BadSearch. */
export function searchStockLineItems(em: EntityManager, search: Search): Promise<Found<StockLineItemView>> {
  return findRows(em, STOCK_LINE_ITEMS, search);
}

/** Stock line items, as they are searched. */
export const STOCK_LINE_ITEMS: Searchable<StockLineItemView> = {
  table: 'stock_line_item',
  alias: 'c',
  joins: sql`left join sku k on k.sku_id = c.sku_id left join sku_profile p on p.sku_id = c.sku_id
    left join source s on s.source_id = c.source_id
    left join source_item i on i.sku_id = c.sku_id and i.source_id = c.source_id
    left join stock_reservation r on r.owner_id = c.public_id`,
  key: sql`c.stock_line_item_id`,
  columns: {
    publicId: exactText('c.public_id'),
    sku: keyedText('k.sku', 'k.sku_key'),
    skuPublicId: numberedId('c.sku_id', 'sku'),
    name: textOf(sql`coalesce(p.name, k.sku)`),
    imageUrl: text('p.image_url'),
    sourceCode: { ...keyedText('s.source_code', 's.source_key'), nullable: true },
    sourcePublicId: { ...exactText('s.public_id'), nullable: true },
    stockItemPublicId: { ...numberedId('i.source_item_id', 'source_item'), nullable: true },
    reservationPublicId: { ...exactText('r.public_id'), nullable: true },
    quantity: wholeQuantity('c.quantity', true),
    reference: text('c.reference'),
    referenceOrigin: text('c.reference_origin'),
    metadata: json(sql.ref('c.metadata')),
    createdAt: time('c.created_at'),
    updatedAt: time('c.updated_at'),
  },
};
