import { isNativeError } from 'node:util/types';
import kafkajs from 'kafkajs';
import { TopicReplaced } from './topic-identity.js';

/**
 * What to do about an error that stopped a batch: `outage` waits and tries for ever, `conflict` tries the same again at once,
 * `bug` is traced to the one command that causes it, `fatal` needs somebody and ends the process.
 */
export type Failure = 'outage' | 'conflict' | 'bug' | 'fatal';

/** Names a failure by the SQLSTATE or system code in the chain of causes; what Kafka's client throws is an outage. */
export function failureOf(error: unknown): Failure {
  if (error instanceof TopicReplaced) return 'fatal';
  const codes = [...codesOf(error)];
  if (codes.some((code) => OUTAGE.test(code))) return 'outage';
  if (codes.some((code) => CONFLICT.has(code))) return 'conflict';
  return 'bug';
}

// Connection lost, refused or not allowed in, shutting down or starting up, out of disk, memory or connections, read-only after a
// failover, cancelled from outside. Not 08P01: that is a message of ours that PostgreSQL cannot read.
const OUTAGE = /^(080..|28...|53...|57P0[1-5]|57014|58...|25006|25P03|E[A-Z]+|CONNECTION)$/;

// Deadlock, serialization, lock timeout, and a unique key met by two batches at once.
const CONFLICT = new Set(['40P01', '40001', '55P03', '23505']);

const CONNECTION =
  /connection terminated|timeout exceeded when trying to connect|timeout expired|client has encountered a connection error|not queryable/i;

function* codesOf(error: unknown): Iterable<string> {
  for (let link = error; isNativeError(link); link = link.cause) {
    const { code, errors } = link as { code?: unknown; errors?: unknown };
    if (typeof code === 'string') yield code;
    if (link instanceof kafkajs.KafkaJSError || CONNECTION.test(link.message)) yield 'CONNECTION';
    if (Array.isArray(errors)) for (const inner of errors) yield* codesOf(inner);
  }
}
