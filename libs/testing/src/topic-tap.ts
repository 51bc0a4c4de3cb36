import { randomBytes } from 'node:crypto';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { eventually } from './eventually.js';

/** A message that arrived on a tapped topic. */
export interface Tapped {
  topic: string;
  partition: number;
  offset: string;
  key: string | undefined;
  headers: Record<string, string>;
  /** The message, byte by byte. */
  raw: KafkaMessage;
  text: string | undefined;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into events of every shape
  data: any;
}

/** What arrives on topics, in the order of arrival. */
export class TopicTap {
  readonly messages: Tapped[] = [];

  private constructor(private readonly stop: () => Promise<void>) {}

  /** Opens a tap on topics from their beginning on; close it before the broker goes. */
  static open(kafka: Kafka, ...topics: string[]): Promise<TopicTap> {
    return TopicTap.from(new Map(topics.map((topic) => [topic, []])), kafka);
  }

  /** The same, without what is on the topics already: earlier files have left it on those of a shared pipe. */
  static async fromNowOn(kafka: Kafka, ...topics: string[]): Promise<TopicTap> {
    const admin = kafka.admin();
    await admin.connect();
    // A topic that was just made may have no leader yet.
    const ends = await eventually(() => Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic))), 30_000);
    await admin.disconnect();
    const begins = ends.map((partitions) => {
      const offsets: number[] = [];
      for (const { partition, high } of partitions) offsets[partition] = Number(high);
      return offsets;
    });
    return TopicTap.from(new Map(topics.map((topic, index) => [topic, begins[index]!])), kafka);
  }

  /** Opens a tap on topics, each from offsets of its partitions on. */
  private static async from(begins: Map<string, number[]>, kafka: Kafka): Promise<TopicTap> {
    const consumer = kafka.consumer({
      groupId: `tap-${randomBytes(6).toString('hex')}`,
      allowAutoTopicCreation: false,
    });
    const tap = new TopicTap(() => consumer.disconnect());
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.connect();
    await consumer.subscribe({ topics: [...begins.keys()], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ topic, partition, message }) => {
        if (Number(message.offset) < (begins.get(topic)?.[partition] ?? 0)) return Promise.resolve();
        const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
        const text = message.value?.toString();
        tap.messages.push({
          topic,
          partition,
          offset: message.offset,
          key: message.key?.toString(),
          headers: Object.fromEntries(headers),
          raw: message,
          text,
          data: parsed(text),
        });
        return Promise.resolve();
      },
    });
    await joined;
    return tap;
  }

  /** The outcome of a command, once it has arrived. */
  outcomeOf(commandId: string): Tapped | undefined {
    return this.messages.find(({ data }) => (data as { commandId?: string } | undefined)?.commandId === commandId);
  }

  /** Messages of a `ce_type` name such as `StockUpdated`. */
  ofType(name: string): Tapped[] {
    return this.messages.filter(({ headers }) => headers.ce_type === `stockwire.${name}.v1`);
  }

  close(): Promise<void> {
    return this.stop();
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
