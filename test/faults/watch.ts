import { setTimeout as delay } from 'node:timers/promises';
import type { Pipe } from '#testing/pipe';
import type { TopicTap } from '#testing/topic-tap';
import { isOutcome } from './checkers.js';

/** Looks, while a run goes on, whether an event was on the topic before the database had committed what it tells. */
export class Watch {
  /** Events that were ahead of their commit. */
  readonly ahead: string[] = [];
  private stopping = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly pipe: Pipe,
    private readonly tap: TopicTap,
  ) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async run(): Promise<void> {
    for (let seen = 0; !this.stopping; await delay(10)) {
      const fresh = this.tap.messages.slice(seen);
      seen += fresh.length;
      const { updates, events } = this.pipe.topics;
      const told = fresh.filter(({ topic }) => topic === updates);
      if (told.length > 0) await this.compare(new Map(told.map(({ key, data }) => [key!, data.version as number])));
      const outcomes = fresh.filter((message) => message.topic === events && isOutcome(message));
      if (outcomes.length > 0) await this.lookFor(outcomes.map(({ headers }) => headers.ce_id!));
    }
  }

  /** While the database is gone nothing can be compared: what it will have committed by its return is no longer ahead. */
  private async compare(versions: Map<string, number>): Promise<void> {
    const rows = await this.pipe
      .sql<{ key: string; version: string }>(
        `select k.key, coalesce(x.version, 0)::text as version from unnest($1::text[]) as k (key)
         left join (sku join stock_index x using (sku_id)) on sku_key = substring(k.key from position(':' in k.key) + 1)
           and stock_id = split_part(k.key, ':', 1)::int`,
        [[...versions.keys()]],
      )
      .catch(() => []);
    for (const { key, version } of rows)
      if (Number(version) < versions.get(key)!)
        this.ahead.push(`${key}: version ${versions.get(key)} was out while the index was at ${version}`);
  }
  private async lookFor(outcomes: string[]): Promise<void> {
    const rows = await this.pipe
      .sql<{ key: string }>(
        `select key from unnest($1::uuid[]) as k (key) where not exists (select from outcome where command_key = key)`,
        [outcomes],
      )
      .catch(() => []);
    for (const { key } of rows) this.ahead.push(`${key}: its outcome was out and not in the database`);
  }
}
