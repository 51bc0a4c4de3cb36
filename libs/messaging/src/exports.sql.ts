import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { CHANGED, tell, type ChangedRow } from './jobs.sql.js';

/** After how long without a sign of life an export is another's to make. */
const ABANDONED = sql`interval '10 seconds'`;

/** An export that a worker has taken on. */
export interface ExportAtWork {
  jobId: number;
  resourceType: string;
  options: Record<string, unknown>;
  /** How often it was taken on, this time too. */
  attempts: number;
}

/** Takes on the oldest export that nobody makes, from its beginning. */
export function takeExport(em: EntityManager, worker: string): Promise<ExportAtWork | undefined> {
  return em.transactional(async (tx) => {
    const { rows } = await sql<ChangedRow & ExportAtWork & { begins: boolean }>`
      with next as (
        select job_id as id, status = 'pending' as begins from job
        where not settled and kind = 'exports' and (status = 'pending' or status = 'in_progress' and worked_at < now() - ${ABANDONED})
        order by job_id limit 1 for update skip locked)
      update job set status = 'in_progress', worker = ${worker}, worked_at = now(), attempts = attempts + 1, processed_count = 0, size = null, updated_at = now(),
        started_at = case when begins then now() else started_at end
      from next where job_id = id returning ${CHANGED}, options, attempts, begins`.execute(tx.getKysely());
    const [job] = rows;
    if (!job) return undefined;
    await sql`delete from job_file where job_id = ${job.jobId}::bigint`.execute(tx.getKysely());
    if (job.begins) await tell(tx, job, ['start']);
    return job;
  });
}

/** Says that an export is still being made, however long a part takes. */
export async function stillAtWork(em: EntityManager, jobId: number, worker: string): Promise<void> {
  await sql`
    update job set worked_at = now() where job_id = ${jobId}::bigint and worker = ${worker} and status = 'in_progress'`.execute(
    em.getKysely(),
  );
}

/** A part of an export's file, and how many of how many records there are with it. */
export interface Part {
  number: number;
  content: string;
  processed: number;
  size: number;
}

/** Keeps a part; false when the export is this worker's no more. */
export async function addPart(em: EntityManager, jobId: number, worker: string, part: Part): Promise<boolean> {
  const { number, content, processed, size } = part;
  const { rows } = await sql`
    with mine as (
      update job set worked_at = now(), processed_count = ${processed}, size = ${size}, updated_at = now()
      where job_id = ${jobId}::bigint and worker = ${worker} and status = 'in_progress' returning job_id)
    insert into job_file (job_id, number, content) select job_id, ${number}::int, ${content} from mine returning 1`.execute(
    em.getKysely(),
  );
  return rows.length > 0;
}

/** Ends an export, which has become a file or has failed for a reason, unless it is this worker's no more. */
export function endExport(em: EntityManager, jobId: number, worker: string, failure?: Error): Promise<void> {
  return em.transactional(async (tx) => {
    const status = failure ? 'failed' : 'completed';
    const log = failure ? { [failure.name]: failure.message } : {};
    const { rows } = await sql<ChangedRow>`
      update job set status = ${status}, settled = true, worker = null, updated_at = now(), errors_log = ${JSON.stringify(log)}::jsonb,
        completed_at = case when ${!failure} then now() end
      where job_id = ${jobId}::bigint and worker = ${worker} and status = 'in_progress' returning ${CHANGED}`.execute(
      tx.getKysely(),
    );
    if (rows[0]) await tell(tx, rows[0], [failure ? 'fail' : 'complete']);
  });
}

/** Lets an export that was interrupted or failed be made anew. False when it is no such. */
export async function restartExport(tx: EntityManager, publicId: string): Promise<boolean> {
  const { rows } = await sql`
    update job set status = 'pending', settled = false, attempts = 0, size = null, processed_count = 0, started_at = null,
      completed_at = null, interrupted_at = null, errors_log = null, updated_at = now()
    where kind = 'exports' and public_id = ${publicId} and status in ('interrupted', 'failed') returning 1`.execute(
    tx.getKysely(),
  );
  return rows.length > 0;
}
