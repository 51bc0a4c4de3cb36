import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import kafkajs, { type Consumer, type EachBatchPayload, type Kafka, type TopicPartitionOffset } from 'kafkajs';
import type { Logger } from 'pino';
import { isObservable, lastValueFrom } from 'rxjs';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import type { CommandName } from '#contracts/commands';
import { problem } from '#contracts/problems';
import type { Batch } from './apply-once.js';
import { BrokerSockets } from './broker-sockets.js';
import { cut } from './cut.rules.js';
import { failureOf } from './failure.rules.js';
import { Lanes } from './lanes.js';
import { readCommand, type Received } from './read-command.js';
import { commandName } from './records.js';
import type { Topics } from './topics.js';
import { within } from './within.js';

/** Pattern of the one handler that takes batches. */
export const COMMAND_BATCH = 'inventory.commands';

/** A member fetches or beats at least once a second; who joins waits until all others have finished their batches. */
const SILENCE_MS = 8_000;
const JOINING_MS = 40_000;

/** While one batch is with the database, the next is decided. */
const LANES = 2;

/** Partitions whose messages are read ahead, and how long they are read at a stretch. */
const PARTITIONS_AHEAD = 12;
const READING_MS = 5;

/** Within this no topic is deleted, made anew and filled beyond the place reached in the old one. */
const CHECK_MS = 500;

/** What the server needs besides Kafka. Commands whose `lockOf` differs never share a batch; `batchWeight` is in items. */
export interface CommandServerOptions {
  openKafka: (sockets: BrokerSockets) => Kafka;
  topics: Topics;
  log: Logger;
  batchWeight: number;
  lockOf: (name: CommandName) => string;
  /** Throws when the topic must not be applied to this database. */
  checkTopic: () => Promise<void>;
  /** Ends the process: somebody is needed. */
  giveUp: (problem: Error) => void;
}

/**
 * Nest transport strategy that hands whole batches of `inventory.commands` to the handler of {@link COMMAND_BATCH} and commits offsets
 * once it has returned. A batch that fails on an outage pauses its partition and is tried for ever; one that fails on a bug is halved
 * until it is found, and the command that fails alone goes to the dead letters.
 */
export class CommandServer extends Server implements CustomTransportStrategy {
  private consumer?: Consumer;
  private joined = false;
  private closing = false;
  private readonly failures = new Map<number, number>();
  private readonly lanes: Lanes;
  private rightTopic = Promise.resolve();
  private askedAt = -Infinity;
  private reading = Promise.resolve();
  private readingSince = 0;

  constructor(private readonly options: CommandServerOptions) {
    super();
    this.lanes = new Lanes({
      lanes: LANES,
      fit: (messages) => this.partsOf(messages).length === 1,
      apply: (messages) => this.applySafely({ ...this.origin(), messages }),
    });
  }

  /** Whether this worker is a member of its group. */
  get ready(): boolean {
    return this.joined;
  }

  /** Joins the group, trying until it succeeds, and calls back once it is a member. */
  async listen(callback: () => void): Promise<void> {
    for (let attempt = 0; !this.closing; attempt++) {
      try {
        await this.join();
        return callback();
      } catch (error) {
        if (failureOf(error) === 'fatal') return this.options.giveUp(error as Error);
        this.options.log.warn({ err: error }, 'Cannot join the workers of inventory.commands yet: trying again.');
        await delay(Math.min(backOffMs(attempt), 2_000));
      }
    }
  }

  /** Finishes the batches in hand and leaves the group. */
  async close(): Promise<void> {
    this.closing = true;
    await this.consumer?.disconnect();
  }

  override on(): never {
    throw new Error('The command server has no events to listen to.');
  }

  override unwrap<T>(): T {
    return this.consumer as T;
  }

  private async join(): Promise<void> {
    const { openKafka, topics, checkTopic } = this.options;
    await within(JOINING_MS, checkTopic());
    const sockets = new BrokerSockets();
    const consumer = openKafka(sockets).consumer({
      groupId: topics.group,
      sessionTimeout: 6_000,
      rebalanceTimeout: 20_000,
      heartbeatInterval: 1_000,
      maxWaitTimeInMs: 500,
      maxBytesPerPartition: 262_144,
      allowAutoTopicCreation: false,
      retry: {
        ...{ initialRetryTime: 200, maxRetryTime: 1_000 },
        // A consumer that was given up would go on for ever without connections.
        restartOnFailure: () => Promise.resolve(!this.closing && !sockets.sealed),
      },
    });
    this.consumer = consumer;
    await Promise.all([this.membershipOf(consumer, sockets), this.run(consumer)]).catch((error: unknown) => {
      sockets.seal();
      void consumer.disconnect().catch(() => undefined);
      throw error;
    });
  }

