import kafkajs from 'kafkajs';
import pg from 'pg';
import type { Installation } from '../installation.js';

/** Milliseconds of bare round trips, one at a time: produce a message, consume it, commit one row. The first `warmUp` do not count. */
export async function bareRoundTrips(
  { kafka, databaseUrl, topics }: Installation,
  times: number,
  warmUp: number,
): Promise<number[]> {
  const topic = `${topics.commands}.floor`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  await db.query('create table floor_trip (trip int primary key)');

  let answer: () => void = () => undefined;
  const consumer = kafka.consumer({ groupId: topic });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      await db.query({ name: 'trip', text: 'insert into floor_trip values ($1)', values: [Number(message.value)] });
      answer();
    },
  });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await Promise.all([producer.connect(), joined]);

  const taken: number[] = [];
  for (let trip = 0; trip < warmUp + times; trip++) {
    const began = performance.now();
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await producer.send({ topic, acks: -1, messages: [{ value: String(trip) }] });
    await answered;
    taken.push(performance.now() - began);
  }
  await Promise.all([producer.disconnect(), consumer.disconnect()]);
  await db.query('drop table floor_trip');
  await db.end();
  return taken.slice(warmUp);
}
