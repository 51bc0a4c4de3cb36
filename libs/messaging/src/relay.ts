import type { Kafka, Message, Producer, RecordMetadata, Transaction } from 'kafkajs';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { setTimeout as delay } from 'node:timers/promises';
import { messageKey } from './message-key.js';
import { bytes, bytesOfHeaders } from './base64.js';
import { Bell, lead } from './leadership.js';
import { recordsIn, type OutboxRecord } from './outbox-rows.js';
import { deleteOutbox, OUTBOX_CHANNEL, readOutbox, type OutboxRow } from './outbox.sql.js';
import { headersOf } from './records.js';
import { SendCheck } from './send-check.js';
import type { Topics } from './topics.js';
import { within } from './within.js';

/** What the relay needs: `openSession` opens a database connection of its own. */
export interface RelayOptions {
  kafka: Kafka;
  topics: Topics;
  log: Logger;
  openSession: () => Promise<Client>;
}

interface Line {
  producer: Producer;
  check: SendCheck;
}

const RELAY_LOCK = 7_701_002;
const TRANSACTION_BYTES = 2_000_000;
const REQUEST_BYTES = 500_000;
const POLL_MS = 500;
const PUBLISH_MS = 15_000;
const DISCONNECT_MS = 2_000;

/**
 * Publishes the outbox in the order of its rows and deletes what Kafka has taken. Among all workers one relay leads, by an advisory lock
 * whose session the database ends when the relay falls silent; the next leader's transactional id fences the former, so that a record
 * sent late cannot come after newer ones. What was published but not deleted goes out again: events come at least once, under one id.
 */
export class Relay {
  private stopping = new AbortController();
  private running?: Promise<void>;

  constructor(private readonly options: RelayOptions) {}

  /** Starts relaying in the background; outages are waited out. */
  start(): void {
    this.running = this.run();
  }

  /** Finishes what is being published. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped;) {
      const session = await this.open();
      const check = new SendCheck();
      const producer = this.options.kafka.producer({
        createPartitioner: check.createPartitioner,
        allowAutoTopicCreation: false,
        transactionalId: this.options.topics.relay,
        transactionTimeout: PUBLISH_MS,
        retry: { retries: 6, initialRetryTime: 10 },
      });
      try {
        if (session && (await lead(session, RELAY_LOCK, this.stopping.signal))) {
          await within(PUBLISH_MS, producer.connect());
          await this.relay(session, { producer, check }, () => (failures = 0));
        }
      } catch (error) {
        if (!this.stopped)
          this.options.log.warn({ err: error }, 'Events wait in the outbox: a server is out of reach.');
        await this.pause(Math.min(200 * 2 ** failures++, 5_000));
      } finally {
        await within(DISCONNECT_MS, producer.disconnect()).catch(() => undefined);
        await session?.end().catch(() => undefined);
      }
    }
  }

  private async open(): Promise<Client | undefined> {
    try {
      const session = await this.options.openSession();
      session.on('error', () => undefined);
      return session;
    } catch (error) {
      this.options.log.warn({ err: error }, 'Events wait in the outbox: the database is out of reach.');
      await this.pause(1_000);
      return undefined;
    }
  }

  private async relay(session: Client, line: Line, onProgress: () => void): Promise<void> {
    const bell = new Bell(session);
    await session.query(`listen ${OUTBOX_CHANNEL}`);
    await within(PUBLISH_MS, fence(line.producer));
    while (!this.stopped) {
      const heard = bell.next();
      const rows = await readOutbox(session, TRANSACTION_BYTES);
      if (rows.length === 0) {
        await Promise.race([heard, this.pause(POLL_MS)]);
        continue;
      }
      await within(PUBLISH_MS, this.publishAll(line, rows));
      await deleteOutbox(
        session,
        rows.map(({ id }) => id),
      );
      onProgress();
    }
  }

  private async publishAll({ producer, check }: Line, rows: OutboxRow[]): Promise<void> {
    const transaction = await producer.transaction();
    for (const records of chunks(rows)) check.confirm(await this.publish(transaction, records));
    await transaction.commit();
  }

  private publish(transaction: Transaction, records: OutboxRecord[]): Promise<RecordMetadata[]> {
    const byTopic = new Map<string, Message[]>();
    for (const record of records) {
      const topic = this.options.topics[record.topic];
      const messages = byTopic.get(topic) ?? [];
      messages.push(messageOf(record));
      byTopic.set(topic, messages);
    }
    return transaction.sendBatch({
      acks: -1,
      topicMessages: [...byTopic].map(([topic, messages]) => ({ topic, messages })),
    });
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** Shuts out whoever led before, also amid a transaction. Done before the first row is read, or a leader that was late would fence its successor. */
async function fence(producer: Producer): Promise<void> {
  const transaction = await producer.transaction();
  await transaction.abort();
}

function messageOf(record: OutboxRecord): Message {
  if (record.topic !== 'dead') {
    return { key: messageKey(record.key), headers: headersOf(record), value: record.value };
  }
  return { key: bytes(record.key), headers: bytesOfHeaders(record.headers), value: bytes(record.value) };
}

/** The records of rows, as many at once as one request is to hold. */
function* chunks(rows: OutboxRow[]): Generator<OutboxRecord[]> {
  let chunk: OutboxRecord[] = [];
  let bytes = 0;
  for (const row of rows) {
    for (const record of recordsIn(row.records)) {
      const size = sizeOf(record);
      if (chunk.length > 0 && bytes + size > REQUEST_BYTES) {
        yield chunk;
        chunk = [];
        bytes = 0;
      }
      chunk.push(record);
      bytes += size;
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** Roughly, and never much too small. Only dead letters have headers of any size. */
function sizeOf(record: OutboxRecord): number {
  return 300 + (record.topic === 'dead' ? JSON.stringify(record).length : record.value.length);
}
