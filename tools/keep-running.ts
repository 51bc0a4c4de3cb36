import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './servers/owned-process.js';
import { explained, StartProblem } from './servers/start-problem.js';

/** A process, how to start it again when it has ended, and whom to tell. */
export interface Keeping {
  process: Running;
  startAgain: () => Promise<Running>;
  /** The folder it writes to: when its disk is full, starting again is no use. */
  dataDir: string;
  say: (line: string) => void;
  giveUp: (problem: StartProblem) => void;
}

/** Keeps a process running until it is stopped; pauses grow from 0.2 to 5 s, and shrink back after 30 good seconds. */
export class KeptRunning {
  private readonly stopping = new AbortController();
  private current: Running;
  private pauseMs = SHORTEST_PAUSE_MS;

  constructor(private readonly keeping: Keeping) {
    this.current = keeping.process;
    void this.watch();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.current.stop();
  }

  private async watch(): Promise<void> {
    for (let next: Running | undefined = this.current; next;) {
      this.current = next;
      const since = Date.now();
      const { how, lastLines } = await next.ended;
      if (Date.now() - since > GOOD_LIFE_MS) this.pauseMs = SHORTEST_PAUSE_MS;
      next = await this.replacement(`${next.name} ended (${how}): ${lastLines}`);
    }
  }

  /** Tries until it succeeds, unless that is of no use or no longer wanted. */
  private async replacement(failure: string): Promise<Running | undefined> {
    const { startAgain, dataDir, say, giveUp } = this.keeping;
    while (!this.stopping.signal.aborted) {
      const problem = explained(new Error(failure), dataDir);
      if (problem instanceof StartProblem) return void giveUp(problem);
      say(`${failure} - starting it again in ${this.pauseMs / 1000} s`);
      await sleep(this.pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
      if (this.stopping.signal.aborted) return undefined;
      try {
        return await startAgain();
      } catch (error) {
        failure = (error as Error).message;
      }
    }
    return undefined;
  }
}

const SHORTEST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
const GOOD_LIFE_MS = 30_000;
