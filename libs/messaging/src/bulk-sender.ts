import type { EntityManager } from '@mikro-orm/postgresql';
import type { Kafka, Message } from 'kafkajs';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { setTimeout as delay } from 'node:timers/promises';
import { envelope } from '#contracts/envelope';
import type { BrokerSockets } from './broker-sockets.js';
import { advanceJobs } from './advance-jobs.sql.js';
import { BULK_CHANNEL, openOperations, takeOverOutcomes, type OpenOperation } from './bulks.sql.js';
import { GATEWAY_SOURCE } from './command-key.js';
import { CommandProducer } from './command-producer.js';
import { Bell, lead } from './leadership.js';
import { messageKey } from './message-key.js';

/** What the sender needs: `openSession` opens a database connection of its own. */
export interface BulkSenderOptions {
  openKafka: (sockets: BrokerSockets) => Kafka;
  topic: string;
  em: () => EntityManager;
  log: Logger;
  openSession: () => Promise<Client>;
}

const SENDER_LOCK = 7_701_004;
const MOST_UNDER_WAY = 1_000;
const BYTES_UNDER_WAY = 250_000;
const LOOK_MS = 50;
const IDLE_MS = 1_000;
const SEND_MS = 15_000;
const AGAIN_MS = 60_000;
const AFTER_FAILURE_MS = 1_000;

/**
 * Sends the commands of operations that were accepted without their client waiting, oldest first, though never many of a job at a time, and
 * takes over what becomes of them. So few are under way at a time that other commands hardly wait behind them. Among all workers one sends. It
 * keeps no note of what it has sent: whoever leads next sends again what has no outcome yet, and commands that come twice are applied once.
 */
export class BulkSender {
  private readonly stopping = new AbortController();
  private readonly producer: CommandProducer;
  private running?: Promise<void>;

  constructor(private readonly options: BulkSenderOptions) {
    this.producer = new CommandProducer(options.openKafka, options.topic, options.log);
  }

  /** Starts in the background; outages are waited out. */
  start(): void {
    this.running = this.run();
  }

  /** Finishes what is being sent. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.producer.close();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      let session: Client | undefined;
      try {
        session = await this.options.openSession();
        session.on('error', () => undefined);
        if (await lead(session, SENDER_LOCK, this.stopping.signal)) await this.serve(session);
      } catch (error) {
        if (!this.stopped) this.options.log.warn({ err: error }, 'Operations of bulks wait: a server is out of reach.');
        await this.pause(AFTER_FAILURE_MS);
      } finally {
        await session?.end().catch(() => undefined);
      }
    }
  }

  private async serve(session: Client): Promise<void> {
    let leads = true;
    session.once('end', () => (leads = false));
    const bell = new Bell(session);
    await session.query(`listen ${BULK_CHANNEL}`);
    const sent = new Map<string, number>();
    while (leads && !this.stopped) {
      const heard = bell.next();
      const open = await this.advance(sent);
      await (open ? this.pause(LOOK_MS) : Promise.race([heard, this.pause(IDLE_MS)]));
    }
  }

  /** Takes over outcomes, sends what there is room for, and tells whether anything is open. */
  private async advance(sent: Map<string, number>): Promise<boolean> {
    const em = this.options.em();
    await takeOverOutcomes(em, MOST_UNDER_WAY);
    await advanceJobs(em, MOST_UNDER_WAY);
    const now = performance.now();
    for (const [key, at] of sent) if (now - at > AGAIN_MS) sent.delete(key);
    const open = await openOperations(em, MOST_UNDER_WAY, BYTES_UNDER_WAY, [...sent.keys()]);
    const keys = new Set(open.map(({ key }) => key));
    for (const key of sent.keys()) if (!keys.has(key)) sent.delete(key);
    await Promise.all(open.filter(({ data }) => data !== null).map((operation) => this.send(operation, sent)));
    return open.length > 0;
  }

  private async send(operation: OpenOperation, sent: Map<string, number>): Promise<void> {
    const answer = await this.producer.publish(messageOf(operation), SEND_MS);
    if (answer === 'taken') sent.set(operation.key, performance.now());
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

function messageOf({ command, commandId, orderedBy, data, traceparent }: OpenOperation): Message {
  const headers = {
    ...envelope(command, commandId, GATEWAY_SOURCE, new Date().toISOString()),
    ...(traceparent && { traceparent }),
  };
  return { key: messageKey(orderedBy), headers, value: data };
}
