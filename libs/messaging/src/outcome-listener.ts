import type { EntityManager } from '@mikro-orm/postgresql';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { gatewayChannel } from './apply-once.js';
import { readNotice } from './outcome-notice.js';
import { findOutcomes, type KnownOutcome } from './outcomes.sql.js';

/** What the listener needs: `openSession` opens a database connection of its own, `gateway` is the name commands carry. */
export interface OutcomeListenerOptions {
  em: EntityManager;
  gateway: string;
  log: Logger;
  openSession: () => Promise<Client>;
}

const NET_MS = 1_000;

/**
 * Waits for outcomes on behalf of a gateway: workers tell them by a notification, or by one that holds nothing that there is something to
 * read, all outcomes it waits for in one select; once a second it looks by itself, in case a notification was lost.
 */
export class OutcomeListener {
  private readonly waiting = new Map<string, Set<(outcome: KnownOutcome | undefined) => void>>();
  private session?: Client;
  private opening?: Promise<void>;
  private net?: NodeJS.Timeout;
  private reading = false;
  private again = false;
  private looking = Promise.resolve();
  private closed = false;

  constructor(private readonly options: OutcomeListenerOptions) {}

  /** Starts to listen; without a database it goes on trying each second. */
  async start(): Promise<void> {
    await this.listen();
    this.net = setInterval(() => void this.look(), NET_MS);
  }

  /** Whether notifications arrive. */
  get ready(): boolean {
    return this.session !== undefined;
  }

  /** Stops listening, and waits for what it reads: a pool that is closed meanwhile would wait for that connection for ever. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.net);
    await this.session?.end();
    await this.looking;
  }

  /** The outcome of a command, or undefined when it is not known within `timeoutMs`. Outcomes that are there already count. */
  wait(key: string, timeoutMs: number): Promise<KnownOutcome | undefined> {
    return new Promise((resolve) => {
      const settle = (outcome: KnownOutcome | undefined) => {
        clearTimeout(timer);
        this.forget(key, settle);
        resolve(outcome);
      };
      const timer = setTimeout(settle, timeoutMs, undefined);
      this.waiting.set(key, (this.waiting.get(key) ?? new Set()).add(settle));
    });
  }

  /** Reads the outcomes waited for now, if any. */
  async look(): Promise<void> {
    if (!this.session && !this.closed) await this.listen();
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    this.looking = this.readUntilQuiet();
    await this.looking;
    this.reading = false;
  }

  private async readUntilQuiet(): Promise<void> {
    do {
      this.again = false;
      await this.read();
    } while (this.again && !this.closed);
  }

  private async read(): Promise<void> {
    const keys = [...this.waiting.keys()];
    if (keys.length === 0) return;
    try {
      const found = await findOutcomes(this.options.em.fork(), keys);
      this.settle(found);
    } catch (error) {
      this.options.log.warn(
        { err: error, waiting: keys.length },
        'Outcomes cannot be read: the database is out of reach.',
      );
    }
  }

  private hear(notice: string | undefined): void {
    const told = readNotice(notice);
    if (told) this.settle(told);
    else void this.look();
  }

  private settle(outcomes: Iterable<[string, KnownOutcome]>): void {
    for (const [key, outcome] of outcomes) for (const settle of this.waiting.get(key) ?? []) settle(outcome);
  }

  private listen(): Promise<void> {
    return (this.opening ??= this.open().finally(() => (this.opening = undefined)));
  }

  private async open(): Promise<void> {
    let session: Client | undefined;
    try {
      session = await this.options.openSession();
      const lost = () => {
        if (this.session === session) this.session = undefined;
      };
      session.on('notification', ({ payload }) => this.hear(payload));
      session.on('error', lost);
      session.on('end', lost);
      await session.query(`listen "${gatewayChannel(this.options.gateway)}"`);
      this.session = session;
    } catch (error) {
      this.options.log.warn({ err: error }, 'Cannot listen for outcomes yet: the database is out of reach.');
      await session?.end().catch(() => undefined);
    }
  }

  private forget(key: string, settle: (outcome: KnownOutcome | undefined) => void): void {
    const settles = this.waiting.get(key);
    settles?.delete(settle);
    if (settles?.size === 0) this.waiting.delete(key);
  }
}
