import fc from 'fast-check';
import { property } from '#testing/property';
import { encodeRecord, slowEncodeRecord } from './encode-record.js';

const bytes = fc.uint8Array({ maxLength: 2_000, size: 'max' }).map((array) => Buffer.from(array));
const short = fc.oneof(fc.string({ unit: 'grapheme' }), bytes);
const message = fc.record({
  offsetDelta: fc.nat(),
  timestampDelta: fc.oneof(fc.constant(0), fc.integer(), fc.maxSafeInteger()),
  key: fc.oneof(short, fc.constant(null), fc.constant(undefined)),
  value: fc.oneof(short, bytes, fc.constant(null)),
  headers: fc.option(fc.dictionary(fc.string(), fc.oneof(short, fc.array(short))), { nil: undefined }),
});

property('a record is encoded byte by byte as kafkajs does it', message, (record) => {
  const [ours, theirs] = [encodeRecord(record), slowEncodeRecord(record)];
  expect(ours.buffer.equals(theirs.buffer)).toBe(true);
});
