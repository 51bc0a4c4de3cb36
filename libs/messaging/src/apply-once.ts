import type { EntityManager } from '@mikro-orm/postgresql';
import type { Command } from '#contracts/commands';
import type { Done, Refused } from '#contracts/outcomes';
import type { LowQuantityCrossed } from '#contracts/low-quantity-notifications';
import type { StockUpdated } from '#contracts/stock-updated';
import { deadLetterRecord, type DeadLetter } from './dead-letter.js';
import { saveDeadLetters } from './dead-letters.sql.js';
import { advanceOffset, knownCommands } from './inbox.sql.js';
import { appendOutbox, notifyChannels, OUTBOX_CHANNEL } from './outbox.sql.js';
import { saveOutcomes } from './outcomes.sql.js';
import { isDatedByBroker, type Received } from './read-command.js';
import { crossingRecord, outcomeRecord, updateRecord } from './records.js';
import { TopicReplaced } from './topic-identity.js';

/** Messages of one partition in order, read by a consumer group, to be applied in one transaction. */
export interface Batch {
  topic: string;
  partition: number;
  group: string;
  messages: Received[];
  /** Fails when the topic turns out not to be the one that was applied: nothing is committed before it has settled. */
  rightTopic: Promise<void>;
}

/** What the domain makes of commands: an outcome for each, in order, the index rows that changed and the items that became low or not. */
export type Apply = (
  tx: EntityManager,
  commands: Command[],
) => Promise<{ outcomes: (Done | Refused)[]; updates: StockUpdated[]; crossings: LowQuantityCrossed[] }>;

/** What became of each message that was not a repeat. */
export type Results = { received: Received; outcome: Done | Refused }[];

/**
 * Applies a batch within the caller's transaction, each command exactly once: what lies before the partition's place and what has an
 * outcome already is left out. Outcomes, events and dead letters are stored with it; whoever waits is woken by the commit.
 */
export async function applyOnce(tx: EntityManager, batch: Batch, apply: Apply): Promise<Results> {
  const fresh = await freshOf(tx, batch);
  const good = fresh.flatMap((received) => (received.content.kind === 'command' ? [received.content.command] : []));
  const { outcomes, updates, crossings } =
    good.length > 0 ? await apply(tx, good) : { outcomes: [], updates: [], crossings: [] };

  let decided = 0;
  const results = fresh.map((received) => {
    const { content } = received;
    const outcome =
      content.kind === 'command' ? outcomes[decided++]! : { status: 'refused' as const, problems: [content.problem] };
    return { received, outcome };
  });
  await saveOutcomes(
    tx,
    results.map(({ received, outcome }) => ({ key: received.key, outcome, fingerprint: received.fingerprint })),
  );
  const dead = deadLettersOf(batch, fresh);
  await saveDeadLetters(tx, dead);
  const time = new Date().toISOString();
  const records = [
    ...updates.map(updateRecord),
    ...crossings.map(crossingRecord),
    ...results.map(({ received, outcome }) => outcomeRecord(received, outcome, time)),
    ...dead.map(deadLetterRecord),
  ];
  await appendOutbox(tx, records);
  await notifyChannels(tx, channelsOf(batch, records.length > 0));
  await batch.rightTopic;
  return results;
}

/** Channel on which a gateway hears of outcomes it waits for. */
export function gatewayChannel(gateway: string): string {
  return `stockwire_gateway_${gateway}`;
}

async function freshOf(tx: EntityManager, { topic, partition, messages }: Batch): Promise<Received[]> {
  const newest = Math.max(...messages.map(({ message }) => Number(message.timestamp)));
  const was = await advanceOffset(tx, topic, { partition, next: messages.at(-1)!.offset + 1n, newest });
  const ahead = messages.filter(({ offset }) => offset >= was.next);
  const foreign = messages.find(
    ({ offset, message }) =>
      offset < was.next && was.newest !== null && isDatedByBroker(message) && Number(message.timestamp) > was.newest,
  );
  if (foreign)
    throw new TopicReplaced(topic, partition, `offset ${foreign.offset} is newer than all that were applied`);
  const seen =
    ahead.length > 0
      ? await knownCommands(
          tx,
          ahead.map(({ key }) => key),
        )
      : new Set<string>();
  return ahead.filter(({ key }) => !seen.has(key) && seen.add(key));
}

function deadLettersOf({ topic, partition, group }: Batch, fresh: Received[]): DeadLetter[] {
  return fresh.flatMap((received) => {
    if (received.content.kind === 'command') return [];
    const { problem, error } = received.content;
    return [{ topic, partition, group, received, problem, error }];
  });
}

function channelsOf({ messages }: Batch, published: boolean): string[] {
  const waiting = new Set(messages.flatMap(({ gateway }) => (gateway ? [gatewayChannel(gateway)] : [])));
  return [...waiting, ...(published ? [OUTBOX_CHANNEL] : [])];
}
