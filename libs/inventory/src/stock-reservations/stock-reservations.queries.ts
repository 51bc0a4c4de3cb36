import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { exactText, json, keyedText, numberedId, text, time, wholeQuantity } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';

/**
 * An open stock reservation, in whole units, with the public ids of what it is on and what it belongs to. Times in ISO 8601 UTC. Commerce
 * Layer contract §1.9.
 */
export interface StockReservationView {
  publicId: string;
  sku: string;
  skuPublicId: string;
  sourceCode: string;
  sourcePublicId: string;
  stockItemPublicId: string;
  reservedPublicId: string;
  transferPublicId: string | null;
  lineItemPublicId: string | null;
  quantity: number;
  status: string;
  expiresAt: string | null;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Stock reservations that a search over the fields of {@link StockReservationView} finds, oldest first. Throws BadSearch. */
export function searchStockReservations(em: EntityManager, search: Search): Promise<Found<StockReservationView>> {
  return findRows(em, STOCK_RESERVATIONS, search);
}

/** Stock reservations, as they are searched. */
export const STOCK_RESERVATIONS: Searchable<StockReservationView> = {
  table: 'stock_reservation',
  alias: 'r',
  joins: sql`left join sku k on k.sku_id = r.sku_id left join source s on s.source_id = r.source_id
    left join source_item i on i.sku_id = r.sku_id and i.source_id = r.source_id
    left join stock_transfer t on t.public_id = r.owner_id left join stock_line_item li on li.public_id = r.owner_id`,
  key: sql`r.stock_reservation_id`,
  columns: {
    publicId: exactText('r.public_id'),
    sku: keyedText('k.sku', 'k.sku_key'),
    skuPublicId: numberedId('r.sku_id', 'sku'),
    sourceCode: keyedText('s.source_code', 's.source_key'),
    sourcePublicId: exactText('s.public_id'),
    stockItemPublicId: numberedId('i.source_item_id', 'source_item'),
    reservedPublicId: numberedId('i.source_item_id', 'reserved_stock'),
    transferPublicId: { ...exactText('t.public_id'), nullable: true },
    lineItemPublicId: { ...exactText('li.public_id'), nullable: true },
    quantity: wholeQuantity('r.quantity', true),
    status: text('r.status'),
    expiresAt: time('r.expires_at', { nullable: true }),
    reference: text('r.reference'),
    referenceOrigin: text('r.reference_origin'),
    metadata: json(sql.ref('r.metadata')),
    createdAt: time('r.created_at'),
    updatedAt: time('r.updated_at'),
  },
};
