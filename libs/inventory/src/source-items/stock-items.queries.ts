import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable, exactText, json, keyedText, numberedId, text, textOf, time, wholeQuantity } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRow, findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';

/** A source item by what others know it, in whole units: `quantity` never more than there is. Times in ISO 8601 UTC. Commerce Layer contract §1.7. */
export interface StockItemView {
  publicId: string;
  reservedPublicId: string;
  sku: string;
  skuName: string;
  skuPublicId: string;
  sourceCode: string;
  sourceName: string;
  sourcePublicId: string;
  quantity: number;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** What is reserved of a source item at its source, in whole units and never less than is. Commerce Layer contract §1.8. */
export interface ReservedStockView extends Omit<StockItemView, 'reservedPublicId'> {
  stockItemPublicId: string;
}

/** Source items that a search over the fields of {@link StockItemView} finds, oldest first. Throws BadSearch. */
export function searchStockItems(em: EntityManager, search: Search): Promise<Found<StockItemView>> {
  return findRows(em, STOCK_ITEMS, search);
}

/** The item that a source has of a SKU, however both are spelled; undefined when it has none. */
export function stockItemOf(em: EntityManager, sku: string, sourceCode: string): Promise<StockItemView | undefined> {
  const keys = [bindable(canonical(sku)), bindable(canonical(sourceCode))];
  return findRow(em, STOCK_ITEMS, sql`k.sku_key = ${keys[0]} and s.source_key = ${keys[1]}`);
}

/** What is reserved of items of which anything ever was, as a search over the fields of {@link ReservedStockView} finds it. Throws BadSearch. */
export function searchReservedStocks(em: EntityManager, search: Search): Promise<Found<ReservedStockView>> {
  return findRows(em, RESERVED_STOCKS, search);
}

const AROUND = {
  sku: keyedText('k.sku', 'k.sku_key'),
  skuName: textOf(sql`coalesce(p.name, k.sku)`),
  skuPublicId: numberedId('i.sku_id', 'sku'),
  sourceCode: keyedText('s.source_code', 's.source_key'),
  sourceName: keyedText('s.name', 's.name_key'),
  sourcePublicId: exactText('s.public_id'),
  createdAt: time('i.created_at'),
  updatedAt: time('i.updated_at'),
};

const JOINS = sql`left join sku k on k.sku_id = i.sku_id left join sku_profile p on p.sku_id = i.sku_id
  left join source s on s.source_id = i.source_id`;

/** Source items, as they are searched. */
export const STOCK_ITEMS: Searchable<StockItemView> = {
  table: 'source_item',
  alias: 'i',
  joins: sql`${JOINS} left join source_item_note n on n.source_item_id = i.source_item_id`,
  key: sql`i.source_item_id`,
  columns: {
    ...AROUND,
    publicId: numberedId('i.source_item_id', 'source_item'),
    reservedPublicId: numberedId('i.source_item_id', 'reserved_stock'),
    quantity: wholeQuantity('i.quantity'),
    reference: text('n.reference'),
    referenceOrigin: text('n.reference_origin'),
    metadata: json(sql`coalesce(n.metadata, '{}')`),
  },
};

/** What is reserved of them, as they are searched. */
export const RESERVED_STOCKS: Searchable<ReservedStockView> = {
  table: sql`(select * from source_item where bound is not null)`,
  alias: 'i',
  joins: JOINS,
  key: sql`i.source_item_id`,
  columns: {
    ...AROUND,
    publicId: numberedId('i.source_item_id', 'reserved_stock'),
    stockItemPublicId: numberedId('i.source_item_id', 'source_item'),
    quantity: wholeQuantity('i.bound', true),
    reference: textOf(sql`null::text`),
    referenceOrigin: textOf(sql`null::text`),
    metadata: json(sql`'{}'::jsonb`),
  },
};
