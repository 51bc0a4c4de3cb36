import type { Installation } from '../installation.js';
import type { Comparison } from '../reading.js';
import { runRival } from './run-rival.js';

interface Race {
  perSecond: number;
  accepted: number;
  counted: number;
}

/** Levels that Medusa's inventory module sets in a second, one a call or 500 a call. */
export function medusaLevels(installation: Installation, perCall: 1 | 500): Promise<Comparison> {
  const words = perCall === 1 ? ['levels', '400'] : ['batches', '8'];
  return perSecond(installation, words, perCall === 1 ? 'one level a call, 16 at once' : '500 levels a call');
}

/** Reservations over many items that it takes in a second. */
export function medusaSpread(installation: Installation): Promise<Comparison> {
  return perSecond(installation, ['spread', '500'], 'one item each, 16 at once');
}

/** Available quantities that it tells in a second. */
export function medusaReads(installation: Installation): Promise<Comparison> {
  return perSecond(installation, ['read', '4000'], 'from the module, without HTTP, 64 at once');
}

/** What it made of buyers of one item, 16 at once: the module alone, and behind the lock that Medusa's own workflows put around it. */
export async function medusaRace(
  installation: Installation,
  buyers: number,
  units: number,
): Promise<{ what: string; race?: Race }[]> {
  const result = await runRival<{ unlocked: Race; locked: Race }>('medusa', installation, [
    'hot',
    String(buyers),
    String(units),
  ]);
  if ('missing' in result) return [{ what: result.missing }];
  return [
    { what: `${nameOf(result)}, module alone`, race: result.unlocked },
    { what: `${nameOf(result)}, in the lock of its workflows`, race: result.locked },
  ];
}

async function perSecond(installation: Installation, words: string[], what: string): Promise<Comparison> {
  const result = await runRival<{ perSecond: number }>('medusa', installation, words);
  if ('missing' in result) return { what: result.missing };
  return { what: `${nameOf(result)}, ${what}`, figure: result.perSecond };
}

function nameOf({ version }: { version: string }): string {
  return `Medusa ${version}`;
}
