import { isMet, ratioOf, type Must, type Reading } from './reading.js';

/** Prints what the columns of the table are. */
export function printHead(): void {
  printLine(['row', 'figure', 'floor', 'ratio', 'must', 'met', 'beside']);
}

/** Prints a reading as a line of the table. */
export function printReading(row: string, reading: Reading): void {
  const { what, unit, figure, floor, must } = reading;
  printLine([
    `${row}: ${what}`,
    amount(figure, unit),
    amount(floor.figure, unit),
    `${ratioOf(reading).toFixed(2)}×`,
    promise(must, unit),
    isMet(reading) ? 'yes' : 'NO',
    floor.what,
  ]);
}

const WIDTHS = [64, 13, 13, 8, 13, 5, 0];

function printLine(cells: string[]): void {
  const padded = cells.map((cell, index) =>
    isNumber(index) ? cell.padStart(WIDTHS[index]!) : cell.padEnd(WIDTHS[index]!),
  );
  process.stdout.write(`${padded.join(' ').trimEnd()}\n`);
}

function isNumber(column: number): boolean {
  return column >= 1 && column <= 4;
}

function amount(figure: number, unit: Reading['unit']): string {
  return unit === 'ms' ? `${figure.toFixed(2)} ms` : `${Math.round(figure).toLocaleString('en')}/s`;
}

function promise(must: Must, unit: Reading['unit']): string {
  if ('atLeast' in must) return `≥ ${must.atLeast.toLocaleString('en')}${unit === '/s' ? '/s' : ' ms'}`;
  if ('atMost' in must) return `≤ ${must.atMost} ms`;
  return `≥ ${must.timesFloor}× floor`;
}
