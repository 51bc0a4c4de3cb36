import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { callOffOperations, MOST_OF_JOB, oldestOpen, OPERATION, operationIdsOf } from './bulks.sql.js';
import { courseOf, type Course } from './job.rules.js';
import { CHANGED, tell, type ChangedRow } from './jobs.sql.js';

/**
 * Takes on the jobs that have bulks: counts what became of their operations, begins those whose turn it is, that is whose operations are among
 * the `window` oldest that may be under way, and ends those of which nothing is open.
 */
export async function advanceJobs(em: EntityManager, window: number): Promise<void> {
  const { rows } = await sql`select from job where not settled and bulk_id is not null limit 1`.execute(em.getKysely());
  if (rows.length === 0) return;
  await em.transactional(async (tx) => {
    const jobs = await lockJobs(tx);
    const next = await bulksIn(tx, window);
    for (const job of jobs) {
      const count = await countOperations(tx, job);
      const processed = job.countedProcessed + count.processed + count.processedBeyond;
      const errors = job.countedErrors + count.errors + count.errorsBeyond;
      await take(
        tx,
        job,
        { ...count, total: { processed, errors } },
        courseOf(job, { errors, open: count.open, next: next.has(job.bulkId) }),
      );
    }
  });
}

type Row = ChangedRow & {
  bulkId: number;
  size: number;
  skipErrors: boolean;
  countedTo: number | null;
  countedProcessed: number;
  countedErrors: number;
};

async function lockJobs(tx: EntityManager): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${CHANGED}, size, counted_to::float8 as "countedTo", counted_processed as "countedProcessed", counted_errors as "countedErrors",
      coalesce((options->>'skipErrors')::boolean, false) as "skipErrors"
    from job where not settled and bulk_id is not null order by job_id for update`.execute(tx.getKysely());
  return rows;
}

async function bulksIn(tx: EntityManager, window: number): Promise<Set<number>> {
  const { rows } = await sql<{ bulkId: number }>`
    select distinct (operation_id >> 24)::float8 as "bulkId" from ${oldestOpen(window)} as oldest`.execute(
    tx.getKysely(),
  );
  return new Set(rows.map(({ bulkId }) => bulkId));
}

/** What became of operations that are not counted for good: those before the first open one now are, those beyond it may change places. */
interface Count {
  /** Where the first open one is, or the end. */
  to: number;
  processed: number;
  errors: number;
  processedBeyond: number;
  errorsBeyond: number;
  open: number;
}

/** Only so many open ones can have been sent, so nothing is decided behind them. Inputs are taken in their order: a rejected one counts once all before it are decided. */
async function countOperations(tx: EntityManager, { bulkId, countedTo }: Row): Promise<Count> {
  const { first, last } = operationIdsOf(bulkId);
  const from = countedTo ?? first;
  const { complete, failedRetriable, failed, open, rejected } = OPERATION;
  const failures = sql`status in (${sql.lit(failedRetriable)}, ${sql.lit(failed)})`;
  const { rows } = await sql<Count>`
    with o as (
      select operation_id as id, status from bulk_operation where operation_id between ${from}::bigint and coalesce((
        select operation_id from bulk_operation where operation_id between ${from}::bigint and ${last}::bigint and status = ${sql.lit(open)}
        order by operation_id offset ${sql.lit(MOST_OF_JOB - 1)} limit 1), ${last}::bigint)),
    frontier as (select coalesce(min(id), ${last + 1}::bigint) as place from o where status = ${sql.lit(open)})
    select min(place)::float8 as to, count(*) filter (where status = ${sql.lit(open)})::int as open,
      count(*) filter (where id < place and status = ${sql.lit(complete)})::int as processed,
      count(*) filter (where id < place and (${failures} or status = ${sql.lit(rejected)}))::int as errors,
      count(*) filter (where id > place and status = ${sql.lit(complete)})::int as "processedBeyond",
      count(*) filter (where id > place and ${failures})::int as "errorsBeyond"
    from frontier left join o on true`.execute(tx.getKysely());
  return rows[0]!;
}

interface Counted extends Count {
  total: { processed: number; errors: number };
}

async function take(
  tx: EntityManager,
  job: Row,
  { to, processed, errors, total }: Counted,
  course: Course,
): Promise<void> {
  const { steps, status, settled, callOff } = course;
  if (callOff) await callOffOperations(tx, job.bulkId, true);
  const { rows } = await sql<ChangedRow>`
    update job set status = ${status}, settled = ${settled}, processed_count = ${total.processed}, errors_count = ${total.errors}, updated_at = now(),
      counted_to = ${to}::bigint, counted_processed = counted_processed + ${processed}::int, counted_errors = counted_errors + ${errors}::int,
      started_at = case when ${steps.includes('start')} then now() else started_at end,
      completed_at = case when ${steps.includes('complete')} then now() else completed_at end,
      interrupted_at = case when ${steps.includes('interrupt')} then now() else interrupted_at end
    where job_id = ${job.jobId}::bigint
      and (status, settled, processed_count, errors_count, coalesce(counted_to, 0))
        is distinct from (${status}, ${settled}, ${total.processed}::int, ${total.errors}::int, ${to}::bigint)
    returning ${CHANGED}`.execute(tx.getKysely());
  if (rows[0]) await tell(tx, rows[0], steps);
}
