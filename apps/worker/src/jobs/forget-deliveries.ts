import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { forgetDeliveries } from '#messaging/webhook-deliveries.sql';

const EVERY_MS = 600_000;
const AT_ONCE = 10_000;

/**
 * Forgets, every ten minutes, what webhooks were told, or could not be, of changes `days` ago. Any number of workers may do so at once. Returns
 * what ends it.
 */
export function forgetOldDeliveries(em: EntityManager, days: number, log: Logger): () => void {
  const sweep = async () => {
    while ((await forgetDeliveries(em.fork(), days, AT_ONCE)) === AT_ONCE);
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'Old deliveries to webhooks stay for now.'));
  }, EVERY_MS);
  return () => clearInterval(timer);
}
