import { randomUUID } from 'node:crypto';
import { canonical } from '#contracts/canonical';
import { envelope, nameOfType } from '#contracts/envelope';
import type { CommandOutcome, Done, Refused } from '#contracts/outcomes';
import { describeProblem, type Problem } from '#contracts/problems';
import type { LowQuantityCrossed } from '#contracts/low-quantity-notifications';
import type { StockUpdated } from '#contracts/stock-updated';
import type { TextRecord } from './outbox.sql.js';
import type { Received } from './read-command.js';

const SOURCE = '/stockwire';
const MOST_OF_ID = 120_000;
const MOST_OF_NAME = 10_000;

/** The stock-updated event of a changed index row; its id names the version, so a repeat is recognised by it. */
export function updateRecord(update: StockUpdated): TextRecord {
  const key = `${update.stockId}:${canonical(update.sku)}`;
  const headers = envelope('StockUpdated', `${key}:${update.version}`, SOURCE, update.updatedAt);
  return { topic: 'updates', key, headers, value: JSON.stringify(update) };
}

/** The event of a source item that became low or is so no more; stored once, with the change. */
export function crossingRecord(crossing: LowQuantityCrossed): TextRecord {
  const headers = envelope('LowQuantityCrossed', randomUUID(), SOURCE, crossing.updatedAt);
  return { topic: 'events', key: canonical(crossing.sku), headers, value: JSON.stringify(crossing) };
}

/** The event that tells what became of a command; names so long that they might not fit into a message are cut. */
export function outcomeRecord(received: Received, outcome: Done | Refused, time: string): TextRecord {
  const data: CommandOutcome = {
    commandId: received.id.slice(0, MOST_OF_ID),
    commandSource: received.source.slice(0, MOST_OF_NAME),
    commandType: received.type.slice(0, MOST_OF_NAME),
    status: outcome.status,
    ...(outcome.status === 'done' ? { view: outcome.view } : { problems: outcome.problems.map(told) }),
  };
  const type = outcome.status === 'done' ? 'CommandDone' : 'CommandRefused';
  const headers: Record<string, string> = envelope(type, received.key, SOURCE, time);
  if (received.traceparent) headers.traceparent = received.traceparent;
  return { topic: 'events', key: received.id, headers, value: JSON.stringify(data) };
}

/** Name of a command for logs. */
export function commandName({ type }: Received): string {
  return nameOfType(type) ?? type;
}

function told(problem: Problem) {
  return { ...problem, message: describeProblem(problem) };
}
