import { describeProblem } from '#contracts/problems';
import { commandKey } from '#messaging/command-key';
import { findOutcomes } from '#messaging/outcomes.sql';
import { withDatabase } from './database.js';
import { print, printJson, type PrintOptions } from './output.js';
import { printable } from './printable.js';
import type { CliSettings } from './settings.js';

/** Options of looking up a command. */
export interface ShowOptions extends PrintOptions {
  source: string;
}

/** Prints what became of a command; sets exit code 1 when nobody knows. */
export async function showCommand(settings: CliSettings, id: string, { source, json }: ShowOptions): Promise<void> {
  await withDatabase(settings, async (orm) => {
    const key = commandKey(source, id);
    const outcome = (await findOutcomes(orm.em.fork(), [key])).get(key);
    if (!outcome) process.exitCode = 1;
    if (json) return printJson({ id, source, ...(outcome ?? { status: 'unknown' }) });
    if (!outcome) return print(unknown(id, source));
    print(`Command ${printable(id)} is ${outcome.status}.`);
    if (outcome.status === 'done') return print(`View: ${JSON.stringify(outcome.view)}`);
    print(
      ...outcome.problems.map((problem) => printable(`${problem.code} ${problem.path}: ${describeProblem(problem)}`)),
    );
    if (outcome.problems.some(({ code }) => code.startsWith('COMMAND_')))
      print('It lies in the dead letters: "stockwire dead-letters list" prints them.');
  });
}

function unknown(id: string, source: string): string {
  return [
    `Nothing is known of a command ${printable(id)} from ${printable(source)}.`,
    'Either nobody sent it, or no worker has come to it yet, or its outcome is older than the DEDUPE_WINDOW of the workers (24 hours).',
  ].join(' ');
}
