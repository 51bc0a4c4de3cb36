import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { forgetBulks } from '#messaging/bulks.sql';

const EVERY_MS = 60_000;
const AT_ONCE = 10_000;

/** Forgets, each minute, the bulks that were accepted 7 days ago and are decided. Any number of workers may do so at once. Returns what ends it. */
export function forgetOldBulks(em: EntityManager, log: Logger): () => void {
  const sweep = async () => {
    while ((await forgetBulks(em.fork(), AT_ONCE)) > 0);
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'Old bulks stay for now.'));
  }, EVERY_MS);
  return () => clearInterval(timer);
}
