import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { CommandName } from '#contracts/commands';
import { exactText, json, number, text, time } from '#inventory/filter.sql';
import type { Found, Search } from '#inventory/search';
import { findRow, findRows } from '#inventory/search.sql';
import type { Searchable } from '#inventory/searchable';
import { BULK_DAYS, operationIdsOf, OPERATIONS_NOW } from '#messaging/bulks.sql';
import { chunksOf } from '../../chunks.js';

/** A bulk; the time in ISO 8601 UTC. */
export interface BulkView {
  bulkId: number;
  bulkUuid: string;
  topic: string;
  userType: number;
  userId: number;
  operationCount: number;
  startedAt: string;
}

/** An operation as it stands: `id` is its number in the bulk, `serializedData` what the client sent, `result` what became of it. */
export interface OperationView {
  operationId: number;
  id: number;
  bulkUuid: string;
  topicName: string;
  command: CommandName;
  serializedData: string;
  status: number;
  result: unknown;
  errorCode: number | null;
  startTime: string;
}

/** The bulk of this UUID, as long as it is known. */
export function bulkOf(em: EntityManager, uuid: string): Promise<BulkView | undefined> {
  return findRow(
    em,
    BULKS,
    sql`b.bulk_uuid = ${uuid.toLowerCase()}
    and b.started_at > now() - make_interval(days => ${sql.lit(BULK_DAYS)})`,
  );
}

/** The operations of a bulk, by number, some at a time. */
export function operationsOf(em: EntityManager, bulk: BulkView): Promise<Found<OperationView>> {
  return findRows(em, OPERATIONS, { where: whereIn(bulk), sort: [], chunk: AT_ONCE });
}

/** The same without what was sent. */
export function summariesOf(em: EntityManager, bulk: BulkView): Promise<Found<OperationView>> {
  return findRows(em, SUMMARIES, { where: whereIn(bulk), sort: [], chunk: SUMMARIES_AT_ONCE });
}

/** How many operations of a bulk have a status; 0 for a bulk that is not known. */
export async function countOperations(em: EntityManager, uuid: string, status: number): Promise<number> {
  const bulk = await bulkOf(em, uuid);
  if (!bulk) return 0;
  const { first, last } = operationIdsOf(bulk.bulkId);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${OPERATIONS_NOW} o
    where o.operation_id between ${first}::bigint and ${last}::bigint and o.status = ${status}::int`.execute(
    em.getKysely(),
  );
  return rows[0]!.count;
}

/** Operations that a search over the fields of {@link OperationView} finds, oldest first, some at a time. Throws BadSearch. */
export async function searchOperations(em: EntityManager, search: Search): Promise<Found<OperationView>> {
  const where: Search['where'] = [];
  for (const group of search.where) {
    const [filter, ...others] = group;
    const ofBulk = filter?.field === 'bulkUuid' && filter.op === 'eq' && others.length === 0;
    where.push(...(ofBulk ? whereIn(await bulkOf(em, filter.value)) : [group]));
  }
  if ((search.limit ?? 0) > AT_ONCE) return pageInPieces(em, { ...search, where });
  return findRows(em, OPERATIONS, { ...search, where, chunk: AT_ONCE });
}

/** A page of which only the ids are in memory at once. */
async function pageInPieces(em: EntityManager, search: Search): Promise<Found<OperationView>> {
  const { items, total } = await findRows(em, IDS, search);
  const pieces = chunksOf(items, AT_ONCE);
  const more = async function* () {
    for (const piece of pieces.slice(1)) yield await operationsNamed(em, piece);
  };
  return { items: await operationsNamed(em, pieces[0] ?? []), total, ...(pieces.length > 1 && { more }) };
}

/** Operations in the order of these ids, without those that are forgotten. */
async function operationsNamed(em: EntityManager, named: { operationId: number }[]): Promise<OperationView[]> {
  const ids = named.map(({ operationId }) => operationId);
  const where: Search['where'] = [[{ field: 'operationId', op: 'in', value: ids.join() }]];
  const { items } = ids.length > 0 ? await findRows(em, OPERATIONS, { where, sort: [] }) : { items: [] };
  const byId = new Map(items.map((operation) => [operation.operationId, operation]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The operations of one bulk, of none when there is none. */
function whereIn(bulk: BulkView | undefined): Search['where'] {
  const { first, last } = operationIdsOf(bulk?.bulkId ?? -1);
  return [
    [{ field: 'operationId', op: 'gteq', value: String(first) }],
    [{ field: 'operationId', op: 'lteq', value: String(last) }],
  ];
}

// An operation holds up to 4 MB of what was sent.
const AT_ONCE = 50;
const SUMMARIES_AT_ONCE = 2_000;

const BULKS: Searchable<BulkView> = {
  table: 'bulk',
  alias: 'b',
  joins: sql``,
  key: sql`b.bulk_id`,
  columns: {
    bulkId: number('b.bulk_id'),
    bulkUuid: exactText('b.bulk_uuid'),
    topic: text('b.topic'),
    userType: number('b.user_type'),
    userId: number('b.user_id'),
    operationCount: number('b.operation_count'),
    startedAt: time('b.started_at'),
  },
};

const OPERATIONS: Searchable<OperationView> = {
  table: OPERATIONS_NOW,
  alias: 'o',
  joins: sql``,
  key: sql`o.operation_id`,
  columns: {
    operationId: number('o.operation_id'),
    id: number('o.number'),
    bulkUuid: exactText('o.bulk_uuid'),
    topicName: text('o.topic'),
    command: exactText('o.command'),
    serializedData: text('o.request'),
    status: number('o.status'),
    result: json(sql`o.result`),
    errorCode: number('o.error_code', { nullable: true }),
    startTime: time('o.started_at'),
  },
};

/** Without what was sent. */
const SUMMARIES: Searchable<OperationView> = {
  ...OPERATIONS,
  columns: { ...OPERATIONS.columns, serializedData: { ...OPERATIONS.columns.serializedData, shown: sql`''` } },
};

/** Without what came of them, too. */
const IDS: Searchable<OperationView> = {
  ...SUMMARIES,
  columns: { ...SUMMARIES.columns, result: { ...OPERATIONS.columns.result, shown: sql`null` } },
};
