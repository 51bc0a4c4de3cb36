import { once } from 'node:events';
import type { Command } from 'commander';

/** Options of every verb that prints. */
export interface PrintOptions {
  json?: boolean;
}

/** Prints lines. */
export function print(...lines: string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** Prints a value as JSON for people and programs. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}

/** Prints text of which there may be much, no faster than it is taken. */
export async function pour(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Shows how a verb is used below its options. */
export function example(verb: Command, ...lines: string[]): Command {
  return verb.addHelpText('after', `\nExample:\n${lines.map((line) => `  $ stockwire ${line}\n`).join('')}`);
}
