import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { setTimeout as delay } from 'node:timers/promises';
import { refreshBacklog } from '#inventory/stock-index/rewiring';
import { isAnyBehind } from '#inventory/stock-index/rewiring.sql';
import { appendOutbox, notifyChannels, OUTBOX_CHANNEL } from '#messaging/outbox.sql';
import { updateRecord } from '#messaging/records';

const EVERY_MS = 500;
const AFTER_FAILURE_MS = 5_000;
const SKUS_AT_ONCE = 500;

/**
 * Refreshes, chunk by chunk, the index rows of stocks that were rewired and says what changed; commands go on between the chunks. Of many
 * workers one does so at a time, and any goes on where another was stopped. Returns what ends it.
 */
export function refreshRewiredStocks(em: EntityManager, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const refresh = async (): Promise<number> => {
    while (!stopping.signal.aborted && (await isAnyBehind(em.fork())) && (await refreshChunk(em)));
    return EVERY_MS;
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      const pause = await refresh().catch((error: unknown) => {
        log.warn({ err: error }, 'Rewired stocks wait to be refreshed.');
        return AFTER_FAILURE_MS;
      });
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return () => {
    stopping.abort();
    return running;
  };
}

/** Whether there was anything to do. */
function refreshChunk(em: EntityManager): Promise<boolean> {
  return em.fork().transactional(async (tx) => {
    const updates = await refreshBacklog(tx, SKUS_AT_ONCE);
    if (!updates) return false;
    await appendOutbox(tx, updates.map(updateRecord));
    await notifyChannels(tx, new Map([[OUTBOX_CHANNEL, '']]));
    return true;
  });
}
