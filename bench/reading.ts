import type { Installation } from './installation.js';

/** A row of the bench: what it measures and how; it throws when what it did was not done rightly. */
export interface Row {
  name: string;
  /** How often it is run at most, where filling its tables takes minutes. */
  mostRuns?: number;
  /** `another` makes a second installation, for what must be compared side by side. */
  run(installation: Installation, another: () => Promise<Installation>): Promise<Reading[]>;
}

/** A figure with what was measured beside it in the same run, and what is promised of it. */
export interface Reading {
  what: string;
  unit: Unit;
  figure: number;
  /** The bare minimum of the same work. */
  floor?: Comparison;
  /** How others do the same work. */
  rivals?: Comparison[];
  must?: Promised;
  aim?: Promised;
}

/** Per second, milliseconds, seconds, megabytes, times, or things counted. */
export type Unit = '/s' | 'ms' | 's' | 'MB' | '×' | '';

/** A figure measured beside, in the unit of its reading; without a figure where it could not be measured. */
export interface Comparison {
  what: string;
  figure?: number;
}

/** What a figure must reach or stay below, as it is or in terms of its floor. */
export type Promised =
  { atLeast: number } | { atMost: number } | { atLeastTimesFloor: number } | { atMostTimesFloor: number };

/** The median of a reading over several runs, with the smallest and the largest figure seen. */
export interface Median extends Reading {
  runs: number;
  smallest: number;
  largest: number;
}

/** The figure in terms of another. */
export function ratioOf(reading: Reading, { figure }: Comparison): number | undefined {
  return figure ? reading.figure / figure : undefined;
}

/** Whether what is promised of a reading is kept. */
export function isKept(reading: Reading, promised: Promised): boolean {
  const { figure } = reading;
  if ('atLeast' in promised) return figure >= promised.atLeast;
  if ('atMost' in promised) return figure <= promised.atMost;
  const ratio = ratioOf(reading, reading.floor!)!;
  return 'atLeastTimesFloor' in promised ? ratio >= promised.atLeastTimesFloor : ratio <= promised.atMostTimesFloor;
}

/** Of several runs of a row, for each of its readings the one in the middle: by the ratio to its floor where that is what is promised. */
export function mediansOf(runs: Reading[][]): Median[] {
  return runs[0]!.map(({ must }, index) => {
    const readings = runs.map((run) => run[index]!);
    const relative = must !== undefined && ('atLeastTimesFloor' in must || 'atMostTimesFloor' in must);
    const weight = (reading: Reading) => (relative ? ratioOf(reading, reading.floor!)! : reading.figure);
    const sorted = readings.sort((a, b) => weight(a) - weight(b));
    const figures = readings.map(({ figure }) => figure);
    const middle = sorted[Math.floor((sorted.length - 1) / 2)]!;
    return { ...middle, runs: runs.length, smallest: Math.min(...figures), largest: Math.max(...figures) };
  });
}
