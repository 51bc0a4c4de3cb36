import type { Installation } from './installation.js';

/** A row of the bench: what it measures and how; it throws when what it did was not done rightly. */
export interface Row {
  name: string;
  run(installation: Installation): Promise<Reading[]>;
}

/** A figure with its floor, the bare minimum of the same work measured in the same run, and what is promised of it. */
export interface Reading {
  what: string;
  unit: '/s' | 'ms';
  figure: number;
  floor: { what: string; figure: number };
  must: Must;
}

/** A promise: a number the figure must reach or stay below, or how many times its floor it must be. */
export type Must = { atLeast: number } | { atMost: number } | { timesFloor: number };

/** The figure in terms of its floor. */
export function ratioOf({ figure, floor }: Reading): number {
  return figure / floor.figure;
}

/** Whether the promise is kept. */
export function isMet(reading: Reading): boolean {
  const { figure, must } = reading;
  if ('atLeast' in must) return figure >= must.atLeast;
  if ('atMost' in must) return figure <= must.atMost;
  return ratioOf(reading) >= must.timesFloor;
}

/** Of several runs of a row, for each of its readings the one in the middle. */
export function middleOf(runs: Reading[][]): Reading[] {
  return runs[0]!.map((_, index) => {
    const sorted = runs.map((run) => run[index]!).sort((a, b) => a.figure - b.figure);
    return sorted[Math.floor((sorted.length - 1) / 2)]!;
  });
}
