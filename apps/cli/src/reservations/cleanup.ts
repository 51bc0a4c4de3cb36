import { countBalancedLines, forgetBalancedLines } from '#inventory/orders/forget-orders.sql';
import { withDatabase } from '../database.js';
import { print, printJson, type PrintOptions } from '../output.js';
import { ProgressLine } from '../progress-line.js';
import type { CliSettings } from '../settings.js';

/** Options of the cleanup. */
export interface CleanupOptions extends PrintOptions {
  dryRun?: boolean;
  days: number;
}

const SKUS_AT_ONCE = 1_000;

/** Drops, or with a dry run counts, lines of the ledger that add up to nothing for an order, a SKU and a stock; nothing reserved changes. */
export async function cleanUpReservations(settings: CliSettings, options: CleanupOptions): Promise<void> {
  const { dryRun = false, days, json } = options;
  const go = dryRun ? countBalancedLines : forgetBalancedLines;
  await withDatabase(settings, async (orm) => {
    const progress = new ProgressLine('lines');
    let count = 0;
    for (let last: number | undefined = 0; last !== undefined;) {
      const chunk = await go(orm.em.fork(), days, { afterSkuId: last, size: SKUS_AT_ONCE });
      ({ last } = chunk);
      count += chunk.lines;
      progress.show(undefined, count);
    }
    progress.end();
    if (json) return printJson({ dropped: dryRun ? 0 : count, found: count });
    print(
      dryRun
        ? `${count} lines of the ledger add up to nothing and would be dropped.`
        : `Dropped ${count} lines of the ledger that added up to nothing.`,
    );
  });
}
