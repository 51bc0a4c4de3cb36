import { randomUUID } from 'node:crypto';
import kafkajs, { type Kafka, type Message } from 'kafkajs';
import type { Command } from '#contracts/commands';
import { envelope } from '#contracts/envelope';

/** A command and the key that orders it among others. */
export type KeyedCommand = Command & { key: string };

const COMMANDS_AT_ONCE = 500;
const BYTES_AT_ONCE = 1_048_576;

/** Publishes commands as any service would, each under an id of its own, so that none is a repeat. */
export class Publisher {
  /** How many commands have been published. */
  published = 0;

  private readonly name = randomUUID();
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
    for (let sent = 0; sent < commands.length;) {
      const messages = this.messages(commands, sent);
      await this.producer.send({ topic: this.topic, acks: -1, messages });
      sent += messages.length;
    }
  }

  /** As many messages, from a command on, as one request takes. */
  private messages(commands: KeyedCommand[], first: number): Message[] {
    const messages: Message[] = [];
    let bytes = 0;
    while (first + messages.length < commands.length && messages.length < COMMANDS_AT_ONCE && bytes < BYTES_AT_ONCE) {
      const message = this.message(commands[first + messages.length]!);
      messages.push(message);
      bytes += message.value!.length;
    }
    return messages;
  }

  private message({ name, data, key }: KeyedCommand): Message {
    const headers = envelope(name, `${this.name}-${this.published++}`, '/bench', new Date().toISOString());
    return { key, headers, value: JSON.stringify(data) };
  }
}
