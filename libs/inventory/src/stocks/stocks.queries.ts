import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Strategy } from '#contracts/stocks';
import { bindable, boolean, exactText, json, keyedText, number, text, time } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRow, findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';
import { ADMIN_WEBSITE } from './topology.js';

/** A stock as stored, its channels ordered by type and code; times in ISO 8601 UTC with milliseconds. MSI contract B, "Stock". */
export interface StockView {
  stockId: number;
  name: string;
  salesChannels: { type: string; code: string }[];
  strategy: Strategy;
  /** How many sources by priority count for what Commerce Layer's clients are told is available; null: all of them. */
  locationsCutoff: number | null;
  /** Life of a drafted reservation, in seconds. */
  reservationCutoff: number;
  putTransfersOnHold: boolean;
  manualDecrement: boolean;
  publicId: string;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Stocks that a search over the fields of {@link StockView} finds, by id. Throws BadSearch. */
export function searchStocks(em: EntityManager, search: Search): Promise<Found<StockView>> {
  return findRows(em, STOCKS, search);
}

/** The stock of an id; undefined when there is none. */
export function stockById(em: EntityManager, stockId: number): Promise<StockView | undefined> {
  return findRow(em, STOCKS, sql`t.stock_id = ${stockId}::bigint`);
}

/** The stock that a sales channel sells from; website `admin` always from stock 1. Undefined for an unmapped channel. MSI contract B2, 22. */
export function stockOfChannel(em: EntityManager, type: string, code: string): Promise<StockView | undefined> {
  const [typeKey, codeKey] = [bindable(canonical(type)), bindable(canonical(code))];
  if (typeKey === 'website' && codeKey === ADMIN_WEBSITE) return stockById(em, 1);
  return findRow(
    em,
    STOCKS,
    sql`t.stock_id = (select stock_id from sales_channel where type = ${typeKey} and code_key = ${codeKey})`,
  );
}

/** The stock of a market of Commerce Layer: that of a sales channel of type `market`, else of a website. Commerce Layer contract §3, conflict 11. */
export async function stockOfMarket(em: EntityManager, code: string): Promise<StockView | undefined> {
  return (await stockOfChannel(em, 'market', code)) ?? stockOfChannel(em, 'website', code);
}

/** A stock-source link as stored, with the public ids of both its ends; times in ISO 8601 UTC with milliseconds. MSI contract B, "Link". */
export interface LinkView {
  linkId: number;
  stockId: number;
  sourceCode: string;
  priority: number;
  onHold: boolean;
  publicId: string;
  stockPublicId: string;
  sourcePublicId: string;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Links that a search over the fields of {@link LinkView} finds, oldest first. Throws BadSearch. */
export function searchLinks(em: EntityManager, search: Search): Promise<Found<LinkView>> {
  return findRows(em, LINKS, search);
}

/** Every website, oldest first. MSI contract H4. */
export async function allWebsites(em: EntityManager): Promise<{ id: number; code: string; name: string }[]> {
  const websites = sql<{ id: number; code: string; name: string }>`
    select website_id as id, code, name from website order by website_id`;
  return (await websites.execute(em.getKysely())).rows;
}

const SALES_CHANNELS = sql`(
  select coalesce(json_agg(json_build_object('type', c.type, 'code', c.code) order by c.type, c.code_key), '[]')
  from sales_channel c where c.stock_id = t.stock_id)`;

/** Stocks as a view to search. */
export const STOCKS: Searchable<StockView> = {
  table: 'stock',
  alias: 't',
  joins: sql``,
  key: sql`t.stock_id`,
  columns: {
    stockId: number('t.stock_id'),
    name: keyedText('t.name', 't.name_key'),
    salesChannels: json(SALES_CHANNELS),
    strategy: text('t.strategy'),
    locationsCutoff: number('t.locations_cutoff', { nullable: true }),
    reservationCutoff: number('t.reservation_cutoff'),
    putTransfersOnHold: boolean('t.put_transfers_on_hold'),
    manualDecrement: boolean('t.manual_decrement'),
    publicId: exactText('t.public_id'),
    reference: text('t.reference'),
    referenceOrigin: text('t.reference_origin'),
    metadata: json(sql.ref('t.metadata')),
    createdAt: time('t.created_at'),
    updatedAt: time('t.updated_at'),
  },
};

/** Links as a view to search. */
export const LINKS: Searchable<LinkView> = {
  table: 'stock_source_link',
  alias: 'l',
  joins: sql`left join source s on s.source_id = l.source_id left join stock t on t.stock_id = l.stock_id`,
  key: sql`l.link_id`,
  columns: {
    linkId: number('l.link_id'),
    stockId: number('l.stock_id'),
    sourceCode: keyedText('s.source_code', 's.source_key'),
    priority: number('l.priority'),
    onHold: boolean('l.on_hold'),
    publicId: exactText('l.public_id'),
    stockPublicId: exactText('t.public_id'),
    sourcePublicId: exactText('s.public_id'),
    reference: text('l.reference'),
    referenceOrigin: text('l.reference_origin'),
    metadata: json(sql.ref('l.metadata')),
    createdAt: time('l.created_at'),
    updatedAt: time('l.updated_at'),
  },
};
