import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { canonical } from '#contracts/canonical';
import { describeProblem } from '#contracts/problems';
import type { Compensation } from '#contracts/reservations';
import { linesOf } from '../lines.js';
import { print, printJson, type PrintOptions } from '../output.js';
import { forReader, printable } from '../printable.js';
import { withSender, type Sender } from '../sender.js';
import type { CliSettings } from '../settings.js';
import { readCompensation } from './compensation-argument.js';
import { placesOf, type Place } from './compensation-ids.js';
import { NONE_FOUND, signed } from './list-inconsistencies.js';

/** Magento's option, JSON, and whether what was compensated within the `DEDUPE_WINDOW` is compensated once more. */
export interface CompensateOptions extends PrintOptions {
  raw?: boolean;
  again?: boolean;
}

/** What became of an argument; `repeated` when the same compensation took effect before. */
interface Result extends Partial<Compensation> {
  argument: string;
  result: 'compensated' | 'repeated' | 'not managed' | 'failed';
  commandId?: string;
  reason?: string;
}

const AT_ONCE = 100;

/** Compensates for each argument, or line of the standard input; sets exit code 1 when one failed. MSI contract D. */
export async function createCompensations(
  settings: CliSettings,
  given: string[],
  options: CompensateOptions,
): Promise<void> {
  await withSender(settings, async (sender, orm) => {
    const all: Result[] = [];
    let count = 0;
    const input: Piped = { nothingFound: false };
    if (!options.raw && !options.json) print('Following reservations were created:');
    for await (const some of bunches(given.length > 0 ? given : standardInput(input))) {
      const results = await compensate(sender, orm.em.fork(), some, options.again ?? false);
      count += results.length;
      if (results.some(({ result }) => result === 'failed')) process.exitCode = 1;
      if (options.json) all.push(...results);
      else results.forEach((one) => show(one, options.raw));
    }
    if (count === 0 && !input.nothingFound)
      throw new Error('A list of compensations needs to be defined as argument or STDIN.');
    if (options.json) printJson(all);
  });
}

/** The standard input; whether it says that there is nothing to do, as "list-inconsistencies -r" does when nothing is wrong. */
interface Piped {
  nothingFound: boolean;
}

async function* standardInput(input: Piped): AsyncGenerator<string> {
  for await (const line of linesOf(process.stdin)) {
    if (line.trim() === NONE_FOUND) input.nothingFound = true;
    else if (line.trim() !== '') yield line.trim();
  }
}

async function* bunches(args: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string[]> {
  let bunch: string[] = [];
  for await (const argument of args) {
    if (bunch.push(argument) < AT_ONCE) continue;
    yield bunch;
    bunch = [];
  }
  if (bunch.length > 0) yield bunch;
}

async function compensate(sender: Sender, em: EntityManager, args: string[], again: boolean): Promise<Result[]> {
  const wishes = args.map(wishOf);
  const names = wishes.flatMap((wish) => ('name' in wish ? [wish.name] : []));
  const places = again ? new Map<string, Place>() : await placesOf(em, [...new Set(names)]);
  const sent = new Map<string, Promise<Result>>();
  return Promise.all(
    wishes.map(async (wish): Promise<Result> => {
      if (!('name' in wish)) return wish;
      const before = again ? undefined : sent.get(wish.name);
      if (before) return repeated(wish, await before);
      const { id, done } = places.get(wish.name) ?? { id: v7(), done: false };
      const result: Promise<Result> = done
        ? Promise.resolve({ ...told(wish), commandId: id, result: 'repeated' })
        : send(sender, wish, id);
      sent.set(wish.name, result);
      return result;
    }),
  );
}

/** A compensation that is asked for; told twice it has one name, and with it one id. */
interface Wish {
  argument: string;
  name: string;
  compensation: Compensation;
}

function wishOf(argument: string): Wish | Result {
  const compensation = readCompensation(argument);
  if (typeof compensation === 'string')
    return { argument, result: 'failed', reason: `Error while parsing argument "${argument}". ${compensation}` };
  const { incrementId, sku, quantity, stockId } = compensation;
  return { argument, compensation, name: [canonical(incrementId), canonical(sku), quantity, stockId].join('\n') };
}

function told({ argument, compensation }: Wish): Pick<Result, 'argument' | keyof Compensation> {
  return { argument, ...compensation };
}

/** What the second of two wishes comes to: what the first did, but that it took effect already. */
function repeated(wish: Wish, first: Result): Result {
  return { ...first, ...told(wish), result: first.result === 'compensated' ? 'repeated' : first.result };
}

async function send(sender: Sender, wish: Wish, id: string): Promise<Result> {
  const { compensation } = wish;
  const known = { ...told(wish), commandId: id };
  const key = `sku:${canonical(compensation.sku)}`;
  const sending = sender.send('CompensateReservations', { compensations: [compensation] }, { key, id });
  const outcome = await sending.catch((error: Error) => error);
  if (outcome instanceof Error) return { ...known, result: 'failed', reason: outcome.message };
  if (outcome.status === 'refused')
    return { ...known, result: 'failed', reason: outcome.problems.map(describeProblem).join(' ') };
  return { ...known, result: outcome.view.reservationIds[0] === null ? 'not managed' : 'compensated' };
}

/** Raw, what was written down is printed as it was given, and all else said beside it. */
function show(result: Result, raw = false): void {
  if (!raw) print(printable(`  - ${sentenceOf(result)}`));
  else if (result.result === 'compensated') print(forReader(result.argument));
  else process.stderr.write(`${printable(sentenceOf(result))}\n`);
}

function sentenceOf({ argument, sku, quantity, stockId, result, reason }: Result): string {
  switch (result) {
    case 'failed':
      return reason!;
    case 'not managed':
      return `Product ${sku} was passed over: its stock is not managed`;
    case 'repeated':
      return `${argument} was compensated already within the DEDUPE_WINDOW; --again does so once more`;
    case 'compensated': {
      const [whole, fraction = ''] = signed(quantity!).split('.');
      return `Product ${sku} was compensated by ${whole}.${fraction.padEnd(6, '0')} for stock ${stockId}`;
    }
  }
}
