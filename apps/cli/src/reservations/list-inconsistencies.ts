import { eachInconsistency, type Inconsistency } from '#inventory/reservations/inconsistencies.queries';
import { withDatabase } from '../database.js';
import { pour, type PrintOptions } from '../output.js';
import { forReader, printable } from '../printable.js';
import { ProgressLine } from '../progress-line.js';
import type { CliSettings } from '../settings.js';
import { writeCompensation } from './compensation-argument.js';

/** Magento's options, and JSON. */
export interface ListOptions extends PrintOptions {
  completeOrders?: boolean;
  incompleteOrders?: boolean;
  bunchSize: number;
  raw?: boolean;
}

/** What is printed when the ledger lacks nothing. */
export const NONE_FOUND = 'No order inconsistencies were found';

const FOUND = 255;

/** Prints what the ledger lacks for orders, as it is found; sets exit code 255 when there is anything. MSI contract D. */
export async function listInconsistencies(settings: CliSettings, options: ListOptions): Promise<void> {
  const which = options.completeOrders ? 'complete' : options.incompleteOrders ? 'incomplete' : 'all';
  const printed = printerOf(options);
  await withDatabase(settings, async (orm) => {
    const progress = new ProgressLine('inconsistencies');
    let count = 0;
    const found = await eachInconsistency(orm.em.fork(), which, options.bunchSize, async (some) => {
      count += some.length;
      await pour(some.map(printed.line).join(''));
      if (!process.stdout.isTTY) progress.show(undefined, count);
    }).finally(() => progress.end());
    if (found > 0) process.exitCode = FOUND;
    await pour(printed.end(found));
  });
}

interface Printer {
  line: (found: Inconsistency) => string;
  end: (count: number) => string;
}

function printerOf({ raw, json }: ListOptions): Printer {
  const end = (count: number) => (count === 0 ? `${NONE_FOUND}\n` : '');
  if (json) return jsonPrinter();
  if (raw) return { line: (found) => `${forReader(writeCompensation(found))}\n`, end };
  let last = '';
  const line = (found: Inconsistency) => {
    const { incrementId, stockId, sku, quantity } = found;
    const order = `${incrementId}:${stockId}`;
    const head = order === last ? '' : `Order ${printable(incrementId)}:\n`;
    last = order;
    return `${head}  - Product ${printable(sku)} should be compensated by ${signed(quantity)} for stock ${stockId}\n`;
  };
  return { line, end };
}

function jsonPrinter(): Printer {
  let before = '[\n';
  return {
    line(found) {
      const text = `${before}  ${JSON.stringify(found)}`;
      before = ',\n';
      return text;
    },
    end: (count) => (count === 0 ? '[]\n' : '\n]\n'),
  };
}

/** A quantity with its sign, as Magento prints it. */
export function signed(quantity: string): string {
  return quantity.startsWith('-') ? quantity : `+${quantity}`;
}
