import Table from 'cli-table3';
import { isUtf8 } from 'node:buffer';
import { bytes } from '#messaging/base64';
import {
  findDeadLetter,
  listDeadLetters,
  type KeptLetter,
  type LetterState,
  type LetterSummary,
} from '#messaging/dead-letters.sql';
import type { STATES } from './choice.js';
import { withDatabase } from './database.js';
import { print, type PrintOptions } from './output.js';
import { printable } from './printable.js';
import type { CliSettings } from './settings.js';

/** Options of the list. */
export interface ListOptions extends PrintOptions {
  state: (typeof STATES)[number];
  limit: number;
}

/** Prints the oldest letters of a state. */
export async function listLetters(settings: CliSettings, { state, limit, json }: ListOptions): Promise<void> {
  const states: LetterState[] = state === 'all' ? ['waiting', 'redriven', 'discarded'] : [state];
  await withDatabase(settings, async (orm) => {
    const { letters, total } = await listDeadLetters(orm.em.fork(), states, limit);
    if (json) return print(JSON.stringify(letters, undefined, 2));
    if (total === 0) return print(`No dead letters${state === 'all' ? '' : ` are ${state}`}.`);
    const more = total > letters.length ? ` of ${total}; --limit shows more` : '';
    print(`${tableOf(letters)}\n${letters.length} dead letters${more}.`);
  });
}

/** Prints a letter whole. */
export async function showLetter(settings: CliSettings, id: string, { json }: PrintOptions): Promise<void> {
  await withDatabase(settings, async (orm) => {
    const letter = await findDeadLetter(orm.em.fork(), id);
    if (!letter) throw new Error(unknownLetter(id));
    print(json ? JSON.stringify(asJson(letter), undefined, 2) : asText(letter));
  });
}

/** What to say of a letter that there is none of. */
export function unknownLetter(id: string): string {
  return `There is no dead letter ${id}: "stockwire dead-letters list --state all" prints those there are; after 30 days they are forgotten.`;
}

/** Bytes as text if they are, else as base64. */
function readable(value: Buffer | null): { text: string } | { base64: string } | null {
  if (value === null) return null;
  return isUtf8(value) ? { text: value.toString() } : { base64: value.toString('base64') };
}

function headersOf({ headers }: KeptLetter): { name: string; value: ReturnType<typeof readable> }[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => ({ name, value: readable(bytes(one)) })),
  );
}

function asJson(letter: KeptLetter) {
  return { ...letter, key: readable(letter.key), headers: headersOf(letter), value: readable(letter.value) };
}

function asText(letter: KeptLetter): string {
  const lines: [string, string][] = [
    ['state', letter.settledAt ? `${letter.state} since ${letter.settledAt}` : letter.state],
    ['buried', letter.buriedAt],
    ['problem', `${letter.code}: ${letter.problem}`],
    ['command', letter.commandType],
    ['id', letter.commandId],
    ['source', letter.commandSource],
    ['place', `${letter.topic}, partition ${letter.partition}, offset ${letter.offset}`],
    ['sent', timeOf(letter.timestamp)],
    ['key', told(readable(letter.key))],
    ...headersOf(letter).map(({ name, value }): [string, string] => [`header ${name}`, told(value)]),
    ...(letter.stack ? [['stack', letter.stack] as [string, string]] : []),
    ['value', letter.bytes === null ? 'none' : `${letter.bytes} bytes${isUtf8(letter.value!) ? '' : ', as base64'}`],
  ];
  const told_ = lines.map(([name, value]) => `${printable(name)}: ${printable(value)}`);
  const value = readable(letter.value);
  return [`Dead letter ${letter.id}`, ...told_, ...(value ? ['', told(value)] : [])].join('\n');
}

function told(value: ReturnType<typeof readable>): string {
  if (value === null) return 'none';
  return 'text' in value ? printable(value.text) : `base64 ${value.base64}`;
}

function timeOf(ms: string): string {
  const time = new Date(Number(ms));
  return Number.isNaN(time.getTime()) ? `${ms} ms since 1970` : time.toISOString();
}

function tableOf(letters: LetterSummary[]): string {
  const table = new Table({
    head: ['id', 'state', 'buried', 'command', 'its id', 'partition:offset', 'problem'],
    colWidths: [null, null, null, null, 40, null, 60],
    wordWrap: true,
    wrapOnWordBoundary: false,
  });
  for (const letter of letters) {
    const place = `${letter.partition}:${letter.offset}`;
    const name = letter.commandType.replace(/^stockwire\.(\w+)\.v1$/, '$1');
    const cells = [letter.id, letter.state, letter.buriedAt, cut(name, 40), cut(letter.commandId, 80), place];
    table.push([...cells.map(printable), printable(`${letter.code}: ${letter.problem}`)]);
  }
  return table.toString();
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
