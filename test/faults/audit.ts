import { eventually } from '#testing/eventually';
import type { Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';
import { disordered, stale, untold } from './checkers.js';
import { miscounted, misnumbered, unheard } from './claim-checkers.js';
import { collect } from './evidence.js';
import { APPLIED, SKUS, type Entry, type Traffic } from './traffic.js';

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
    `select id, count(*)::int as times from (${APPLIED}) a group by 1`,
  );
  return new Map(rows.map(({ id, times }) => [id, times]));
}

async function outcomeOf(pipe: Pipe, { place }: Entry): Promise<string> {
  const { body } = await pipe.http('GET', place!);
  return (body as { status: string }).status;
}

/** Each outcome and each version of the index went out, in order, and the newest of a key is its last. */
async function expectEventsOut(pipe: Pipe): Promise<void> {
  const tap = await TopicTap.open(pipe.kafka, pipe.topics.events, pipe.topics.updates);
  try {
    await eventually(async () => {
      const evidence = await collect(pipe, [], tap);
      expect(evidence.index.map(({ key }) => key)).toEqual(expect.arrayContaining(ROWS));
      expect([...untold(evidence), ...disordered(evidence), ...stale(evidence)]).toEqual([]);
      expect([...miscounted(evidence), ...unheard(evidence), ...misnumbered(evidence)]).toEqual([]);
      return true;
    }, 30_000);
  } finally {
    await tap.close();
  }
}

const ROWS = SKUS.map((sku) => `2:${sku.toLowerCase()}`);
