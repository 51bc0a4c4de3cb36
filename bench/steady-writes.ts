import { setTimeout as sleep } from 'node:timers/promises';
import { enter, saveOne } from './door.js';
import type { HttpConnection } from './http-connection.js';

const PAUSE_MS = 5;
const SKUS = 1_000;

/** Writes of one item through the gateway, one after the other with short rests, and how long each took. */
export class SteadyWrites {
  /** In milliseconds; the write that is under way counts with its age. */
  private taken: number[] = [];
  private began = performance.now();
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  private constructor(private readonly connection: HttpConnection) {}

  /** Starts to write. */
  static async start(url: string): Promise<SteadyWrites> {
    const [connection] = await enter(url, 1);
    const writes = new SteadyWrites(connection!);
    writes.running = writes.write();
    writes.running.catch(() => undefined);
    return writes;
  }

  /** What each write since the last call took, and the one under way so far. */
  take(): number[] {
    return [...this.taken.splice(0), performance.now() - this.began];
  }

  /** Ends writing; throws when a write failed. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running.finally(() => this.connection.close());
  }

  private async write(): Promise<void> {
    for (let write = 1; !this.stopped; write++) {
      this.began = performance.now();
      await saveOne(this.connection, write, SKUS);
      this.taken.push(performance.now() - this.began);
      await sleep(PAUSE_MS);
    }
  }
}
