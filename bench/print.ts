import { isKept, ratioOf, type Comparison, type Promised, type Reading } from './reading.js';
import { amount, promiseInWords } from './words.js';

/** Prints what the columns of the table are. */
export function printHead(): void {
  printLine(['row', 'figure', 'ratio', 'must', '', 'aim', '']);
}

/** Prints a reading as a line of the table, and what was measured beside it as lines below. */
export function printReading(row: string, reading: Reading): void {
  const { what, unit, figure, floor, rivals = [], must, aim } = reading;
  printLine([
    `${row}: ${what}`,
    amount(figure, unit),
    '',
    promiseInWords(must, unit),
    verdict(reading, must, 'NO'),
    promiseInWords(aim, unit),
    verdict(reading, aim, 'not yet'),
  ]);
  if (floor) printBeside(reading, 'floor', floor);
  for (const rival of rivals) printBeside(reading, 'rival', rival);
}

function verdict(reading: Reading, promised: Promised | undefined, otherwise: string): string {
  if (!promised) return '';
  return isKept(reading, promised) ? 'yes' : otherwise;
}

function printBeside(reading: Reading, kind: string, comparison: Comparison): void {
  const ratio = reading.unit ? ratioOf(reading, comparison) : undefined;
  const inTerms = ratio === undefined ? '' : amount(ratio, '×');
  printLine([`  ${kind}: ${comparison.what}`, amount(comparison.figure, reading.unit), inTerms]);
}

const WIDTHS = [86, 12, 10, 13, 5, 13, 0];
const NUMBERS = [1, 2];

function printLine(cells: string[]): void {
  const padded = cells.map((cell, index) =>
    NUMBERS.includes(index) ? cell.padStart(WIDTHS[index]!) : cell.padEnd(WIDTHS[index]!),
  );
  process.stdout.write(`${padded.join(' ').trimEnd()}\n`);
}
