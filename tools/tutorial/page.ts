import { isDeepStrictEqual } from 'node:util';
import CliTable from 'cli-table3';

/** A request as the page shows it: what was sent and answered is shortened to a line. */
export interface Exchange {
  method: string;
  path: string;
  sent: string;
  answer: string;
}

/** An answer that is not what the tutorial promises. */
export class WrongAnswer extends Error {}

type Cell = string | number | boolean;

/** What the tutorial prints: steps, requests, tables and checks, which it counts. */
export class Page {
  steps = 0;
  checks = 0;
  private exchanges: Exchange[] = [];
  private passed: string[] = [];

  constructor(private readonly print: (line: string) => void) {}

  /** Begins a step. */
  step(title: string, story: string): void {
    this.flush();
    this.steps += 1;
    this.print(`\n${`Step ${this.steps}. ${title}`}\n${'='.repeat(`Step ${this.steps}. ${title}`.length)}\n${story}\n`);
  }

  say(text: string): void {
    this.flush();
    this.print(text);
  }

  /** Keeps a request to be shown with the others around it. */
  exchange(exchange: Exchange): void {
    if (this.passed.length > 0) this.flush();
    this.exchanges.push(exchange);
  }

  table(head: string[], rows: Cell[][]): void {
    this.flush();
    const table = new CliTable({ head, style: PLAIN });
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
    this.passed.push(promise);
  }

  /** A check that two values are the same. */
  expect(promise: string, actual: unknown, expected: unknown): void {
    const instead = `expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
    this.check(promise, isDeepStrictEqual(actual, expected), instead);
  }

  /** Prints the requests and checks that are still kept back. */
  flush(): void {
    if (this.exchanges.length > 0) this.print(exchangeTable(this.exchanges));
    this.exchanges = [];
    for (const promise of this.passed) this.print(`  ✓ ${promise}`);
    this.passed = [];
  }
}

/** One line of JSON, cut when it is long. */
export function brief(value: unknown, length = 96): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

const PLAIN = { head: [], border: [] };

function exchangeTable(exchanges: Exchange[]): string {
  const table = new CliTable({ style: PLAIN });
  for (const { method, path, sent, answer } of exchanges) {
    const lines = [[method, path], ...(sent ? [['sent', sent]] : []), ['answer', answer]] as [string, string][];
    table.push([lines.map(([label]) => label).join('\n'), lines.map(([, text]) => text).join('\n')]);
  }
  return table.toString();
}
