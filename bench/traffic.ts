import { EventCounter } from './event-counter.js';
import type { Installation } from './installation.js';
import { Publisher, type KeyedCommand } from './publisher.js';
import type { OwnedProcess } from '#servers/owned-process';

/** Outcomes of a measured stretch by kind, and its pace in commands per second. */
export interface Pace {
  perSecond: number;
  done: number;
  refused: number;
}

/** Commands through Kafka into a worker and what comes out of it, on the clock. */
export class Traffic {
  private constructor(
    private readonly installation: Installation,
    private readonly publisher: Publisher,
    private readonly events: EventCounter,
    /** The worker that runs now. */
    public worker: OwnedProcess,
  ) {}

  /** Starts a worker and a subscriber that counts its events. */
  static async start(installation: Installation): Promise<Traffic> {
    const publisher = new Publisher(installation.kafka, installation.topics.commands);
    const events = new EventCounter(installation.kafka, installation.topics);
    installation.stopLater(async () => {
      await Promise.all([publisher.disconnect(), events.stop()]);
    });
    const [worker] = await Promise.all([installation.startWorker(), publisher.connect(), events.start()]);
    return new Traffic(installation, publisher, events, worker);
  }

  /** Publishes to a waiting worker: from the first publish to the last outcome and the last stock-updated event. */
  async whilePublished(commands: KeyedCommand[]): Promise<Pace> {
    const before = { ...this.events.outcomes };
    const began = Date.now();
    await this.publisher.publish(commands);
    await this.settled();
    return this.pace(before, commands.length, began);
  }

  /**
   * Publishes while no worker runs, then starts one: the worker's own speed, without the publisher beside it. The clock begins with the
   * first transaction that finds `warmUp` commands done, so that nothing counts that was begun before.
   */
  async fromBacklog(commands: KeyedCommand[], warmUp: number): Promise<Pace> {
    const before = { ...this.events.outcomes };
    await this.worker.stop();
    const stopped = Date.now();
    await this.publisher.publish(commands);
    this.worker = await this.installation.startWorker();
    await this.settled();
    const warm = await this.warmBatch(stopped, warmUp);
    return this.pace(before, warm.left, warm.began);
  }

  /** Publishes commands that must all be done, and waits for their events. */
  async prepare(commands: KeyedCommand[]): Promise<void> {
    const { refused } = await this.whilePublished(commands);
    if (refused > 0) throw new Error(`${refused} of ${commands.length} commands of the preparation were refused.`);
  }

  /** Waits until every command has its outcome, and every version of every index row its event. */
  private async settled(): Promise<void> {
    await this.events.reached('outcomes', this.publisher.published);
    const { rows } = await this.installation.db.query<{ versions: string }>(
      'select sum(version) as versions from stock_index',
    );
    await this.events.reached('updates', Number(rows[0]!.versions));
  }

  /** An outcome is recorded at the time at which the transaction of its batch began. */
  private async warmBatch(since: number, warmUp: number): Promise<{ began: number; left: number }> {
    const { rows } = await this.installation.db.query<{ began: number; left: number }>(
      `with batch as (
        select recorded_at, count(*) as commands, sum(count(*)) over (order by recorded_at) as done
        from outcome where recorded_at > $1 group by recorded_at)
      select extract(epoch from recorded_at)::float * 1000 as began, (sum(commands) over (order by recorded_at desc))::int as left
      from batch where done - commands >= $2 order by recorded_at limit 1`,
      [new Date(since), warmUp],
    );
    return rows[0]!;
  }

  private pace(before: EventCounter['outcomes'], commands: number, began: number): Pace {
    const { CommandDone, CommandRefused } = this.events.outcomes;
    return {
      perSecond: (1_000 * commands) / (this.events.lastAt - began),
      done: CommandDone - before.CommandDone,
      refused: CommandRefused - before.CommandRefused,
    };
  }
}
