import { randomBytes, randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyRequest } from 'fastify';
import type { CommandName } from '#contracts/commands';
import type { JobKind } from '#contracts/jobs';
import { transact } from '#database/pipelined-transaction';
import { newPublicId } from '#inventory/public-id';
import { addOperations, openBulk, type OperationToAdd } from '#messaging/bulks.sql';
import { failureOf } from '#messaging/failure.rules';
import { countOpenJobs, jobOfRequest, MOST_JOBS, openJob, type JobToOpen } from '#messaging/jobs.sql';
import { fingerprint, idOfKey, KeyReused, OutcomeUnknown, traceOf } from '../../commands.js';
import { invalid, RequestRefused } from '../errors.js';
import { jobBy, type JobView } from './jobs.queries.js';

/** A job that somebody wants; its operations, if it has any, come some at a time. */
export interface JobWish {
  kind: JobKind;
  resourceType: string;
  options: Record<string, unknown>;
  warnings?: JobToOpen['warnings'];
  work?: {
    command: CommandName;
    operations: (tx: EntityManager) => AsyncIterable<OperationToAdd<object>[]> | Iterable<OperationToAdd<object>[]>;
  };
  reference?: string | null;
  referenceOrigin?: string | null;
  metadata?: Record<string, unknown>;
}

/**
 * Accepts a job, in one commit with its operations and the commands that they make; answers with it as it was accepted. A repeat under the same
 * `Idempotency-Key` finds the same. Throws RequestRefused when too many wait, KeyReused, OutcomeUnknown.
 */
export async function acceptJob(
  em: EntityManager,
  request: FastifyRequest,
  text: string,
  wish: JobWish,
): Promise<JobView> {
  const requestId = idOfKey(request);
  const repeat = requestId && { requestId, fingerprint: fingerprint(text) };
  const { work, ...job } = wish;
  const publicId = newPublicId();
  let complete = false;
  try {
    return await transact(em, async (tx) => {
      const open = await countOpenJobs(tx, wish.kind);
      const before = repeat && (await jobOfRequest(tx, repeat.requestId));
      if (before && before.fingerprint !== repeat.fingerprint) throw new KeyReused();
      if (before) return (await jobBy(tx, wish.kind, before.publicId))!;
      if (open >= MOST_JOBS) throw tooMany(wish.kind);
      const bulk = work && (await storeWork(tx, work, traceOf(request)));
      await openJob(tx, { ...job, ...bulk, ...repeat, publicId, token: randomBytes(24).toString('base64url') });
      const view = await jobBy(tx, wish.kind, publicId);
      complete = true;
      return view!;
    });
  } catch (error) {
    // The connection was lost during the commit: nobody knows whether it came about.
    if (complete && failureOf(error) === 'outage') throw new OutcomeUnknown(`/api/${wish.kind}/${publicId}`);
    throw error;
  }
}

async function storeWork(
  tx: EntityManager,
  { command, operations }: NonNullable<JobWish['work']>,
  traceparent?: string,
): Promise<{ bulkId: string; size: number }> {
  const uuid = randomUUID();
  const owner = { userType: 1, userId: 1 };
  const bulkId = (await openBulk(tx, { uuid, topic: null, command, ...owner, operationCount: 0, traceparent }))!;
  let size = 0;
  for await (const some of operations(tx)) {
    await addOperations(tx, { id: bulkId, uuid }, some);
    size += some.length;
  }
  return { bulkId, size };
}

/** A job too many that waits or is in progress. */
export function tooMany(kind: JobKind): RequestRefused {
  const title = `are too many: ${MOST_JOBS} ${kind} wait or are in progress, so make this one when one of them has ended`;
  return new RequestRefused([invalid('attributes', 'base', { error: 'too_many', title, count: MOST_JOBS })]);
}
