import type { Client } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';

const LEASE = '10s';
const POLL_MS = 500;

/**
 * Waits until this session has the lock of that number and so leads among all processes that want it; false when it was stopped before.
 * The database ends the session, and the lock with it, of a leader that falls silent.
 */
export async function lead(session: Client, lock: number, stopping: AbortSignal): Promise<boolean> {
  await session.query(`set idle_session_timeout = '${LEASE}'; set synchronous_commit = off`);
  while (!stopping.aborted) {
    const { rows } = await session.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lock]);
    if (rows[0]!.mine) return true;
    await delay(POLL_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
  return false;
}

/** Rings at the next notification of a session. */
export class Bell {
  private ring: () => void = () => undefined;

  constructor(session: Client) {
    session.on('notification', () => this.ring());
  }

  next(): Promise<void> {
    return new Promise((resolve) => (this.ring = resolve));
  }
}
