import { readFileSync } from 'node:fs';
import { percentile } from './percentile.js';

const EVERY_MS = 100;

/** Watches how much memory a process holds, as Linux tells it. */
export class MemoryWatch {
  private readonly samples: number[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.sample();
    this.timer = setInterval(() => this.sample(), EVERY_MS);
  }

  /** The most it held, in megabytes. */
  get peak(): number {
    return Math.max(...this.samples);
  }

  /** What it held in the last third of the time in terms of the first third: 1 when it does not grow. */
  get growth(): number {
    const third = Math.floor(this.samples.length / 3);
    return percentile(this.samples.slice(-third), 50) / percentile(this.samples.slice(0, third), 50);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
    this.samples.push(Number(kilobytes) / 1_024);
  }
}
