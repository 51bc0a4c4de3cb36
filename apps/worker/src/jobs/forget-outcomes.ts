import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { takeOverOutcomesAfter } from '#messaging/bulks.sql';
import { forgetOutcomes } from '#messaging/outcomes.sql';

const EVERY_MS = 60_000;
const AT_ONCE = 10_000;

/** Forgets, each minute, the outcomes older than `hours`, once operations of bulks have theirs. Any number of workers may do so at once. Returns what ends it. */
export function forgetOldOutcomes(em: EntityManager, hours: number, log: Logger): () => void {
  const sweep = async () => {
    // All that are open, not the oldest alone: a large bulk may have come before those that have outcomes.
    for (let last: string | null = '-1'; last !== null;) last = await takeOverOutcomesAfter(em.fork(), AT_ONCE, last);
    while ((await forgetOutcomes(em.fork(), hours, AT_ONCE)) === AT_ONCE);
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'Old outcomes stay for now.'));
  }, EVERY_MS);
  return () => clearInterval(timer);
}
