import { canonical } from '#contracts/canonical';
import { envelope, nameOfType } from '#contracts/envelope';
import type { CommandOutcome, Done, Refused } from '#contracts/outcomes';
import { describeProblem, type Problem } from '#contracts/problems';
import type { StockUpdated } from '#contracts/stock-updated';
import type { OutboxRecord } from './outbox.sql.js';
import type { Received } from './read-command.js';

const SOURCE = '/stockwire';

/** The stock-updated event of a changed index row; its id names the version, so a repeat is recognised by it. */
export function updateRecord(update: StockUpdated): OutboxRecord {
  const key = `${update.stockId}:${canonical(update.sku)}`;
  const headers = envelope('StockUpdated', `${key}:${update.version}`, SOURCE, update.updatedAt);
  return { topic: 'updates', key, headers, value: JSON.stringify(update) };
}

/** The event that tells what became of a command. */
export function outcomeRecord(received: Received, outcome: Done | Refused, time: string): OutboxRecord {
  const data: CommandOutcome = {
    commandId: received.id,
    commandSource: received.source,
    commandType: received.type,
    status: outcome.status,
    ...(outcome.status === 'done' ? { view: outcome.view } : { problems: outcome.problems.map(told) }),
  };
  const type = outcome.status === 'done' ? 'CommandDone' : 'CommandRefused';
  const headers: Record<string, string> = envelope(type, received.key, SOURCE, time);
  if (received.traceparent) headers.traceparent = received.traceparent;
  return { topic: 'events', key: received.id, headers, value: JSON.stringify(data) };
}

/** A message that can never succeed, as it came, with where it lay and why; header names as of Spring Kafka's dead letters. */
export function deadLetter(
  topic: string,
  partition: number,
  { message, ...received }: Received,
  problem: Problem,
): OutboxRecord {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)] as const);
  return {
    topic: 'dead',
    key: message.key?.toString() ?? null,
    headers: {
      ...Object.fromEntries(headers),
      'kafka_dlt-original-topic': topic,
      'kafka_dlt-original-partition': String(partition),
      'kafka_dlt-original-offset': String(received.offset),
      'kafka_dlt-original-timestamp': message.timestamp,
      'kafka_dlt-exception-fqcn': problem.code,
      'kafka_dlt-exception-message': describeProblem(problem),
    },
    value: message.value?.toString('base64') ?? null,
    encoding: 'base64',
  };
}

/** Name of a command for logs. */
export function commandName({ type }: Received): string {
  return nameOfType(type) ?? type;
}

function told(problem: Problem) {
  return { ...problem, message: describeProblem(problem) };
}
