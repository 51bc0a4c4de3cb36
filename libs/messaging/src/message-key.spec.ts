import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { property } from '#testing/property';
import { partitionByKey } from './message-key.js';

const partitionMetadata = Array.from({ length: 97 }, (_, partitionId) => ({
  ...{ partitionId, partitionErrorCode: 0, leader: 1, replicas: [1], isr: [1] },
}));

const short = fc.uint8Array({ maxLength: 256, size: 'max' }).map((bytes) => Buffer.from(bytes));
const key = fc.oneof(short, fc.string({ unit: 'grapheme', maxLength: 20 }));

property('a key of up to 256 bytes goes to the partition to which kafkajs would send it', key, (it) => {
  const args = { topic: 'events', partitionMetadata, message: { key: it, value: '' } };
  expect(partitionByKey()(args)).toBe(kafkajs.Partitioners.DefaultPartitioner()(args));
});
