import { eventually } from '#testing/eventually';
import type { Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';
import { SKUS, type Entry, type Traffic } from './traffic.js';

/** Ends the traffic and holds what clients were told against the ledger, the events and the index. Returns how much there was. */
export async function audit(pipe: Pipe, traffic: Traffic): Promise<{ applied: number; entries: number }> {
  await traffic.stop();
  const { entries, strange } = traffic.journal;
  expect(strange).toEqual([]);
  const done = entries.filter(({ told }) => told === 'done');
  await eventually(async () => {
    const ledger = await ledgerOf(pipe);
    expect(done.filter(({ id }) => !ledger.has(id))).toEqual([]);
    return true;
  }, 30_000);
  await drained(pipe);

  const ledger = await ledgerOf(pipe);
  expect([...ledger.values()].filter((times) => times !== 1)).toEqual([]);
  expect(entries.filter(({ id, told }) => told === 'not accepted' && ledger.has(id))).toEqual([]);
  for (const entry of entries.filter(({ told }) => told === 'accepted'))
    expect(await outcomeOf(pipe, entry)).toBe(ledger.has(entry.id) ? 'done' : 'pending');
  await expectEventsOut(pipe);
  expect(await pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
  return { applied: entries.filter(({ id }) => ledger.has(id)).length, entries: entries.length };
}

/** Waits until the outbox is empty. */
function drained(pipe: Pipe): Promise<true> {
  return eventually(async () => (await pipe.sql('select from outbox')).length === 0, 30_000);
}

async function ledgerOf(pipe: Pipe): Promise<Map<string, number>> {
  const rows = await pipe.sql<{ id: string; times: number }>(
    `select metadata->>'id' as id, count(*)::int as times from reservation group by 1`,
  );
  return new Map(rows.map(({ id, times }) => [id, times]));
}

async function outcomeOf(pipe: Pipe, { place }: Entry): Promise<string> {
  const { body } = await pipe.http('GET', place!);
  return (body as { status: string }).status;
}

/** Each command's outcome under one id, and the last version of each row of the index. */
async function expectEventsOut(pipe: Pipe): Promise<void> {
  const outcomes = await pipe.sql('select from outcome');
  const rows = await pipe.sql<{ sku: string; version: string }>(
    'select sku, version from stock_index join sku using (sku_id) where stock_id = 2',
  );
  expect(rows).toHaveLength(SKUS.length);
  const tap = await TopicTap.open(pipe.kafka, pipe.topics.events, pipe.topics.updates);
  try {
    await eventually(() => {
      const told = new Map<string, Set<string>>();
      for (const { data, headers } of tap.messages) {
        const { commandId } = (data ?? {}) as { commandId?: string };
        if (commandId) told.set(commandId, (told.get(commandId) ?? new Set()).add(headers.ce_id!));
      }
      expect(told.size).toBe(outcomes.length);
      expect([...told.values()].filter((ids) => ids.size !== 1)).toEqual([]);
      const updates = tap.ofType('StockUpdated').filter(({ data }) => (data as { stockId: number }).stockId === 2);
      for (const { sku, version } of rows) {
        const versions = updates
          .filter(({ data }) => (data as { sku: string }).sku === sku)
          .map((it) => it.data.version);
        expect(Math.max(...versions)).toBe(Number(version));
      }
      return true;
    }, 30_000);
  } finally {
    await tap.close();
  }
}
