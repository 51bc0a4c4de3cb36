import { setTimeout as delay } from 'node:timers/promises';
import { item, reserve } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import type { Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';
import { Door } from './door.js';
import { reservationOf } from './shop.js';
import { eventsByRow } from './updates.js';

const COUNTED = 'COUNTED';
const CALLERS = 8;
const KEYS = 4;
const PAUSE_MS = 20;
const LOOK_MS = 100;

/** A gateway behind the balancer: whether it was ready when last looked at, and how often it has answered. */
interface Target {
  door: Door;
  ready: boolean;
  answers: number;
}

/**
 * A steady load on the default stock: callers over kept-alive connections through an honest balancer, which sends to whatever said
 * that it is ready when last looked at, and a producer on Kafka. Each caller and each key of the producer saves growing
 * quantities of a SKU of its own, and everybody reserves single units of one SKU.
 */
export class SteadyLoad {
  readonly failures: string[] = [];
  answered = 0;
  longestMs = 0;
  private readonly targets: Target[] = [];
  private readonly last = new Map<string, number>();
  private readonly closing = new AbortController();
  private reserved = 0;
  private published = 0;
  private turn = 0;
  private running: Promise<unknown>[] = [];
  private going = false;

  private constructor(
    private readonly pipe: Pipe,
    private readonly tap: TopicTap,
  ) {}

  static async on(pipe: Pipe): Promise<SteadyLoad> {
    const load = new SteadyLoad(pipe, await TopicTap.open(pipe.kafka, pipe.topics.updates));
    load.addGateway(pipe.url);
    await pipe.publish(commandMessage(item('default', COUNTED, 1_000_000)));
    return load;
  }

  addGateway(url: string): void {
    const target = { door: new Door(url, this.pipe.magentoToken), ready: false, answers: 0 };
    this.targets.push(target);
    void this.watch(target);
  }

  /** How many requests a gateway has answered. */
  answersOf(url: string): number {
    return this.targets.find(({ door }) => door.url === url)?.answers ?? 0;
  }

  resume(): void {
    this.going = true;
    this.running = [this.publishes(), ...Array.from({ length: CALLERS }, (_, caller) => this.calls(caller))];
  }

  /** Stops asking and waits for the answers still owed. */
  async pause(): Promise<void> {
    this.going = false;
    await Promise.all(this.running);
  }

  /** Every command of the topic has taken effect, once, and the events of each key tell of it in the order it was sent. */
  async expectAllApplied(): Promise<{ requests: number; published: number; events: number }> {
    await eventually(async () => {
      expect(await this.outcomes()).toEqual({ done: await this.commands() });
      return true;
    }, 30_000);
    expect(await this.count(`select count(*) from reservation join sku using (sku_id) where sku_key = 'counted'`)).toBe(
      this.reserved,
    );
    await eventually(() => this.count('select count(*) from outbox').then((left) => left === 0), 30_000);
    let events = 0;
    for (const [sku, quantity] of this.last) {
      const told = await eventually(() => {
        const states = eventsByRow(this.tap).get(`1:${sku.toLowerCase()}`);
        return Number(states?.at(-1)?.quantity) === quantity && states;
      }, 30_000);
      const quantities = told.map((state) => Number(state.quantity));
      expect({ sku, versions: told.map(({ version }) => version) }).toEqual({
        sku,
        versions: told.map((_, i) => i + 1),
      });
      expect({ sku, quantities }).toEqual({ sku, quantities: [...new Set(quantities)].sort((a, b) => a - b) });
      events += told.length;
    }
    return { requests: this.answered, published: this.published, events };
  }

  async close(): Promise<void> {
    await this.pause();
    this.closing.abort();
    for (const { door } of this.targets) door.close();
    await this.tap.close();
  }

  private async calls(caller: number): Promise<void> {
    const sku = `LOAD-HTTP-${caller}`;
    while (this.going) {
      const quantity = this.next(sku);
      await this.asks('source-items', { sourceItems: [{ sku, source_code: 'default', quantity, status: 1 }] });
      if (await this.asks('reservations', reservationOf([1, COUNTED, -1]))) this.reserved++;
      await delay(PAUSE_MS);
    }
  }

  private async asks(path: string, body: object): Promise<boolean> {
    const target = await this.pick();
    const begun = performance.now();
    const answer = await target.door.post(path, body).catch((error: Error) => error);
    this.longestMs = Math.max(this.longestMs, Math.round(performance.now() - begun));
    if (answer instanceof Error || answer.status !== 200) {
      this.failures.push(`${path}: ${answer instanceof Error ? answer.message : JSON.stringify(answer)}`);
      return false;
    }
    this.answered++;
    target.answers++;
    return true;
  }

  private pick(): Promise<Target> {
    return eventually(() => {
      const ready = this.targets.filter((target) => target.ready);
      return ready[this.turn++ % ready.length];
    });
  }

  private async watch(target: Target): Promise<void> {
    const eye = new Door(target.door.url, this.pipe.magentoToken, 1);
    while (!this.closing.signal.aborted) {
      const look = await eye.ask('GET', '/health/ready').catch(() => undefined);
      target.ready = look?.status === 200;
      await delay(LOOK_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
    eye.close();
  }

  private async publishes(): Promise<void> {
    while (this.going) {
      const saves = Array.from({ length: KEYS }, (_, key) => {
        const sku = `LOAD-KAFKA-${key}`;
        return commandMessage(item('default', sku, this.next(sku)), { key: `sku:${sku.toLowerCase()}` });
      });
      await this.pipe.publish(...saves, commandMessage(reserve(1, [COUNTED, -1])));
      this.published += saves.length + 1;
      this.reserved++;
      await delay(PAUSE_MS);
    }
  }

  private next(sku: string): number {
    const quantity = (this.last.get(sku) ?? 0) + 1;
    this.last.set(sku, quantity);
    return quantity;
  }

  private async outcomes(): Promise<Record<string, number>> {
    const rows = await this.pipe.sql<{ status: string; count: number }>(
      'select status, count(*)::int as count from outcome group by status',
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  private async count(query: string): Promise<number> {
    const [row] = await this.pipe.sql<{ count: string }>(query);
    return Number(row!.count);
  }

  private async commands(): Promise<number> {
    const ends = await endsOf(this.pipe);
    return [...ends.values()].reduce((sum, end) => sum + end, 0);
  }
}

/** Offset that the next message of each partition of `inventory.commands` will have. */
export async function endsOf(pipe: Pipe): Promise<Map<number, number>> {
  const admin = pipe.kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(pipe.topics.commands);
  await admin.disconnect();
  return new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
}
