import { eventually } from '#testing/eventually';
import type { Pipe } from '#testing/pipe';
import { APPLIED, type Traffic } from './traffic.js';

const PROMISED_MS = 15_000;
const QUIET_MS = 1_500;
const PRINTED = 12_000;

/**
 * Waits, under traffic that goes on, until all is normal: both apps are ready, no answer but success has come for a while, and what was
 * published before is carried out. Returns after how many ms it was; fails when that is later than promised.
 */
export async function expectHealed(pipe: Pipe, { journal }: Traffic): Promise<number> {
  const back = Date.now();
  const before = new Set(journal.entries.filter(({ told }) => told === 'done').map(({ id }) => id));
  let lastOfBacklog: string | undefined;
  let drainedAt: number | undefined;
  await eventually(async () => {
    const { gateway, worker } = ports(pipe);
    for (const url of [gateway, worker]) expect(await readiness(url)).toMatchObject({ status: 'ok' });
    if (!drainedAt) {
      const ledger = await pipe.sql<{ id: string }>(APPLIED);
      const open = new Set(before);
      for (const { id } of ledger) open.delete(id);
      expect(open.size).toBe(0);
      expect(
        await pipe.sql('select from outbox where outbox_id <= $1', [(lastOfBacklog ??= await lastOutboxId(pipe))]),
      ).toEqual([]);
      drainedAt = Date.now();
    }
    expect(Date.now() - journal.troubleAt).toBeGreaterThan(QUIET_MS);
    return true;
  }, PROMISED_MS + QUIET_MS).catch((cause: Error) => {
    const printed = pipe.worker.printed.slice(-PRINTED).trim();
    throw new Error(`Not normal within ${PROMISED_MS} ms; the worker printed last: ${printed}`, { cause });
  });
  const healedMs = Math.max(drainedAt!, journal.troubleAt, back) - back;
  expect(healedMs).toBeLessThanOrEqual(PROMISED_MS);
  return healedMs;
}

async function readiness(url: string): Promise<unknown> {
  return (await fetch(`${url}/health/ready`)).json();
}

function ports({ url, environment }: Pipe): { gateway: string; worker: string } {
  return { gateway: url, worker: `http://127.0.0.1:${environment.WORKER_PORT}` };
}

async function lastOutboxId(pipe: Pipe): Promise<string> {
  const [row] = await pipe.sql<{ id: string }>('select coalesce(max(outbox_id), 0) as id from outbox');
  return row!.id;
}
