import type { Installation } from '../installation.js';
import type { Comparison } from '../reading.js';
import { runRival } from './run-rival.js';

/** Stock levels that Vendure sets in a second. */
export function vendureLevels(installation: Installation): Promise<Comparison> {
  return perSecond(installation, ['levels', '300'], 'one adjustment a transaction, 16 at once');
}

/** Saleable levels that it tells in a second. */
export function vendureReads(installation: Installation): Promise<Comparison> {
  return perSecond(installation, ['read', '2000'], 'from the service, without HTTP, 64 at once');
}

/** What it made of buyers of one variant, 16 at once, each of whom adds it to an order, which looks, and has it allocated, which does not. */
export async function vendureRace(
  installation: Installation,
  buyers: number,
  units: number,
): Promise<{ what: string; accepted?: number; counted?: number }> {
  const words = ['hot', String(buyers), String(units)];
  const result = await runRival<{ accepted: number; counted: number }>('vendure', installation, words);
  if ('missing' in result) return { what: result.missing };
  return { what: `Vendure ${result.version}, only ${buyers} buyers`, ...result };
}

async function perSecond(installation: Installation, words: string[], what: string): Promise<Comparison> {
  const result = await runRival<{ perSecond: number }>('vendure', installation, words);
  if ('missing' in result) return { what: result.missing };
  return { what: `Vendure ${result.version}, ${what}`, figure: result.perSecond };
}
