import type { Kafka, Message, Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { setTimeout as delay } from 'node:timers/promises';
import { BrokerSockets } from './broker-sockets.js';
import { partitionByKey } from './message-key.js';
import { within } from './within.js';

/** Whether Kafka has a message for sure, has not and will not for sure, or nobody knows. */
export type Sent = 'taken' | 'refused' | 'unknown';

const PAUSES_MS = [100, 300, 900];
const SEND_MS = 10_000;
const BYTES_AT_ONCE = 1_000_000;

interface Queued {
  message: Message;
  settle: (sent: Sent) => void;
}

/**
 * Publishes commands: whatever is asked for while a send is under way goes out together with the next one, which keeps order and makes
 * many small sends one. A send that may or may not have arrived is repeated, since its commands carry ids.
 */
export class CommandProducer {
  private line?: Line;
  private queue: Queued[] = [];
  private sending = false;

  constructor(
    private readonly openKafka: (sockets: BrokerSockets) => Kafka,
    private readonly topic: string,
    private readonly log: Logger,
  ) {}

  /** Publishes a command and tells within `timeoutMs` whether Kafka has it; one that waited in vain for its turn is taken back. */
  publish(message: Message, timeoutMs: number): Promise<Sent> {
    return new Promise((resolve) => {
      const settle = (sent: Sent) => {
        clearTimeout(timer);
        resolve(sent);
      };
      const queued = { message, settle };
      const timer = setTimeout(() => settle(this.takeBack(queued) ? 'refused' : 'unknown'), timeoutMs);
      this.queue.push(queued);
      if (!this.sending) void this.drain();
    });
  }

  /** Disconnects; call it when nothing is being published any more. */
  async close(): Promise<void> {
    await this.line?.producer.disconnect();
  }

  private takeBack(queued: Queued): boolean {
    const index = this.queue.indexOf(queued);
    if (index >= 0) this.queue.splice(index, 1);
    return index >= 0;
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
      const line = (this.line ??= new Line(this.openKafka));
      line.sockets.takeProduced();
      try {
        await line.connected;
        await within(SEND_MS, line.producer.send({ topic: this.topic, acks: -1, messages }));
        return 'taken';
      } catch (error) {
        // No error of kafkajs tells that nothing was written: one broker may have taken its part, or a lost connection was tried anew.
        uncertain ||= line.sockets.takeProduced();
        this.line = undefined;
        line.cut();
        const pause = PAUSES_MS[attempt];
        this.log.warn({ err: error, commands: messages.length, attempt }, 'Kafka did not confirm commands.');
        if (pause === undefined) return uncertain ? 'unknown' : 'refused';
        await delay(pause);
      }
    }
  }
}

/** A producer with connections of its own, to be cut once one send has failed: what kafkajs has left to do must not leave later. */
class Line {
  readonly sockets = new BrokerSockets();
  readonly producer: Producer;
  readonly connected: Promise<void>;

  constructor(openKafka: (sockets: BrokerSockets) => Kafka) {
    this.producer = openKafka(this.sockets).producer({
      createPartitioner: partitionByKey,
      allowAutoTopicCreation: false,
      retry: { retries: 0 },
    });
    this.connected = within(SEND_MS, this.producer.connect());
  }

  cut(): void {
    this.sockets.seal();
    void this.producer.disconnect().catch(() => undefined);
  }
}
