import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { exactText, json, number, text, time } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';

/** A source that takes back what a stock sold, with the public ids of both; times in ISO 8601 UTC with milliseconds. */
export interface ReturnSourceView {
  stockId: number;
  sourceCode: string;
  priority: number;
  publicId: string;
  stockPublicId: string;
  sourcePublicId: string;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Sources that take returns, as a search over the fields of {@link ReturnSourceView} finds them, oldest first. Throws BadSearch. */
export function searchReturnSources(em: EntityManager, search: Search): Promise<Found<ReturnSourceView>> {
  return findRows(em, RETURN_SOURCES, search);
}

/** Sources that take returns as a view to search. */
export const RETURN_SOURCES: Searchable<ReturnSourceView> = {
  table: 'return_source',
  alias: 'r',
  joins: sql`left join source s on s.source_id = r.source_id left join stock t on t.stock_id = r.stock_id`,
  key: sql`r.created_at, r.public_id`,
  columns: {
    stockId: number('r.stock_id'),
    sourceCode: text('s.source_code'),
    priority: number('r.priority'),
    publicId: exactText('r.public_id'),
    stockPublicId: exactText('t.public_id'),
    sourcePublicId: exactText('s.public_id'),
    reference: text('r.reference'),
    referenceOrigin: text('r.reference_origin'),
    metadata: json(sql.ref('r.metadata')),
    createdAt: time('r.created_at'),
    updatedAt: time('r.updated_at'),
  },
};
