import type { Kafka, Message, Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { setTimeout as delay } from 'node:timers/promises';
import { partitionByKey } from './message-key.js';

/** Whether Kafka has a message for sure, has not for sure, or nobody knows. */
export type Sent = 'taken' | 'refused' | 'unknown';

const PAUSES_MS = [100, 300, 900];
const BYTES_AT_ONCE = 1_000_000;

/**
 * Publishes commands: whatever is asked for while a send is under way goes out together with the next one, which keeps order and makes
 * many small sends one. A send that may or may not have arrived is repeated, since its commands carry ids.
 */
export class CommandProducer {
  private readonly producer: Producer;
  private connected?: Promise<void>;
  private queue: { message: Message; settle: (sent: Sent) => void }[] = [];
  private sending = false;

  constructor(
    kafka: Kafka,
    private readonly topic: string,
    private readonly log: Logger,
  ) {
    this.producer = kafka.producer({
      createPartitioner: partitionByKey,
      allowAutoTopicCreation: false,
      retry: { retries: 0 },
    });
  }

  /** Publishes a command and tells whether Kafka has it. */
  publish(message: Message): Promise<Sent> {
    return new Promise((settle) => {
      this.queue.push({ message, settle });
      if (!this.sending) void this.drain();
    });
  }

  /** Disconnects; call it when nothing is being published any more. */
  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  private async drain(): Promise<void> {
    this.sending = true;
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) {
      const part = this.queue.splice(0, this.fitting());
      const sent = await this.send(part.map(({ message }) => message));
      for (const { settle } of part) settle(sent);
    }
    this.sending = false;
  }

  private fitting(): number {
    let bytes = 0;
    const end = this.queue.findIndex(
      ({ message }, index) => (bytes += message.value?.length ?? 0) > BYTES_AT_ONCE && index > 0,
    );
    return end < 0 ? this.queue.length : end;
  }

  private async send(messages: Message[]): Promise<Sent> {
    let uncertain = false;
    for (let attempt = 0; ; attempt++) {
      try {
        await (this.connected ??= this.producer.connect());
        await this.producer.send({ topic: this.topic, acks: -1, messages });
        return 'taken';
      } catch (error) {
        this.connected = undefined;
        uncertain ||= mayHaveArrived(error);
        const pause = PAUSES_MS[attempt];
        this.log.warn({ err: error, commands: messages.length, attempt }, 'Kafka did not confirm commands.');
        if (pause === undefined) return uncertain ? 'unknown' : 'refused';
        await delay(pause);
      }
    }
  }
}

/** Only an error that comes before the request is written says that nothing arrived; a refusal speaks of one partition of several. */
function mayHaveArrived(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    const { name, code } = link as { name: string; code?: unknown };
    if (code === 'ECONNREFUSED' || SURELY_NOT_SENT.has(name)) return false;
  }
  return true;
}

const SURELY_NOT_SENT = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
  'KafkaJSConnectionError',
]);
