import { randomUUID } from 'node:crypto';
import { canonical } from '#contracts/canonical';
import type { ClaimEvent } from '#contracts/claim-events';
import { envelope, nameOfType } from '#contracts/envelope';
import type { JobChanged } from '#contracts/jobs';
import type { CommandOutcome, Done, Refused } from '#contracts/outcomes';
import { describeProblem, type Problem } from '#contracts/problems';
import type { LowQuantityCrossed } from '#contracts/low-quantity-notifications';
import type { StockUpdated } from '#contracts/stock-updated';
import type { EventRecord } from './outbox-rows.js';
import type { Received } from './read-command.js';

const SOURCE = '/stockwire';
const MOST_OF_ID = 120_000;
const MOST_OF_NAME = 10_000;

/** The stock-updated event of a changed index row; its id names the version, so a repeat is recognised by it. */
export function updateRecord(update: StockUpdated): EventRecord {
  const key = `${update.stockId}:${canonical(update.sku)}`;
  const id = `${key}:${update.version}`;
  return { topic: 'updates', key, type: 'StockUpdated', id, time: update.updatedAt, value: JSON.stringify(update) };
}

/** The event of a source item that became low or is so no more; stored once, with the change. */
export function crossingRecord(crossing: LowQuantityCrossed): EventRecord {
  const [key, value] = [canonical(crossing.sku), JSON.stringify(crossing)];
  return { topic: 'events', key, type: 'LowQuantityCrossed', id: randomUUID(), time: crossing.updatedAt, value };
}

/** The event of a stock reservation or a stock transfer that changed; stored once, with the change. */
export function changeRecord({ type, data }: ClaimEvent): EventRecord {
  const [key, value] = [canonical(data.sku), JSON.stringify(data)];
  return { topic: 'events', key, type, id: randomUUID(), time: data.updatedAt, value };
}

/** The event of a step in the life of a job; stored once, with the step. */
export function jobRecord(change: JobChanged): EventRecord {
  const [key, value] = [change.jobId, JSON.stringify(change)];
  return { topic: 'events', key, type: 'JobChanged', id: randomUUID(), time: change.updatedAt, value };
}

/** The event that tells what became of a command; names so long that they might not fit into a message are cut. */
export function outcomeRecord(received: Received, outcome: Done | Refused, time: string): EventRecord {
  const data: CommandOutcome = {
    commandId: received.id.slice(0, MOST_OF_ID),
    commandSource: received.source.slice(0, MOST_OF_NAME),
    commandType: received.type.slice(0, MOST_OF_NAME),
    status: outcome.status,
    ...(outcome.status === 'done' ? { view: outcome.view } : { problems: outcome.problems.map(told) }),
  };
  const { id: key, key: id, traceparent } = received;
  const type = outcome.status === 'done' ? 'CommandDone' : 'CommandRefused';
  return { topic: 'events', key, type, id, time, ...(traceparent && { traceparent }), value: JSON.stringify(data) };
}

/** Headers of an event on its topic. */
export function headersOf({ type, id, time, traceparent }: EventRecord): Record<string, string> {
  const headers = envelope(type, id, SOURCE, time);
  return traceparent ? { ...headers, traceparent } : headers;
}

/** Name of a command for logs. */
export function commandName({ type }: Received): string {
  return nameOfType(type) ?? type;
}

function told(problem: Problem) {
  return { ...problem, message: describeProblem(problem) };
}
