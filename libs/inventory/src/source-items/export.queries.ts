import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { eachRows } from '../cursor.sql.js';

/** A source item as exported; `quantity` is a decimal with four places. */
export interface ExportedSourceItem {
  sourceCode: string;
  sku: string;
  status: number;
  quantity: string;
}

/** Which items to export: those of any of these sources, and of sources linked to any of these stocks; nothing given means all. */
export interface ExportScope {
  sourceKeys: string[];
  stockIds: number[];
}

const AT_ONCE = 5_000;

/** Hands out source items as they are at one moment, SKU by SKU; returns how many. */
export function eachSourceItem(
  em: EntityManager,
  { sourceKeys, stockIds }: ExportScope,
  receive: (items: ExportedSourceItem[]) => Promise<void> | void,
): Promise<number> {
  const ofSources = sourceKeys.length === 0 ? sql`true` : sql`s.source_key = any(${sourceKeys}::text[])`;
  const ofStocks =
    stockIds.length === 0
      ? sql`true`
      : sql`i.source_id in (select l.source_id from stock_source_link l where l.stock_id = any(${stockIds}::int[]))`;
  const query = sql`
    select s.source_code as "sourceCode", k.sku, i.status, i.quantity::text as quantity
    from source_item i join sku k using (sku_id) join source s using (source_id)
    where ${ofSources} and ${ofStocks} order by i.sku_id, i.source_id`;
  return eachRows<ExportedSourceItem>(em, query, AT_ONCE, receive);
}
