import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { JobChanged, JobKind, JobStatus, JobStep } from '#contracts/jobs';
import { BULK_DAYS, callOffOperations } from './bulks.sql.js';
import { tellOfJobs } from './job-steps.js';

/** Most jobs of a kind that wait or are in progress. Commerce Layer contract §2, Bulk. */
export const MOST_JOBS = 10;

/** For how many days the file that an export made can be fetched, and the export is known. */
export const EXPORT_DAYS = 1;

/** A job to make: what it has to do is a bulk, or what its options say. `token` gives access to its file, `requestId` and `fingerprint` make a repeat recognisable. */
export interface JobToOpen {
  publicId: string;
  kind: JobKind;
  resourceType: string;
  options: Record<string, unknown>;
  bulkId?: string;
  size?: number;
  /** How many of its inputs make one wonder, and why. */
  warnings?: { count: number; log: Record<string, string[]> };
  token: string;
  requestId?: string;
  fingerprint?: string;
  reference?: string | null;
  referenceOrigin?: string | null;
  metadata?: Record<string, unknown>;
}

/** Waits its turn to make a job of a kind, and tells how many of them there are that have not ended. */
export async function countOpenJobs(tx: EntityManager, kind: JobKind): Promise<number> {
  await sql`select pg_advisory_xact_lock(${JOBS_LOCK}, hashtext(${kind}))`.execute(tx.getKysely());
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from job where not settled and kind = ${kind} and status in ('pending', 'in_progress')`.execute(
    tx.getKysely(),
  );
  return rows[0]!.count;
}

const JOBS_LOCK = 7_701_006;

/** The job that a request made before. */
export async function jobOfRequest(
  tx: EntityManager,
  requestId: string,
): Promise<{ publicId: string; fingerprint: string } | undefined> {
  const { rows } = await sql<{ publicId: string; fingerprint: string }>`
    select public_id as "publicId", fingerprint from job where request_id = ${requestId}`.execute(tx.getKysely());
  return rows[0];
}

/** Makes a job. */
export async function openJob(tx: EntityManager, job: JobToOpen): Promise<void> {
  const { publicId, kind, resourceType, options, bulkId = null, size = null, token } = job;
  const { warnings = { count: 0, log: {} } } = job;
  const { reference = null, referenceOrigin = null, metadata = {}, requestId = null, fingerprint = null } = job;
  const { rows } = await sql<ChangedRow>`
    insert into job (public_id, kind, resource_type, options, status, settled, bulk_id, size, processed_count, errors_count, counted_processed, counted_errors, warnings_count,
      warnings_log, token, request_id, fingerprint, reference, reference_origin, metadata, created_at, updated_at)
    values (${publicId}, ${kind}, ${resourceType}, ${JSON.stringify(options)}::jsonb, 'pending', false, ${bulkId}::bigint, ${size}::int, 0, 0, 0, 0,
      ${warnings.count}, ${JSON.stringify(warnings.log)}::jsonb, ${token}, ${requestId}, ${fingerprint}, ${reference}, ${referenceOrigin},
      ${JSON.stringify(metadata)}::jsonb, now(), now())
    returning ${CHANGED}`.execute(tx.getKysely());
  await tell(tx, rows[0]!, ['create']);
}

/** What one says of a job; what is not given stays, null clears. */
export interface JobChange {
  reference?: string | null;
  referenceOrigin?: string | null;
  metadata?: Record<string, unknown>;
}

/** Changes what one says of a job. False when there is none of that id. */
export async function changeJob(
  tx: EntityManager,
  kind: JobKind,
  publicId: string,
  change: JobChange,
): Promise<boolean> {
  const { reference = null, referenceOrigin = null, metadata = null } = change;
  const { rows } = await sql`
    update job set reference = case when ${'reference' in change} then ${reference} else reference end,
      reference_origin = case when ${'referenceOrigin' in change} then ${referenceOrigin} else reference_origin end,
      metadata = coalesce(${metadata && JSON.stringify(metadata)}::jsonb, metadata), updated_at = now()
    where kind = ${kind} and public_id = ${publicId} returning 1`.execute(tx.getKysely());
  return rows.length > 0;
}

/** Interrupts a job, unless it has ended: of its operations those under way are finished. False when there is none of that id. */
export async function interruptJob(tx: EntityManager, kind: JobKind, publicId: string): Promise<boolean> {
  const job = await lockedJob(tx, kind, publicId);
  if (job && isUnderWay(job)) {
    if (job.bulkId !== null) await callOffOperations(tx, job.bulkId, job.status !== 'pending');
    const { rows } = await sql<ChangedRow>`
      update job set status = 'interrupted', settled = bulk_id is null, interrupted_at = now(), updated_at = now(), worker = null
      where job_id = ${job.jobId}::bigint returning ${CHANGED}`.execute(tx.getKysely());
    await tell(tx, rows[0]!, ['interrupt']);
  }
  return job !== undefined;
}

/** Deletes a job and its file; one that has not ended is interrupted with it. False when there is none of that id. */
export async function deleteJob(tx: EntityManager, kind: JobKind, publicId: string): Promise<boolean> {
  const job = await lockedJob(tx, kind, publicId);
  if (!job) return false;
  if (isUnderWay(job) && job.bulkId !== null) await callOffOperations(tx, job.bulkId, job.status !== 'pending');
  await sql`delete from job_file where job_id = ${job.jobId}::bigint`.execute(tx.getKysely());
  await sql`delete from job where job_id = ${job.jobId}::bigint`.execute(tx.getKysely());
  await tell(tx, job, ['destroy']);
  return true;
}

/** Forgets jobs whose time is over, with their files; at most `limit`. Returns how many. */
export async function forgetJobs(em: EntityManager, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with old as (
      delete from job where job_id = any(array(
        select job_id from job where settled and created_at <= now() - make_interval(days =>
          case kind when 'exports' then ${sql.lit(EXPORT_DAYS)} else ${sql.lit(BULK_DAYS)} end)
        limit ${limit}::int))
      returning job_id),
    files as (delete from job_file where job_id in (select job_id from old))
    select count(*)::int as count from old`.execute(em.getKysely());
  return rows[0]!.count;
}

/** A job as a step in its life finds it. */
export interface ChangedRow {
  jobId: number;
  publicId: string;
  kind: JobKind;
  resourceType: string;
  status: JobStatus;
  bulkId: number | null;
  updatedAt: string;
}

/** What is told of a job. */
export const CHANGED = sql`job_id::float8 as "jobId", public_id as "publicId", kind, resource_type as "resourceType", status,
  bulk_id::float8 as "bulkId", to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "updatedAt"`;

/** Tells of the steps that a job has taken, the last of which brought it where it stands. */
export function tell(tx: EntityManager, job: ChangedRow, steps: JobStep[]): Promise<void> {
  const { publicId: jobId, kind, resourceType, status, updatedAt } = job;
  const standing = (step: JobStep, place: number) =>
    place < steps.length - 1 && step === 'start' ? ('in_progress' as const) : status;
  const changes = steps.map((step, place): JobChanged => ({
    jobId,
    kind,
    step,
    resourceType,
    status: standing(step, place),
    updatedAt,
  }));
  return tellOfJobs(tx, changes);
}

async function lockedJob(tx: EntityManager, kind: JobKind, publicId: string): Promise<ChangedRow | undefined> {
  const { rows } = await sql<ChangedRow>`
    select ${CHANGED} from job where kind = ${kind} and public_id = ${publicId} for update`.execute(tx.getKysely());
  return rows[0];
}

function isUnderWay({ status }: ChangedRow): boolean {
  return status === 'pending' || status === 'in_progress';
}
