import type { Kafka } from 'kafkajs';

/** Messages per second that kafkajs hands to a loop that parses each and does nothing else; from its first batch to the last. */
export async function parseLoop(kafka: Kafka, topic: string, messages: number): Promise<number> {
  const consumer = kafka.consumer({ groupId: `${topic}-floor` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let began: number | undefined;
  let parsed = 0;
  const all = new Promise<number>((resolve) => {
    void consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        began ??= performance.now();
        for (const { value } of batch.messages) JSON.parse(value!.toString('utf8'));
        parsed += batch.messages.length;
        if (parsed >= messages) resolve(performance.now() - began);
        return Promise.resolve();
      },
    });
  });
  const ms = await all;
  await consumer.disconnect();
  return (1_000 * parsed) / ms;
}
