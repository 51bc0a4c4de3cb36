import type { EntityManager } from '@mikro-orm/postgresql';
import type { Kafka } from 'kafkajs';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import type { CommandData, CommandName, CommandView } from '#contracts/commands';
import { envelope } from '#contracts/envelope';
import type { Outcome, Refused } from '#contracts/outcomes';
import type { BrokerSockets } from './broker-sockets.js';
import { commandKey, GATEWAY_SOURCE } from './command-key.js';
import { CommandProducer } from './command-producer.js';
import { messageKey } from './message-key.js';
import { OutcomeListener } from './outcome-listener.js';
import { findOutcomes, type KnownOutcome } from './outcomes.sql.js';
import { MAX_COMMAND_BYTES } from './topics.js';

/**
 * What a submitted command came to; `pending` when its outcome was not known in time: it may still take effect, and will if it was
 * `accepted`, which is false when Kafka did not tell.
 */
export type Answer<N extends CommandName> = { commandId: string } & (
  { status: 'done'; view: CommandView[N] } | Refused | { status: 'pending'; accepted: boolean }
);

/** How a command is sent: `key` orders it among others of the same key; `id` and `fingerprint` make a repeat recognisable. */
export interface Submission {
  key: string;
  waitMs: number;
  id?: string;
  fingerprint?: string;
  traceparent?: string;
}

/** Kafka did not take the command: it has had and will have no effect. */
export class NotAccepted extends Error {}

/** The command's id was used before with another body: this one was not and will not be applied. */
export class IdConflict extends Error {}

/** The command is too large for one message: send it in parts. */
export class CommandTooLarge extends Error {
  constructor(readonly bytes: number) {
    super(`This makes a command of ${bytes} bytes, ${MAX_COMMAND_BYTES} are the most: send fewer items at a time.`);
  }
}

/** What the client needs: `gateway` names this process to the workers. */
export interface CommandClientOptions {
  openKafka: (sockets: BrokerSockets) => Kafka;
  topic: string;
  em: EntityManager;
  gateway: string;
  log: Logger;
  openSession: () => Promise<Client>;
}

const ACCEPT_MS = 10_000;

/** Publishes commands and waits for their outcomes. */
export class CommandClient {
  private readonly producer: CommandProducer;
  private readonly listener: OutcomeListener;

  constructor(private readonly options: CommandClientOptions) {
    this.producer = new CommandProducer(options.openKafka, options.topic, options.log);
    this.listener = new OutcomeListener(options);
  }

  /** Whether outcomes arrive without delay. */
  get ready(): boolean {
    return this.listener.ready;
  }

  /** Starts to listen for outcomes. */
  start(): Promise<void> {
    return this.listener.start();
  }

  /** Stops; call it when no submission is open any more. */
  async close(): Promise<void> {
    await this.listener.close();
    await this.producer.close();
  }

  /**
   * Publishes a command and waits at most `waitMs` for its outcome; with 0 it answers `pending` as soon as Kafka has it.
   * A repeat of an id gets the outcome of the first. Throws {@link NotAccepted}, {@link IdConflict} and {@link CommandTooLarge}.
   */
  async submit<N extends CommandName>(name: N, data: CommandData[N], submission: Submission): Promise<Answer<N>> {
    const commandId = submission.id ?? v7();
    const key = commandKey(GATEWAY_SOURCE, commandId);
    const message = this.message(name, data, commandId, submission);
    const bytes = Buffer.byteLength(message.value);
    if (bytes > MAX_COMMAND_BYTES) throw new CommandTooLarge(bytes);
    const outcome = submission.waitMs > 0 ? this.listener.wait(key, submission.waitMs) : Promise.resolve(undefined);
    const sent = await this.producer.publish(message, submission.waitMs || ACCEPT_MS);
    if (sent === 'refused') throw new NotAccepted('Kafka did not take the command.');
    if (submission.id && submission.waitMs > 0) void this.listener.look();
    const known = await outcome;
    if (!known) return { commandId, status: 'pending', accepted: sent === 'taken' };
    return answer(commandId, known, submission.fingerprint);
  }

  /** What became of a command that came in over HTTP; `pending` too when there never was one of this id. */
  async outcomeOf(commandId: string): Promise<Outcome> {
    const key = commandKey(GATEWAY_SOURCE, commandId);
    const found = (await findOutcomes(this.options.em.fork(), [key])).get(key);
    if (!found) return { status: 'pending' };
    const { fingerprint: _fingerprint, ...outcome } = found;
    return outcome;
  }

  private message(
    name: CommandName,
    data: object,
    commandId: string,
    { key, waitMs, fingerprint, traceparent }: Submission,
  ) {
    const headers: Record<string, string> = envelope(name, commandId, GATEWAY_SOURCE, new Date().toISOString());
    if (waitMs > 0) headers.ce_gateway = this.options.gateway;
    if (fingerprint) headers.ce_fingerprint = fingerprint;
    if (traceparent) headers.traceparent = traceparent;
    return { key: messageKey(key), headers, value: JSON.stringify(data) };
  }
}

function answer<N extends CommandName>(commandId: string, outcome: KnownOutcome, fingerprint?: string): Answer<N> {
  if (fingerprint && outcome.fingerprint !== fingerprint) throw new IdConflict('The id was used with another body.');
  if (outcome.status === 'refused') return { commandId, status: 'refused', problems: outcome.problems };
  return { commandId, status: 'done', view: outcome.view as CommandView[N] };
}
