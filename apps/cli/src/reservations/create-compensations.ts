import { createInterface } from 'node:readline';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v5, v7 } from 'uuid';
import { canonical } from '#contracts/canonical';
import { describeProblem } from '#contracts/problems';
import type { Compensation } from '#contracts/reservations';
import { commandKey, GATEWAY_SOURCE } from '#messaging/command-key';
import { findOutcomes } from '#messaging/outcomes.sql';
import { print, printJson, type PrintOptions } from '../output.js';
import { printable } from '../printable.js';
import { withSender, type Sender } from '../sender.js';
import type { CliSettings } from '../settings.js';
import { readCompensation } from './compensation-argument.js';
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
    if (!options.raw && !options.json) print('Following reservations were created:');
    for await (const some of bunches(given.length > 0 ? given : standardInput())) {
      const results = await compensate(sender, orm.em.fork(), some, options.again ?? false);
      count += results.length;
      if (results.some(({ result }) => result === 'failed')) process.exitCode = 1;
      if (options.json) all.push(...results);
      else print(...results.flatMap((one) => lineOf(one, options.raw)).map(printable));
    }
    if (count === 0) throw new Error('A list of compensations needs to be defined as argument or STDIN.');
    if (options.json) printJson(all);
  });
}

async function* standardInput(): AsyncGenerator<string> {
  for await (const line of createInterface({ input: process.stdin })) {
    // What "list-inconsistencies -r" says when there is nothing to hand over.
    if (line.trim() !== '' && line.trim() !== NONE_FOUND) yield line.trim();
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
  const sent = new Set<string>();
  return Promise.all(
    args.map(async (argument): Promise<Result> => {
      const compensation = readCompensation(argument);
      if (typeof compensation === 'string')
        return { argument, result: 'failed', reason: `Error while parsing argument "${argument}". ${compensation}` };
      const name = nameOf(compensation);
      const known = { argument, ...compensation };
      if (!again && sent.has(name)) return { ...known, result: 'repeated' };
      sent.add(name);
      const { id, repeated } = again ? { id: v7(), repeated: false } : await place(em, v5(name, NAMESPACE));
      if (repeated) return { ...known, commandId: id, result: 'repeated' };
      const key = `sku:${canonical(compensation.sku)}`;
      const outcome = await sender.send('CompensateReservations', { compensations: [compensation] }, { key, id });
      if (outcome.status === 'refused') {
        const reason = outcome.problems.map(describeProblem).join(' ');
        return { ...known, commandId: id, result: 'failed', reason };
      }
      const written = outcome.view.reservationIds[0] !== null;
      return { ...known, commandId: id, result: written ? 'compensated' : 'not managed' };
    }),
  );
}

const NAMESPACE = '5f0a7c1e-64c3-5d0e-9d3c-0f0a6b1d7c55';

/** A compensation told twice has one name, and with it one id. */
function nameOf({ incrementId, sku, quantity, stockId }: Compensation): string {
  return [canonical(incrementId), canonical(sku), quantity, stockId].join('\n');
}

/** The id to send a compensation under: that made of its name, or of the last one if it was refused; `repeated` when it took effect. */
async function place(em: EntityManager, id: string): Promise<{ id: string; repeated: boolean }> {
  const key = commandKey(GATEWAY_SOURCE, id);
  const outcome = (await findOutcomes(em, [key])).get(key);
  if (outcome?.status === 'refused') return place(em, v5(id, NAMESPACE));
  return { id, repeated: outcome !== undefined };
}

function lineOf({ argument, sku, quantity, stockId, result, reason }: Result, raw = false): string[] {
  if (raw) return result === 'compensated' ? [argument] : [];
  switch (result) {
    case 'failed':
      return [`  - ${reason}`];
    case 'not managed':
      return [`  - Product ${sku} was passed over: its stock is not managed`];
    case 'repeated':
      return [`  - ${argument} was compensated already within the DEDUPE_WINDOW; --again does so once more`];
    case 'compensated': {
      const [whole, fraction = ''] = signed(quantity!).split('.');
      return [`  - Product ${sku} was compensated by ${whole}.${fraction.padEnd(6, '0')} for stock ${stockId}`];
    }
  }
}
