/** Whether this is the full run, not the quick one that is part of every test run. */
export const full = process.env.FAULTS === 'full';

/** The seed of everything that is left to chance; the same seed plays the same again, as far as processes let it. */
export const seed = parseInt(process.env.FAULTS_SEED ?? '1', 10);

/** A figure of the full run or of the quick one. */
export function scaled(inFull: number, inQuick: number): number {
  return full ? inFull : inQuick;
}

/** Chance that a seed decides (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  /** A number of [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of several. */
  pick<T>(of: readonly T[]): T {
    return of[this.int(0, of.length - 1)]!;
  }
}
