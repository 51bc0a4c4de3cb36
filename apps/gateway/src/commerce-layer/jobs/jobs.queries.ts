import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { JobKind, JobStatus } from '#contracts/jobs';
import { bindable, boolean, exactText, json, number, text, textOf, time, truthOf } from '#inventory/filter.sql';
import type { Found, Search } from '#inventory/search';
import { findRows } from '#inventory/search.sql';
import type { Searchable } from '#inventory/searchable';
import { OPERATION, operationIdsOf } from '#messaging/bulks.sql';

/** A job by what others know it. Times in ISO 8601 UTC; `size` counts what it is about, `attachmentPath` leads to its file. */
export interface JobView {
  publicId: string;
  kind: JobKind;
  resourceType: string;
  status: JobStatus;
  settled: boolean;
  bulkId: number | null;
  format: string | null;
  parentResourceId: string | null;
  skipErrors: boolean;
  filters: Record<string, unknown> | null;
  includes: string[] | null;
  fields: string[] | null;
  dryData: boolean;
  jwtFilters: boolean;
  size: number | null;
  processedCount: number;
  errorsCount: number;
  warningsCount: number;
  errorsLog: Record<string, unknown> | null;
  warningsLog: Record<string, string[]> | null;
  progress: number;
  attachmentPath: string | null;
  startedAt: string | null;
  completedAt: string | null;
  interruptedAt: string | null;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Jobs of a kind that a search over the fields of {@link JobView} finds, oldest first. Throws BadSearch. */
export function searchJobs(em: EntityManager, kind: JobKind, search: Search): Promise<Found<JobView>> {
  return findRows(em, JOBS, { ...search, where: [...search.where, [{ field: 'kind', op: 'eq', value: kind }]] });
}

/** The job of a kind and an id. */
export async function jobBy(em: EntityManager, kind: JobKind, publicId: string): Promise<JobView | undefined> {
  const search = { where: [[{ field: 'publicId', op: 'eq' as const, value: publicId }]], sort: [] };
  return (await searchJobs(em, kind, search)).items[0];
}

/** An operation that came to nothing: what it was about, and why, as problems of the domain or errors by attribute. */
export interface FailedOperation {
  bulkId: number;
  number: number;
  request: Record<string, unknown>;
  result: object;
}

/** Operations of a bulk that came to nothing, by number, some at a time. */
export async function* failedOperations(
  em: EntityManager,
  bulkId: number,
  size = 1_000,
): AsyncGenerator<FailedOperation[]> {
  const { first, last } = operationIdsOf(bulkId);
  for (let from = first; ;) {
    const { rows } = await sql<FailedOperation>`
      select ${bulkId}::float8 as "bulkId", (operation_id - ${first}::bigint)::int as number, request::json as request, result
      from bulk_operation where operation_id between ${from}::bigint and ${last}::bigint and ${CAME_TO_NOTHING}
      order by operation_id limit ${size}::int`.execute(em.getKysely());
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    from = first + rows.at(-1)!.number + 1;
  }
}

/** The first operations of bulks that came to nothing: `each` of a bulk at most, and no more than are about so many `bytes`. */
export async function firstFailedOperations(
  em: EntityManager,
  bulkIds: number[],
  { each, bytes }: { each: number; bytes: number },
): Promise<FailedOperation[]> {
  if (bulkIds.length === 0) return [];
  const [firsts, lasts] = [bulkIds.map((id) => operationIdsOf(id).first), bulkIds.map((id) => operationIdsOf(id).last)];
  const { rows } = await sql<FailedOperation>`
    select b.bulk_id::float8 as "bulkId", (o.operation_id - b.first)::int as number, o.request::json as request, o.result
    from unnest(${bulkIds}::bigint[], ${firsts}::bigint[], ${lasts}::bigint[]) as b (bulk_id, first, last)
    cross join lateral (
      select *, sum(octet_length(request)) over (order by operation_id) as bytes
      from (select * from bulk_operation where operation_id between b.first and b.last and ${CAME_TO_NOTHING}
        order by operation_id limit ${each}::int) as failed) as o
    where o.bytes <= ${bytes}::bigint order by o.operation_id`.execute(em.getKysely());
  return rows;
}

const CAME_TO_NOTHING = sql`status in (${sql.lit(OPERATION.failedRetriable)}, ${sql.lit(OPERATION.failed)}, ${sql.lit(OPERATION.rejected)})`;

/** How many bytes hold what the operations of a bulk are about. */
export async function bytesOfRequests(em: EntityManager, bulkId: number): Promise<number> {
  const { first, last } = operationIdsOf(bulkId);
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(octet_length(request)), 0)::float8 as bytes from bulk_operation
    where operation_id between ${first}::bigint and ${last}::bigint`.execute(em.getKysely());
  return rows[0]!.bytes;
}

/** What the operations of a bulk are about, as JSON, some at a time. */
export async function* requestsOf(em: EntityManager, bulkId: number, size = 1_000): AsyncGenerator<string[]> {
  const { first, last } = operationIdsOf(bulkId);
  for (let from = first; ;) {
    const { rows } = await sql<{ id: number; request: string }>`
      select operation_id::float8 as id, request from bulk_operation
      where operation_id between ${from}::bigint and ${last}::bigint order by operation_id limit ${size}::int`.execute(
      em.getKysely(),
    );
    if (rows.length > 0) yield rows.map(({ request }) => request);
    if (rows.length < size) return;
    from = rows.at(-1)!.id + 1;
  }
}

/** A file that can be fetched: what a bulk is about, or what a job has made. */
export interface FileOfJob {
  jobId: number;
  bulkId: number | null;
  /** How many inputs or records it holds. */
  size: number;
  name: string;
}

/** The file to which a token gives access. */
export async function fileOfJob(em: EntityManager, token: string): Promise<FileOfJob | undefined> {
  const { rows } = await sql<FileOfJob>`
    select job_id::float8 as "jobId", bulk_id::float8 as "bulkId", size, regexp_replace(${PATH}, '^.*/', '') as name
    from job j where token = ${bindable(token)} and ${PATH} is not null`.execute(em.getKysely());
  return rows[0];
}

/** What a job has made, part by part. Throws when it is deleted meanwhile, so that nobody takes what came until then for the whole. */
export async function* partsOf(em: EntityManager, jobId: number): AsyncGenerator<string> {
  const { rows: counted } = await sql<{ parts: number }>`
    select count(*)::int as parts from job_file where job_id = ${jobId}::bigint`.execute(em.getKysely());
  const { parts } = counted[0]!;
  for (let number = 0; number < parts || number === 0; number++) {
    const { rows } = await sql<{ content: string }>`
      select content from job_file where job_id = ${jobId}::bigint and number = ${number}::int`.execute(em.getKysely());
    if (!rows[0]) throw new Error(`Part ${number} of the file of job ${jobId} is gone.`);
    yield rows[0].content;
  }
}

const PATH = sql`case when j.kind = 'exports' and j.status = 'completed' or j.kind = 'imports' and j.started_at is not null
  then '/attachments/' || j.token || '/' || j.resource_type || case when j.options->>'format' = 'csv' and j.kind = 'exports' then '.csv' else '.json' end end`;

const option = (name: string) => textOf(sql`(j.options->>${sql.lit(name)})`);
const flag = (name: string) => truthOf(sql`coalesce((j.options->>${sql.lit(name)})::boolean, false)`);

const JOBS: Searchable<JobView> = {
  table: 'job',
  alias: 'j',
  joins: sql``,
  key: sql`j.job_id`,
  columns: {
    publicId: exactText('j.public_id'),
    kind: exactText('j.kind'),
    resourceType: text('j.resource_type'),
    status: text('j.status'),
    settled: boolean('j.settled'),
    bulkId: number('j.bulk_id', { nullable: true }),
    format: option('format'),
    parentResourceId: option('parentResourceId'),
    skipErrors: flag('skipErrors'),
    filters: json(sql`j.options->'filters'`),
    includes: json(sql`j.options->'includes'`),
    fields: json(sql`j.options->'fields'`),
    dryData: flag('dryData'),
    jwtFilters: flag('jwtFilters'),
    size: number('j.size', { nullable: true }),
    processedCount: number('j.processed_count'),
    errorsCount: number('j.errors_count'),
    warningsCount: number('j.warnings_count'),
    errorsLog: json(sql`coalesce(j.errors_log, '{}')`),
    warningsLog: json(sql`j.warnings_log`),
    progress: {
      ...number('j.processed_count'),
      shown: sql`(case when j.status = 'completed' then 100 when j.size > 0 then j.processed_count * 100 / j.size else 0 end)::float8`,
    },
    attachmentPath: textOf(PATH),
    startedAt: time('j.started_at', { nullable: true }),
    completedAt: time('j.completed_at', { nullable: true }),
    interruptedAt: time('j.interrupted_at', { nullable: true }),
    reference: text('j.reference'),
    referenceOrigin: text('j.reference_origin'),
    metadata: json(sql`j.metadata`),
    createdAt: time('j.created_at'),
    updatedAt: time('j.updated_at'),
  },
};
