import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { forgetDeadLetters } from '#messaging/dead-letters.sql';

const EVERY_MS = 600_000;
const AT_ONCE = 1_000;
const KEPT_DAYS = 30;

/**
 * Forgets, every ten minutes, the dead letters that were settled 30 days ago, and those nobody settled in 30 days, which is when their
 * topic forgets them. Any number of workers may do so at once. Returns what ends it.
 */
export function forgetOldDeadLetters(em: EntityManager, log: Logger): () => void {
  const sweep = async () => {
    while ((await forgetDeadLetters(em.fork(), KEPT_DAYS, AT_ONCE)) === AT_ONCE);
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'Old dead letters stay for now.'));
  }, EVERY_MS);
  return () => clearInterval(timer);
}
