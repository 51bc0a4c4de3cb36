import type { EntityManager } from '@mikro-orm/postgresql';
import type { ClaimEvent } from '#contracts/claim-events';
import type { Command } from '#contracts/commands';
import type { Done, Refused } from '#contracts/outcomes';
import type { LowQuantityCrossed } from '#contracts/low-quantity-notifications';
import type { StockUpdated } from '#contracts/stock-updated';
import type { WatchedChange } from '#contracts/webhooks';
import { deadLetterRecord, type DeadLetter } from './dead-letter.js';
import { saveDeadLetters } from './dead-letters.sql.js';
import { advanceOffsets, knownCommands, type Place } from './inbox.sql.js';
import { appendOutbox, notifyChannels, OUTBOX_CHANNEL } from './outbox.sql.js';
import { noticeOf } from './outcome-notice.js';
import { saveOutcomes, type OutcomeToSave } from './outcomes.sql.js';
import { isDatedByBroker, type Received } from './read-command.js';
import { changeRecord, crossingRecord, outcomeRecord, updateRecord } from './records.js';
import { TopicReplaced } from './topic-identity.js';
import { appendDeliveries } from './webhook-deliveries.sql.js';

/** Messages of one or several partitions, those of each in order, read by a consumer group, to be applied in one transaction. */
export interface Batch {
  topic: string;
  group: string;
  messages: Received[];
  /** Fails when the topic turns out not to be the one that was applied: nothing is committed before it has settled. */
  rightTopic: Promise<void>;
}

/** What the domain makes of commands: an outcome for each, in order, and what changed: index rows, items that became low or not, claims, records that are watched. */
export type Apply = (
  tx: EntityManager,
  commands: Command[],
) => Promise<{
  outcomes: (Done | Refused)[];
  updates: StockUpdated[];
  crossings: LowQuantityCrossed[];
  changes: ClaimEvent[];
  watched: WatchedChange[];
}>;

/** What became of each message that was not a repeat. */
export type Results = { received: Received; outcome: Done | Refused }[];

/**
 * Applies a batch within the caller's transaction, each command exactly once: what lies before its partition's place and what has an
 * outcome already is left out. Outcomes, events, dead letters and what webhooks are to be told are stored with it; whoever waits is woken by the commit.
 */
export async function applyOnce(tx: EntityManager, batch: Batch, apply: Apply): Promise<Results> {
  const fresh = await freshOf(tx, batch);
  const good = fresh.flatMap((received) => (received.content.kind === 'command' ? [received.content.command] : []));
  const { outcomes, updates, crossings, changes, watched } =
    good.length > 0 ? await apply(tx, good) : { outcomes: [], updates: [], crossings: [], changes: [], watched: [] };

  let decided = 0;
  const results = fresh.map((received) => {
    const { content } = received;
    const outcome =
      content.kind === 'command' ? outcomes[decided++]! : { status: 'refused' as const, problems: [content.problem] };
    return { received, outcome };
  });
  const saved = results.map(({ received: { key, fingerprint }, outcome }) => ({ key, outcome, fingerprint }));
  const dead = deadLettersOf(batch, fresh);
  const time = new Date().toISOString();
  const records = [
    ...updates.map(updateRecord),
    ...crossings.map(crossingRecord),
    ...changes.map(changeRecord),
    ...results.map(({ received, outcome }) => outcomeRecord(received, outcome, time)),
    ...dead.map(deadLetterRecord),
  ];
  await Promise.all([
    saveOutcomes(tx, saved),
    saveDeadLetters(tx, dead),
    appendOutbox(tx, records),
    appendDeliveries(tx, watched),
    notifyChannels(tx, noticesOf(batch, saved, records.length > 0)),
    batch.rightTopic,
  ]);
  return results;
}

/** Channel on which a gateway hears of outcomes it waits for. */
export function gatewayChannel(gateway: string): string {
  return `stockwire_gateway_${gateway}`;
}

async function freshOf(tx: EntityManager, { topic, messages }: Batch): Promise<Received[]> {
  const [places, known] = await Promise.all([
    advanceOffsets(tx, topic, placesAfter(messages)),
    knownCommands(
      tx,
      messages.map(({ key }) => key),
    ),
  ]);
  const ahead = messages.filter((message) => {
    const { next, newest } = places.get(message.partition)!;
    if (message.offset >= next) return true;
    checkAge(topic, message, newest);
    return false;
  });
  return ahead.filter(({ key }) => !known.has(key) && known.add(key));
}

/** Where each partition goes on after these messages. */
function placesAfter(messages: Received[]): Place[] {
  const places = new Map<number, Place>();
  for (const { partition, offset, message } of messages) {
    const newest = Math.max(places.get(partition)?.newest ?? 0, Number(message.timestamp));
    places.set(partition, { partition, next: offset + 1n, newest });
  }
  return [...places.values()];
}

/** A message that lies before its partition's place has been applied, so it cannot be newer than all that were. */
function checkAge(topic: string, { partition, offset, message }: Received, newest: number | null): void {
  if (newest === null || !isDatedByBroker(message) || Number(message.timestamp) <= newest) return;
  throw new TopicReplaced(topic, partition, `offset ${offset} is newer than all that were applied`);
}

function deadLettersOf({ topic, group }: Batch, fresh: Received[]): DeadLetter[] {
  return fresh.flatMap((received) => {
    if (received.content.kind === 'command') return [];
    const { problem, error } = received.content;
    return [{ topic, partition: received.partition, group, received, problem, error }];
  });
}

/** What each gateway is told, and the relay. A repeat has an outcome of another batch, which its gateway has to look for. */
function noticesOf({ messages }: Batch, saved: OutcomeToSave[], published: boolean): Map<string, string> {
  const outcomes = new Map(saved.map((outcome) => [outcome.key, outcome]));
  const byGateway = Map.groupBy(
    messages.filter(({ gateway }) => gateway),
    ({ gateway }) => gatewayChannel(gateway!),
  );
  const notices = [...byGateway].map(([channel, waiting]) => {
    const known = waiting.flatMap(({ key }) => outcomes.get(key) ?? []);
    return [channel, known.length === waiting.length ? noticeOf(known) : ''] as const;
  });
  return new Map([...notices, ...(published ? [[OUTBOX_CHANNEL, ''] as const] : [])]);
}
