import type { StockUpdated } from '../event-feed.js';
import { updateTable } from '../stock-update-table.js';
import type { Tutorial } from '../tutorial.js';

const LAST = 10;

/** Shows what a subscriber of `inventory.stock-updated` has heard during the whole tutorial. */
export function showStockUpdates({ page, feed }: Tutorial): Promise<void> {
  page.step('What subscribers have heard', 'Every change of what may be sold, once, with a version that only grows.');
  const byStock = Map.groupBy(feed.updates, ({ stockId }) => stockId);
  page.table(
    ['stockId', 'SKUs', 'events'],
    [...byStock].map(([stockId, updates]) => [stockId, new Set(updates.map(({ sku }) => sku)).size, updates.length]),
  );
  page.say(`The last ${Math.min(LAST, feed.updates.length)} of ${feed.updates.length} on inventory.stock-updated:`);
  updateTable(page, feed.updates.slice(-LAST));
  page.check('subscribers have heard of changes', feed.updates.length > 0);
  page.check('the versions of a SKU on a stock only grow', versionsGrow(feed.updates));
  return Promise.resolve();
}

function versionsGrow(updates: StockUpdated[]): boolean {
  const rows = Map.groupBy(updates, ({ stockId, sku }) => `${stockId}:${sku}`);
  return [...rows.values()].every((row) => row.every(({ version }, i) => i === 0 || version > row[i - 1]!.version));
}
