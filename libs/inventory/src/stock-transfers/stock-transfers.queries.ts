import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { exactText, json, keyedText, numberedId, text, textOf, time, wholeQuantity } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';

/** A stock transfer, in whole units; unnumbered, its number is that of its row. Times in ISO 8601 UTC. Commerce Layer contract §1.10. */
export interface StockTransferView {
  publicId: string;
  number: string;
  sku: string;
  skuName: string;
  skuPublicId: string;
  originCode: string | null;
  originName: string | null;
  originPublicId: string | null;
  destinationCode: string | null;
  destinationName: string | null;
  destinationPublicId: string | null;
  reservationPublicId: string | null;
  quantity: number;
  status: string;
  onHoldAt: string | null;
  pickingAt: string | null;
  inTransitAt: string | null;
  completedAt: string | null;
  cancelledAt: string | null;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Stock transfers that a search over the fields of {@link StockTransferView} finds, oldest first. Throws BadSearch. */
export function searchStockTransfers(em: EntityManager, search: Search): Promise<Found<StockTransferView>> {
  return findRows(em, STOCK_TRANSFERS, search);
}

const passed = (column: string) => time(column, { nullable: true });

/** Stock transfers, as they are searched. */
export const STOCK_TRANSFERS: Searchable<StockTransferView> = {
  table: 'stock_transfer',
  alias: 't',
  joins: sql`left join sku k on k.sku_id = t.sku_id left join sku_profile p on p.sku_id = t.sku_id
    left join source o on o.source_id = t.origin_id left join source d on d.source_id = t.destination_id
    left join stock_reservation r on r.owner_id = t.public_id`,
  key: sql`t.stock_transfer_id`,
  columns: {
    publicId: exactText('t.public_id'),
    number: textOf(sql`coalesce(t.number, t.stock_transfer_id::text)`),
    sku: keyedText('k.sku', 'k.sku_key'),
    skuName: textOf(sql`coalesce(p.name, k.sku)`),
    skuPublicId: numberedId('t.sku_id', 'sku'),
    originCode: { ...keyedText('o.source_code', 'o.source_key'), nullable: true },
    originName: { ...keyedText('o.name', 'o.name_key'), nullable: true },
    originPublicId: { ...exactText('o.public_id'), nullable: true },
    destinationCode: { ...keyedText('d.source_code', 'd.source_key'), nullable: true },
    destinationName: { ...keyedText('d.name', 'd.name_key'), nullable: true },
    destinationPublicId: { ...exactText('d.public_id'), nullable: true },
    reservationPublicId: { ...exactText('r.public_id'), nullable: true },
    quantity: wholeQuantity('t.quantity', true),
    status: text('t.status'),
    onHoldAt: passed('t.on_hold_at'),
    pickingAt: passed('t.picking_at'),
    inTransitAt: passed('t.in_transit_at'),
    completedAt: passed('t.completed_at'),
    cancelledAt: passed('t.cancelled_at'),
    reference: text('t.reference'),
    referenceOrigin: text('t.reference_origin'),
    metadata: json(sql.ref('t.metadata')),
    createdAt: time('t.created_at'),
    updatedAt: time('t.updated_at'),
  },
};
