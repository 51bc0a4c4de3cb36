import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { item, link, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import type { Pipe } from '#testing/pipe';
import type { HttpAnswer } from '#testing/pipe-client';
import { Chance } from './scale.js';
import { commandFor, ELSEWHERE, SOURCE, STOCK, type Wish } from './wishes.js';

/** SKUs that the traffic reserves, of stock 2, each with more than is ever asked for. */
export const SKUS = ['CHAIR', 'SOFA', 'BENCH', 'DESK'];

/** Makes the shop that the traffic needs. */
export async function openShop(pipe: Pipe): Promise<void> {
  const shop = [
    source(SOURCE),
    source(ELSEWHERE),
    stock('EU'),
    link(STOCK, SOURCE),
    ...SKUS.map((sku) => item(SOURCE, sku, 1_000_000)),
  ];
  for (const [index, command] of shop.entries()) {
    await pipe.publish(commandMessage(command));
    await eventually(async () => (await pipe.sql('select from outcome')).length === index + 1, 30_000);
  }
}

/** What is there of every command that was applied: lines of the ledger, and claims. */
export const APPLIED = `select metadata->>'object_increment_id' as id from reservation
  union all select reference from stock_reservation where reference is not null
  union all select reference from stock_line_item union all select reference from stock_transfer`;

/** What is published by turns; nothing of it goes by itself. */
const PUBLISHED: Wish[] = ['reserve', 'take', 'reserve', 'book', 'move'];

/** A command as its client knows it: what it was told last, and where to look when it was not told how it went. */
export interface Entry {
  id: string;
  told: 'nothing' | 'done' | 'not accepted' | 'accepted';
  place?: string;
}

/** What the clients saw: writes over HTTP and Kafka, answers by status, the slowest of them, and those that no promise allows. */
export interface Journal {
  entries: Entry[];
  statuses: Map<string, number>;
  slowestMs: number;
  /** When an answer other than success came last. */
  troubleAt: number;
  strange: string[];
}

/** Clients that write and read over HTTP and publish to Kafka, without end, each with its own way to take a 503 or a 504. */
export class Traffic {
  readonly journal: Journal = { entries: [], statuses: new Map(), slowestMs: 0, troubleAt: 0, strange: [] };
  private stopping = false;
  private abandoned = false;
  private running: Promise<void>[] = [];

  constructor(
    private readonly pipe: Pipe,
    private readonly chance: Chance,
  ) {}

  /** Begins. */
  start(writers = 4): void {
    const clients = Array.from({ length: writers }, (_, index) => this.writer(SKUS[index % SKUS.length]!));
    this.running = [...clients, ...READS.map((path) => this.reader(path)), this.publisher()];
  }

  /** Waits until writes are being carried out. */
  async flows(): Promise<void> {
    await eventually(() => this.journal.entries.filter(({ told }) => told === 'done').length > 50, 30_000);
  }

  /** The kinds of answers so far that were no success. */
  get troubles(): string[] {
    return [...this.journal.statuses.keys()].filter((status) => !status.endsWith(' 200'));
  }

  /** All answers so far, counted, and the slowest. */
  get told(): string {
    const { statuses, slowestMs } = this.journal;
    return `${[...statuses].map((it) => it.join(': ')).join(', ')}; the slowest after ${Math.round(slowestMs)} ms`;
  }

  /** Lets the clients finish what they have begun. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running);
  }

  /** Ends without waiting for answers. */
  abandon(): void {
    this.stopping = this.abandoned = true;
  }

  private async writer(sku: string): Promise<void> {
    while (!this.stopping) {
      const entry: Entry = { id: randomUUID(), told: 'nothing' };
      this.journal.entries.push(entry);
      while (!(await this.settled(entry, sku)) && !this.abandoned) await pause(200);
    }
  }

  /** Sends a write, or repeats it under its key; whether the client is through with it. */
  private async settled(entry: Entry, sku: string): Promise<boolean> {
    const answer = await this.send('POST', '/rest/V1/inventory/reservations', {
      headers: { 'idempotency-key': entry.id },
      body: { reservations: [{ stock_id: 2, sku, quantity: -1, metadata: { object_increment_id: entry.id } }] },
    });
    const givesUp = this.chance.next() < 0.5;
    if (answer?.status === 200) entry.told = 'done';
    if (answer?.status === 503 && entry.told !== 'accepted') entry.told = 'not accepted';
    if (answer?.status === 504) [entry.told, entry.place] = ['accepted', answer.headers.get('location') ?? undefined];
    return entry.told === 'done' || (entry.told !== 'nothing' && givesUp);
  }

  private async reader(path: string): Promise<void> {
    for (; !this.stopping; await pause(50)) await this.send('GET', path);
  }

  /** An answer that keeps the promises, else undefined. */
  private async send(method: string, path: string, request: Parameters<Pipe['http']>[2] = {}) {
    const begun = performance.now();
    const dialect = path.startsWith('/api/') ? { token: this.pipe.integrationToken } : {};
    const answer = await this.pipe.http(method, path, { ...request, ...dialect }).catch((error: Error) => error);
    const tookMs = performance.now() - begun;
    const { journal } = this;
    journal.slowestMs = Math.max(journal.slowestMs, tookMs);
    const status = answer instanceof Error ? 'reset' : String(answer.status);
    journal.statuses.set(`${method} ${status}`, (journal.statuses.get(`${method} ${status}`) ?? 0) + 1);
    if (status !== '200') journal.troubleAt = Date.now();
    if (answer instanceof Error) {
      journal.strange.push(`${method} ${path}: ${answer.message}, ${String(answer.cause)}`);
      return undefined;
    }
    if (!isPromised(method, answer)) {
      journal.strange.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return undefined;
    }
    return answer;
  }

  private async publisher(): Promise<void> {
    const connect = async () => {
      const { DefaultPartitioner: createPartitioner } = kafkajs.Partitioners;
      const producer = this.pipe.kafka.producer({ createPartitioner, retry: { retries: 2 } });
      await producer.connect().catch(() => undefined);
      return producer;
    };
    let producer = await connect();
    for (let count = 0; !this.stopping; count++) {
      const entry: Entry = { id: randomUUID(), told: 'nothing' };
      this.journal.entries.push(entry);
      const wish = { id: entry.id, sku: SKUS[count % SKUS.length]!, quantity: 1 };
      const message = commandMessage(commandFor(PUBLISHED[count % PUBLISHED.length]!, wish), { id: entry.id });
      for (; entry.told !== 'done' && !this.abandoned; await pause(20)) {
        await producer.send({ topic: this.pipe.topics.commands, acks: -1, messages: [message] }).then(
          () => (entry.told = 'done'),
          async () => {
            await producer.disconnect().catch(() => undefined);
            producer = await connect();
          },
        );
      }
    }
    await producer.disconnect();
  }
}

const READS = [
  '/rest/V1/inventory/get-product-salable-quantity/CHAIR/2',
  '/api/stock_locations',
  '/commands/0d3c3c0e-51a5-4d5c-8a5b-52d2a0f1f6a4',
];

/** Success; 503 with when to come back; 504 of a write with where to look. */
function isPromised(method: string, { status, headers }: HttpAnswer): boolean {
  if (status === 503) return Number(headers.get('retry-after')) > 0;
  if (status === 504) return method === 'POST' && /^\/commands\/[0-9a-f-]{36}$/.test(headers.get('location') ?? '');
  return status === 200;
}
