import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { forgetBalancedLines, forgetClosedOrders } from '#inventory/orders/forget-orders.sql';

const EVERY_MS = 3_600_000;
const AT_ONCE = 1_000;

/**
 * Forgets, each hour, orders that have been closed for `days`, and what the ledger holds of orders whose lines have added up to nothing
 * for as long. Any number of workers may do so at once. Returns what ends it.
 */
export function forgetOldOrders(em: EntityManager, days: number, log: Logger): () => void {
  const sweep = async () => {
    for (let last: number | undefined = 0; last !== undefined;) {
      ({ last } = await forgetBalancedLines(em.fork(), days, { afterSkuId: last, size: AT_ONCE }));
    }
    while ((await forgetClosedOrders(em.fork(), days, AT_ONCE)) === AT_ONCE);
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'Closed orders stay for now.'));
  }, EVERY_MS);
  return () => clearInterval(timer);
}
