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
    private worker: OwnedProcess,
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
    const began = performance.now();
    await this.publisher.publish(commands);
    const ended = await this.settled();
    return this.pace(before, (1_000 * commands.length) / (ended - began));
  }

  /**
   * Publishes while no worker runs, then starts one: the worker's own speed, without the publisher beside it. The clock begins at the
   * outcome number `warmUp`.
   */
  async fromBacklog(commands: KeyedCommand[], warmUp: number): Promise<Pace> {
    const before = { ...this.events.outcomes };
    const warm = this.events.reached('outcomes', this.publisher.published + warmUp);
    await this.worker.stop();
    await this.publisher.publish(commands);
    this.worker = await this.installation.startWorker();
    const { at, count } = await warm;
    const ended = await this.settled();
    return this.pace(before, (1_000 * (this.publisher.published - count)) / (ended - at));
  }

  /** Publishes commands that must all be done, and waits for their events. */
  async prepare(commands: KeyedCommand[]): Promise<void> {
    const { refused } = await this.whilePublished(commands);
    if (refused > 0) throw new Error(`${refused} of ${commands.length} commands of the preparation were refused.`);
  }

  /** Every command has its outcome, and every version of every index row its event; returns when the last of them came. */
  private async settled(): Promise<number> {
    await this.events.reached('outcomes', this.publisher.published);
    const { rows } = await this.installation.db.query<{ versions: string }>(
      'select sum(version) as versions from stock_index',
    );
    await this.events.reached('updates', Number(rows[0]!.versions));
    return this.events.lastAt;
  }

  private pace(before: EventCounter['outcomes'], perSecond: number): Pace {
    const { CommandDone, CommandRefused } = this.events.outcomes;
    return { perSecond, done: CommandDone - before.CommandDone, refused: CommandRefused - before.CommandRefused };
  }
}
