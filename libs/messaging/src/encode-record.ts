import type { Message } from 'kafkajs';
import { createRequire } from 'node:module';

/** A message at its place in a batch, as kafkajs has it encoded. */
interface PlacedMessage extends Pick<Message, 'key' | 'value' | 'headers'> {
  offsetDelta: number;
  timestampDelta: number;
}

/** What kafkajs takes for an encoded record. */
interface Encoded {
  buf: Buffer;
  buffer: Buffer;
}

type Bytes = string | Buffer | null;

const require = createRequire(import.meta.url);
const ENCODER = require.resolve('kafkajs/src/protocol/recordBatch/record/v0/index.js');

/** kafkajs's own encoder. */
export const slowEncodeRecord = require(ENCODER) as (message: PlacedMessage) => Encoded;

/**
 * Has kafkajs encode records by {@link encodeRecord} from now on: its own encoder makes a buffer of 512 bytes for each record and for each
 * header, which is most of what a message costs. Without effect once something has been sent.
 */
export function encodeRecordsFast(): void {
  const module = require.cache[ENCODER];
  if (module) module.exports = encodeRecord;
}

/** A record of a batch as Kafka's protocol has it (magic 2), byte by byte what kafkajs makes of it. */
export function encodeRecord(message: PlacedMessage): Encoded {
  const { offsetDelta, timestampDelta, key = null, value } = message;
  const headers = listed(message.headers ?? {});
  // Left to kafkajs: times too far apart for 32 bits, and what it refuses.
  if (headers === undefined || (timestampDelta | 0) !== timestampDelta) return slowEncodeRecord(message);
  const fields = [key, value, ...headers];
  const lengths = fields.map((field) => (field === null ? -1 : Buffer.byteLength(field)));
  const size = lengths.reduce(
    (sum, length) => sum + sizeOfVarint(length) + Math.max(length, 0),
    1 + sizeOfVarint(timestampDelta) + sizeOfVarint(offsetDelta) + sizeOfVarint(headers.length / 2),
  );
  const bytes = Buffer.allocUnsafe(sizeOfVarint(size) + size);
  let at = putVarint(bytes, size, 0);
  at = bytes.writeInt8(0, at);
  at = putVarint(bytes, timestampDelta, at);
  at = putVarint(bytes, offsetDelta, at);
  for (let index = 0; index < fields.length; index++) {
    if (index === 2) at = putVarint(bytes, headers.length / 2, at);
    at = putVarint(bytes, lengths[index]!, at);
    at = put(bytes, fields[index]!, at);
  }
  if (fields.length === 2) putVarint(bytes, 0, at);
  return { buf: bytes, buffer: bytes };
}

/** Names and values in turn; undefined when one has no value. */
function listed(headers: NonNullable<Message['headers']>): Bytes[] | undefined {
  const fields: Bytes[] = [];
  for (const name of Object.keys(headers)) {
    const values = headers[name];
    for (const value of Array.isArray(values) ? values : [values]) {
      if (typeof value !== 'string' && !Buffer.isBuffer(value)) return undefined;
      fields.push(name, value);
    }
  }
  return fields;
}

function put(bytes: Buffer, field: Bytes, at: number): number {
  if (field === null) return at;
  return at + (typeof field === 'string' ? bytes.write(field, at) : field.copy(bytes, at));
}

function putVarint(bytes: Buffer, value: number, at: number): number {
  let left = ((value << 1) ^ (value >> 31)) >>> 0;
  while (left > 127) {
    bytes[at++] = (left & 127) | 128;
    left >>>= 7;
  }
  bytes[at++] = left;
  return at;
}

function sizeOfVarint(value: number): number {
  const left = ((value << 1) ^ (value >> 31)) >>> 0;
  return left < 0x80 ? 1 : left < 0x4000 ? 2 : left < 0x20_0000 ? 3 : left < 0x1000_0000 ? 4 : 5;
}
