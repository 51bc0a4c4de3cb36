import kafkajs, { type Kafka, type Message } from 'kafkajs';
import type { Command } from '#contracts/commands';
import { envelope } from '#contracts/envelope';

/** A command and the key that orders it among others. */
export type KeyedCommand = Command & { key: string };

const AT_ONCE = 500;

/** Publishes commands as any service would, each under an id of its own, so that none is a repeat. */
export class Publisher {
  /** How many commands have been published. */
  published = 0;

  private readonly producer;

  constructor(
    kafka: Kafka,
    private readonly topic: string,
  ) {
    this.producer = kafka.producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
  }

  connect(): Promise<void> {
    return this.producer.connect();
  }

  disconnect(): Promise<void> {
    return this.producer.disconnect();
  }

  /** Publishes commands in order; resolves when Kafka has them all. */
  async publish(commands: KeyedCommand[]): Promise<void> {
    for (let sent = 0; sent < commands.length; sent += AT_ONCE) {
      const messages = commands.slice(sent, sent + AT_ONCE).map((command) => this.message(command));
      await this.producer.send({ topic: this.topic, acks: -1, messages });
    }
  }

  private message({ name, data, key }: KeyedCommand): Message {
    const headers = envelope(name, `bench-${this.published++}`, '/bench', new Date().toISOString());
    return { key, headers, value: JSON.stringify(data) };
  }
}
