import { randomUUID } from 'node:crypto';
import kafkajs, { type Kafka } from 'kafkajs';

/** Publishes one command as any service may: a plain producer, CloudEvents headers, a JSON value. Returns the command's id. */
export async function publishCommand(
  kafka: Kafka,
  topic: string,
  { name, key, data }: { name: string; key: string; data: object },
): Promise<string> {
  const id = randomUUID();
  const headers = {
    ce_id: id,
    ce_type: `stockwire.${name}.v1`,
    ce_source: '/stockwire-tutorial',
    ce_time: new Date().toISOString(),
    ce_specversion: '1.0',
    'content-type': 'application/json',
  };
  const createPartitioner = kafkajs.Partitioners.DefaultPartitioner;
  const producer = kafka.producer({ allowAutoTopicCreation: false, createPartitioner });
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: [{ key, headers, value: JSON.stringify(data) }] });
  } finally {
    await producer.disconnect();
  }
  return id;
}
