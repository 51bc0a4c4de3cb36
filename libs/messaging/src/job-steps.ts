import type { EntityManager } from '@mikro-orm/postgresql';
import type { JobChanged, JobStep } from '#contracts/jobs';
import type { Watch, WatchedChange } from '#contracts/webhooks';
import { appendOutbox, notifyChannels, OUTBOX_CHANNEL } from './outbox.sql.js';
import { jobRecord } from './records.js';
import { appendDeliveries } from './webhook-deliveries.sql.js';

/** Tells of what happened to jobs, with the transaction in which it did: the one place where steps in their lives become known. */
export async function tellOfJobs(tx: EntityManager, changes: JobChanged[]): Promise<void> {
  if (changes.length === 0) return;
  await appendOutbox(tx, changes.map(jobRecord));
  await appendDeliveries(tx, changes.flatMap(watchedChange));
  await notifyChannels(tx, new Map([[OUTBOX_CHANNEL, '']]));
}

const WATCHED: Partial<Record<JobStep, Watch>> = {
  ...{ create: 'import.created', start: 'import.started', complete: 'import.completed' },
  ...{ interrupt: 'import.interrupted', destroy: 'import.deleted' },
};

/** Of imports alone webhooks are told. Commerce Layer contract §2, Webhooks. */
function watchedChange({ jobId: recordId, kind, step, status, updatedAt }: JobChanged): WatchedChange[] {
  const watch = kind === 'imports' ? WATCHED[step] : undefined;
  return watch ? [{ watch, recordId, seen: { status, updatedAt } }] : [];
}
