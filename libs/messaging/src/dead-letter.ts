import { describeProblem, type Problem } from '#contracts/problems';
import { base64, base64OfHeaders, type Base64Headers } from './base64.js';
import type { BytesRecord } from './outbox-rows.js';
import { isDatedByBroker, type Received } from './read-command.js';

/** A message that can never succeed, with where it lay, who read it and why; `error` is what a handler threw. */
export interface DeadLetter {
  topic: string;
  partition: number;
  group: string;
  received: Received;
  problem: Problem;
  error?: Error;
}

/** What all headers of the dead letters begin with; names and encodings are those of Spring Kafka's DeadLetterPublishingRecoverer. */
export const DEAD_LETTER_HEADER = 'kafka_dlt-';

const MOST_BYTES = 8 * 1_048_576 - 65_536;

/**
 * The record on the dead letters' topic: key, headers and value byte by byte, then where the message lay and why. A message that has grown
 * too large for the topic by being unpacked goes without them, `kafka_dlt-left-out` says so, and only the database has them.
 */
export function deadLetterRecord(letter: DeadLetter): BytesRecord {
  const { key, headers, value } = letter.received.message;
  const original = base64OfHeaders(headers);
  const whole = { key: base64(key), headers: mergedHeaders(original, letter), value: base64(value) };
  const fits = JSON.stringify(whole).length * 0.75 <= MOST_BYTES;
  const content = fits
    ? whole
    : { key: null, headers: mergedHeaders({ 'kafka_dlt-left-out': text('key, headers, value') }, letter), value: null };
  return { topic: 'dead', encoding: 'base64', ...content };
}

/** The stack of an error and of its causes, long messages cut. */
export function stackOf(error: Error): string {
  const told: string[] = [];
  for (let link: unknown = error; link instanceof Error && told.length < 5; link = link.cause) {
    const frames = (link.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    told.push([`${link.constructor.name}: ${link.message.slice(0, 1_000)}`, ...frames.slice(0, 20)].join('\n'));
  }
  return told.join('\nCaused by: ');
}

/** As Spring does: a place is added to one that is there already, a reason takes its place. */
function mergedHeaders(original: Base64Headers, letter: DeadLetter): Base64Headers {
  const places = Object.entries(placeOf(letter)).map(([name, value]) => {
    const before = original[name];
    return [name, before === undefined ? value : [before, value].flat()] as const;
  });
  return { ...original, ...Object.fromEntries(places), ...reasonOf(letter) };
}

function placeOf({ topic, partition, group, received: { offset, message } }: DeadLetter): Record<string, string> {
  return {
    'kafka_dlt-original-topic': text(topic),
    'kafka_dlt-original-partition': int32(partition),
    'kafka_dlt-original-offset': int64(offset),
    'kafka_dlt-original-timestamp': int64(BigInt(message.timestamp)),
    'kafka_dlt-original-timestamp-type': text(isDatedByBroker(message) ? 'LogAppendTime' : 'CreateTime'),
    'kafka_dlt-original-consumer-group': text(group),
  };
}

function reasonOf({ problem, error }: DeadLetter): Record<string, string> {
  return {
    'kafka_dlt-exception-fqcn': text(problem.code),
    'kafka_dlt-exception-message': text(describeProblem(problem)),
    ...(error && {
      'kafka_dlt-exception-cause-fqcn': text(error.constructor.name),
      'kafka_dlt-exception-stacktrace': text(stackOf(error)),
    }),
  };
}

function text(value: string): string {
  return Buffer.from(value).toString('base64');
}

function int32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes.toString('base64');
}

function int64(value: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes.toString('base64');
}
