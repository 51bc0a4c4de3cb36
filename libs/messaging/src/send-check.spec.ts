import type { RecordMetadata } from 'kafkajs';
import { SendCheck } from './send-check.js';

const PARTITIONS = [0, 1, 2].map((partitionId) => ({
  ...{ partitionId, partitionErrorCode: 0, leader: 1, replicas: [1], isr: [1] },
}));
const answerOf = (partition: number): RecordMetadata => ({ topicName: 'events', partition, errorCode: 0 });

/** Sends a message of each key, as kafkajs does it, and returns where each went. */
function send(check: SendCheck, ...keys: string[]): number[] {
  const partitionOf = check.createPartitioner();
  return keys.map((key) =>
    partitionOf({ topic: 'events', partitionMetadata: PARTITIONS, message: { key, value: '' } }),
  );
}

const KEYS = Array.from({ length: 20 }, (_, index) => `key ${index}`);

test('a send that every partition has answered is confirmed, also when a part of it was repeated', () => {
  const check = new SendCheck();
  const partitions = send(check, ...KEYS);
  expect(new Set(partitions).size).toBe(3);
  expect(() => check.confirm([0, 1, 2, 1].map(answerOf))).not.toThrow();
});

test('a partition that nobody answered for is named', () => {
  const check = new SendCheck();
  send(check, ...KEYS);
  expect(() => check.confirm([0, 2].map(answerOf))).toThrow('did not confirm records for events/1:');
});

test('each send is checked by itself', () => {
  const check = new SendCheck();
  send(check, ...KEYS);
  check.confirm([0, 1, 2].map(answerOf));
  const [partition] = send(check, 'key 1');
  expect(() => check.confirm([answerOf(partition!)])).not.toThrow();
});
