import { isDeepStrictEqual } from 'node:util';
import CliTable from 'cli-table3';

/** A line of what went to and fro: what kind of line it is, and its text. */
export type Line = [label: string, text: string];

/** An answer that is not what the tutorial promises. */
export class WrongAnswer extends Error {}

type Cell = string | number | boolean;

/** What the tutorial prints: steps, requests, tables and checks, which it counts. */
export class Page {
  steps = 0;
  checks = 0;
  private exchanges: Line[][] = [];

  constructor(private readonly print: (line: string) => void) {}

  /** Begins a step. */
  step(title: string, story: string): void {
    this.flush();
    this.steps += 1;
    const heading = `Step ${this.steps}. ${title}`;
    this.print(`\n${heading}\n${'='.repeat(heading.length)}\n${story}\n`);
  }

  say(text: string): void {
    this.flush();
    this.print(text);
  }

  /** Keeps a request, with its answer and the checks that follow, to be shown with the others around it. */
  exchange(...lines: Line[]): void {
    this.exchanges.push(lines);
  }

  table(head: string[], rows: Cell[][]): void {
    this.flush();
    const table = new CliTable({ head, style: { ...PLAIN, compact: true } });
    table.push(...rows.map((row) => row.map(String)));
    this.print(table.toString());
  }

  /** Counts a promise that was kept; throws a {@link WrongAnswer} when it was not. */
  check(promise: string, kept: boolean, instead = ''): void {
    if (!kept) {
      this.flush();
      throw new WrongAnswer(`step ${this.steps}: ${promise}: no${instead && `, ${instead}`}`);
    }
    this.checks += 1;
    const about = this.exchanges.at(-1);
    if (about) about.push(['✓', promise]);
    else this.print(`✓ ${promise}`);
  }

  /** A check that two values are the same. */
  expect(promise: string, actual: unknown, expected: unknown): void {
    const instead = `expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
    this.check(promise, isDeepStrictEqual(actual, expected), instead);
  }

  /** Prints the requests that are still kept back. */
  flush(): void {
    if (this.exchanges.length > 0) this.print(exchangeTable(this.exchanges));
    this.exchanges = [];
  }
}

/** A value as JSON on a few lines, cut when it is very long. */
export function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  const lines = text.match(LINE) ?? [];
  return lines.length > MOST_LINES ? `${lines.slice(0, MOST_LINES).join('\n')}…` : lines.join('\n');
}

// A line ends with the text or after a comma, and only a very long value is cut elsewhere.
const LINE = /.{1,96}$|.{20,96}(?<=,)|.{1,96}/gu;
const MOST_LINES = 3;
const PLAIN = { head: [], border: [] };

function exchangeTable(exchanges: Line[][]): string {
  const table = new CliTable({ style: PLAIN });
  for (const lines of exchanges) {
    const labels = lines.map(([label, text]) => label + '\n'.repeat(text.split('\n').length - 1));
    table.push([labels.join('\n'), lines.map(([, text]) => text).join('\n')]);
  }
  return table.toString();
}
