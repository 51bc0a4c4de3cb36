import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { forgetBulks } from '#messaging/bulks.sql';
import { forgetJobs } from '#messaging/jobs.sql';

const EVERY_MS = 60_000;
const AT_ONCE = 10_000;
const JOBS_AT_ONCE = 10;

/** Forgets, each minute, the bulks and jobs that were accepted 7 days ago and are decided, exports after a day. Any number of workers may do so at once. Returns what ends it. */
export function forgetOldBulks(em: EntityManager, log: Logger): () => void {
  const sweep = async () => {
    while ((await forgetJobs(em.fork(), JOBS_AT_ONCE)) > 0);
    while ((await forgetBulks(em.fork(), AT_ONCE)) > 0);
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'Old bulks stay for now.'));
  }, EVERY_MS);
  return () => clearInterval(timer);
}