  private async run(consumer: Consumer): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topics: [this.options.topics.commands], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AHEAD,
      eachBatch: (payload) => this.consume(payload),
    });
  }

  /**
   * Settles at the first join. kafkajs restarts after most crashes by itself; after the others, and when it has fallen silent, as it may
   * when it connects twice at once, the group is joined anew.
   */
  private membershipOf(consumer: Consumer, sockets: BrokerSockets): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      let member = false;
      let heardAt = Date.now();
      const leave = () => {
        if (this.consumer === consumer) this.joined = false;
      };
      const lose = (error: Error) => {
        clearInterval(watch);
        if (this.consumer !== consumer || this.closing) return;
        leave();
        reject(error);
        if (!member) return;
        this.options.log.warn({ err: error }, 'The workers of inventory.commands are joined anew.');
        sockets.seal();
        void consumer.disconnect().catch(() => undefined);
        void this.listen(() => undefined);
      };
      const watch = setInterval(() => {
        const silentMs = Date.now() - heardAt;
        if (silentMs > (this.joined ? SILENCE_MS : JOINING_MS))
          lose(new Error(`Nothing from Kafka for ${silentMs} ms.`));
      }, 1_000).unref();
      consumer.on(consumer.events.REQUEST, ({ payload }) => {
        heardAt = Date.now();
        // Asked for when a topic has vanished: the next batch may be of another one.
        if (payload.apiName === 'Metadata') this.askedAt = -Infinity;
      });
      consumer.on(consumer.events.GROUP_JOIN, () => {
        if (this.consumer === consumer) this.joined = true;
        member = true;
        resolve();
      });
      consumer.on(consumer.events.DISCONNECT, leave);
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        leave();
        if (!payload.restart) lose(payload.error);
      });
    });
  }

  private async consume(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const beat = setInterval(() => void payload.heartbeat().catch(() => undefined), 1_000);
    try {
      await this.turnToRead();
      for (const part of this.partsOf(messages.map((message) => readCommand(topic, partition, message)))) {
        if (!payload.isRunning() || payload.isStale()) return;
        await this.lanes.apply(part);
        this.failures.delete(partition);
        const last = part.at(-1)!.offset;
        payload.resolveOffset(String(last));
        await this.commit(payload, { topic, partition, offset: String(last + 1n) });
        await payload.heartbeat();
      }
    } catch (error) {
      if (error instanceof kafkajs.KafkaJSError) throw error;
      if (failureOf(error) === 'fatal') this.options.giveUp(error as Error);
      this.pause(payload, error);
    } finally {
      clearInterval(beat);
    }
  }

  /** kafkajs goes on in a topic made anew where it was in the old one: so the topic is asked for while batches are applied, now and then. */
  private stillRight(): Promise<void> {
    if (performance.now() - this.askedAt < CHECK_MS) return this.rightTopic;
    this.askedAt = performance.now();
    this.rightTopic = this.options.checkTopic();
    this.rightTopic.catch(() => (this.askedAt = -Infinity));
    return this.rightTopic;
  }

  /** A kafkajs consumer that was told to stop commits nothing, the batch in its hand still does. */
  private async commit(payload: EachBatchPayload, { topic, partition, offset }: TopicPartitionOffset): Promise<void> {
    if (payload.isRunning()) await this.consumer!.commitOffsets([{ topic, partition, offset }]);
    else await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
  }

  /** Partitions are read one after the other, with room between them for what the database has answered. */
  private turnToRead(): Promise<void> {
    this.reading = this.reading.then(async () => {
      if (performance.now() - this.readingSince < READING_MS) return;
      await setImmediate();
      this.readingSince = performance.now();
    });
    return this.reading;
  }

  private partsOf(received: Received[]): Received[][] {
    const { batchWeight, lockOf } = this.options;
    return cut(received, batchWeight, ({ content }) =>
      content.kind === 'command' ? lockOf(content.command.name) : undefined,
    );
  }

  private origin(): Omit<Batch, 'messages'> {
    const { commands: topic, group } = this.options.topics;
    return { topic, group, rightTopic: this.stillRight() };
  }

  /** A conflict or a bug is tried again as a whole; what then still fails is applied half by half, down to the one message at fault. */
  private async applySafely(batch: Batch, attempt = 1): Promise<void> {
    try {
      await this.apply(batch);
    } catch (error) {
      const failure = failureOf(error);
      if (failure === 'outage' || failure === 'fatal') throw error;
      this.options.log.warn({ err: error, ...place(batch), attempt }, `A batch of commands failed (${failure}).`);
      if (failure === 'conflict') await delay(10 * attempt);
      if (attempt < (failure === 'conflict' ? 10 : 2)) return this.applySafely(batch, attempt + 1);
      if (batch.messages.length === 1) return this.apply(buried(batch, error));
      for (const messages of halves(batch.messages)) await this.applySafely({ ...batch, messages });
    }
  }

  private async apply(batch: Batch): Promise<void> {
    const handler = this.getHandlerByPattern(COMMAND_BATCH);
    if (!handler) throw new Error(`Nothing handles ${COMMAND_BATCH}.`);
    // Nest hands on what the method returned, or an observable that fails with what it threw.
    const result: unknown = await handler(batch);
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }

  private pause(payload: EachBatchPayload, error: unknown): void {
    const { batch } = payload;
    const failures = (this.failures.get(batch.partition) ?? 0) + 1;
    this.failures.set(batch.partition, failures);
    const pauseMs = backOffMs(failures);
    this.options.log.warn(
      { err: error, partition: batch.partition, pauseMs },
      'Commands wait: a server is out of reach.',
    );
    const resume = payload.pause();
    setTimeout(resume, pauseMs).unref();
  }
}

function backOffMs(attempt: number): number {
  return Math.min(200 * 2 ** attempt, 5_000);
}

function halves<T>(list: T[]): [T[], T[]] {
  const middle = list.length >> 1;
  return [list.slice(0, middle), list.slice(middle)];
}

function place({ messages: [first, ...others] }: Batch) {
  return {
    partition: first!.partition,
    firstOffset: String(first!.offset),
    commandIds: [first!, ...others.slice(0, 9)].map(({ id }) => id),
  };
}

function buried(batch: Batch, error: unknown): Batch {
  const [message] = batch.messages as [Received];
  const detail = `${commandName(message)}: ${error instanceof Error ? error.message : String(error)}`;
  const cause = error instanceof Error ? { error } : {};
  const content = { kind: 'poison' as const, problem: problem('COMMAND_FAILED', '', { detail }), ...cause };
  return { ...batch, messages: [{ ...message, content }] };
}
