import type { Command } from 'commander';
import { count } from '../choice.js';
import { example } from '../output.js';
import type { CliSettings } from '../settings.js';
import type { CleanupOptions } from './cleanup.js';
import type { CompensateOptions } from './create-compensations.js';
import type { ListOptions } from './list-inconsistencies.js';

/** Adds what can be done about the ledger of reservations. */
export function addReservationVerbs(stockwire: Command, settings: () => Promise<CliSettings>): void {
  const reservations = stockwire.command('reservations').description('the ledger of reservations');
  const list = reservations
    .command('list-inconsistencies')
    .description(
      `print what the ledger should be compensated by, for orders that were reported as events
Exits 0 when there is nothing, 255 when there is, 1 when it could not look.`,
    )
    .option('-c, --complete-orders', 'only orders that are delivered, cancelled or refunded as a whole')
    .option('-i, --incomplete-orders', 'only orders with something left to deliver')
    .option('-b, --bunch-size <lines>', 'how much is held in memory at once, in lines', count, 50)
    .option('-r, --raw', 'print ORDER_INCREMENT_ID:SKU:QUANTITY:STOCK-ID, as create-compensations reads it')
    .option('--json', 'print JSON')
    .action(async (options: ListOptions) =>
      (await import('./list-inconsistencies.js')).listInconsistencies(await settings(), options),
    );
  example(list, 'reservations list-inconsistencies -i -r');

  const create = reservations
    .command('create-compensations')
    .description(
      `write down what the ledger lacks, by commands to the workers
The same compensation given again within the DEDUPE_WINDOW (24 hours) has no second effect. Exits 1 if any failed.`,
    )
    .argument(
      '[compensations...]',
      'ORDER_INCREMENT_ID:SKU:QUANTITY:STOCK-ID; read from the standard input if none is given',
    )
    .option('-r, --raw', 'print the compensations that were written down, as they were given')
    .option('--again', 'also those that were written down before')
    .option('--json', 'print JSON')
    .action(async (given: string[], options: CompensateOptions) =>
      (await import('./create-compensations.js')).createCompensations(await settings(), given, options),
    );
  example(
    create,
    'reservations create-compensations 100000001:CHAIR:+2:1',
    'reservations list-inconsistencies -r | stockwire reservations create-compensations',
  );

  const cleanup = reservations
    .command('cleanup')
    .description(
      'drop lines of the ledger that add up to nothing for an order, a SKU and a stock; what is reserved stays the same',
    )
    .option('--days <days>', 'only those whose lines are all older', days, 0)
    .option('--dry-run', 'count them and drop none')
    .option('--json', 'print JSON')
    .action(async (options: CleanupOptions) =>
      (await import('./cleanup.js')).cleanUpReservations(await settings(), options),
    );
  example(cleanup, 'reservations cleanup --days 30 --dry-run');
}

function days(text: string): number {
  return text === '0' ? 0 : count(text);
}
