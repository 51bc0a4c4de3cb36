import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { setTimeout as delay } from 'node:timers/promises';
import { inTransaction } from '#database/unit-of-work';
import { applyBatch, type Surroundings } from '#inventory/apply-batch';
import { newPublicId } from '#inventory/public-id';
import { takeOverdueReservations } from '#inventory/stock-reservations/claims.sql';
import type { TopologyCache } from '#inventory/stocks/topology-cache';
import { appendOutbox, notifyChannels, OUTBOX_CHANNEL } from '#messaging/outbox.sql';
import { changeRecord, updateRecord } from '#messaging/records';
import { appendDeliveries } from '#messaging/webhook-deliveries.sql';

const EVERY_MS = 1_000;
const AFTER_FAILURE_MS = 5_000;
const AT_ONCE = 500;

/**
 * Ends, each second, the stock reservations whose time is over, and says so. Of many workers one does so at a time. One that cannot be ended is
 * left for a later sweep and keeps no other. Returns what ends it, once what is under way is done.
 */
export function expireOverdueReservations(
  em: EntityManager,
  topology: TopologyCache,
  log: Logger,
): () => Promise<void> {
  const stopping = new AbortController();
  const sweep = async (): Promise<number> => {
    const left: string[] = [];
    for (let size = AT_ONCE; !stopping.signal.aborted;) {
      const { tried, failure } = await expireSome(em, { topology, newPublicId }, size, left);
      if (failure && size === 1) {
        log.warn({ err: failure, reservationIds: tried }, 'An overdue stock reservation stays for now.');
        left.push(...tried);
      } else if (!failure && tried.length < size) break;
      // Of many that fail together, each goes singly until the one at fault is found.
      if (failure) size = size > 1 ? 1 : AT_ONCE;
    }
    return left.length > 0 ? AFTER_FAILURE_MS : EVERY_MS;
  };
  const run = async () => {
    for (let pause = EVERY_MS; !stopping.signal.aborted;) {
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      pause = await sweep().catch((error: unknown) => {
        log.warn({ err: error }, 'Overdue stock reservations stay for now.');
        return AFTER_FAILURE_MS;
      });
    }
  };
  const running = run();
  return () => {
    stopping.abort();
    return running;
  };
}

/** Which ones it tried to end, and why that failed; throws when it came to none. */
async function expireSome(
  em: EntityManager,
  around: Surroundings,
  size: number,
  except: string[],
): Promise<{ tried: string[]; failure?: unknown }> {
  let tried: string[] = [];
  try {
    await inTransaction(em, async (tx) => {
      const reservations = await takeOverdueReservations(tx, size, except);
      tried = reservations.map(({ reservationId }) => reservationId);
      if (tried.length === 0) return;
      const command = { name: 'ExpireStockReservations' as const, data: { reservations } };
      const { updates, changes, watched } = await applyBatch(tx, [command], around);
      await appendOutbox(tx, [...updates.map(updateRecord), ...changes.map(changeRecord)]);
      await appendDeliveries(tx, watched);
      await notifyChannels(tx, new Map([[OUTBOX_CHANNEL, '']]));
    });
    return { tried };
  } catch (error) {
    if (tried.length === 0) throw error;
    return { tried, failure: error };
  }
}
