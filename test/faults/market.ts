import { resolve } from 'node:path';
import kafkajs from 'kafkajs';
import { link, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import type { Servers } from '#testing/database';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap, type Tapped } from '#testing/topic-tap';
import { objections } from './checkers.js';
import { collect } from './evidence.js';
import { opening, type Entry } from './shoppers.js';
import { DRAFT_SECONDS, ELSEWHERE, SOURCE, STOCK } from './wishes.js';
import { Watch } from './watch.js';

/** A Stockwire with something to sell, and everything on its topics written down from the beginning. */
export interface Market {
  pipe: Pipe;
  tap: TopicTap;
  watch: Watch;
  /** Waits until every promise is kept; fails with the objections that stay after `timeoutMs`. */
  expectTruth(journal: Entry[], timeoutMs?: number): Promise<void>;
  /** Waits until no draft is left that will end, and no event that will go out: now nothing happens unless somebody asks for it. */
  calm(): Promise<unknown>;
  /** Publishes an event past the relay, as a faulty one would. */
  publishEvent(event: Pick<Tapped, 'topic' | 'key' | 'data' | 'headers'> & { id: string }): Promise<void>;
  close(): Promise<void>;
}

/** Opens one, by default on the servers of the test run. */
export async function openMarket(settings: Record<string, string> = {}, on?: Servers): Promise<Market> {
  const pipe = await startPipe({ LOG_LEVEL: 'warn', ANSWER_TIMEOUT_MS: '10000', ...settings }, on ? { on } : {});
  const tap = await TopicTap.open(pipe.kafka, pipe.topics.commands, pipe.topics.events, pipe.topics.updates);
  const eu = stock('EU', [], { reservationCutoff: DRAFT_SECONDS });
  for (const command of [source(SOURCE), source(ELSEWHERE), eu, link(STOCK, SOURCE)]) {
    const message = commandMessage(command);
    await pipe.publish(message);
    await eventually(() => tap.outcomeOf(message.id));
  }
  const goods = opening().map(({ sku, command }) => commandMessage(command, { key: sku.toLowerCase() }));
  await pipe.publish(...goods);
  await eventually(() => goods.every(({ id }) => tap.outcomeOf(id)));
  const watch = new Watch(pipe, tap);
  return {
    ...{ pipe, tap, watch },
    expectTruth: async (journal, timeoutMs = 30_000) => {
      await eventually(async () => {
        const found = objections(await collect(pipe, journal, tap));
        if (Object.keys(found).length > 0) throw new Error(JSON.stringify(found, undefined, 2));
        return true;
      }, timeoutMs);
      expect(watch.ahead).toEqual([]);
      expect(await pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
    },
    calm: () =>
      eventually(async () => {
        const waiting = await pipe.sql(
          'select from stock_reservation where expires_at is not null union all select from outbox',
        );
        return waiting.length === 0;
      }),
    publishEvent: async ({ topic, key, data, headers, id }) => {
      const producer = pipe.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
      await producer.connect();
      const message = { key: key ?? null, headers: { ...headers, ce_id: id }, value: JSON.stringify(data) };
      await producer.send({ topic, messages: [message] });
      await producer.disconnect();
    },
    close: async () => {
      await watch.stop();
      await tap.close();
      await pipe.close();
    },
  };
}

/** Settings of a worker that dies, or does what `SABOTAGE_SIGNAL` says, when it gets to `where` for the `at`-th time. */
export function sabotaged(where: string, at = 1, signal: NodeJS.Signals = 'SIGKILL'): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${resolve('test/faults/sabotage.mjs')}`,
    ...{ SABOTAGE: where, SABOTAGE_AT: String(at), SABOTAGE_SIGNAL: signal },
  };
}
