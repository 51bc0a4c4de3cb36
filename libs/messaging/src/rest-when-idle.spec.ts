import { createHook } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Admin } from 'kafkajs';
import { servers } from '#testing/database';
import { kafkaAt } from '#testing/kafka';

const topic = `spec-${randomBytes(4).toString('hex')}`;
const kafka = () => kafkaAt(servers().brokers);
let admin: Admin;

beforeAll(async () => {
  admin = kafka().admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
});
afterAll(async () => {
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
});

test('a client that has its answer sets no timers while nobody asks it for more', async () => {
  await admin.listTopics();
  let timers = 0;
  const counting = createHook({ init: (_, type) => void (timers += Number(type === 'Timeout')) }).enable();
  await sleep(200);
  counting.disable();
  expect(timers).toBeLessThan(5);
});

test('requests that have to wait for others are all sent', async () => {
  const { DefaultPartitioner } = kafkajs.Partitioners;
  const producer = kafka().producer({ maxInFlightRequests: 1, createPartitioner: DefaultPartitioner });
  await producer.connect();
  const sends = Array.from({ length: 50 }, (_, n) => producer.send({ topic, messages: [{ value: String(n) }] }));
  const offsets = (await Promise.all(sends)).map(([{ baseOffset } = {}]) => Number(baseOffset));
  await producer.disconnect();
  expect(offsets.sort((one, other) => one - other)).toEqual(offsets.map((_, n) => n));
});
