import type { StockUpdated } from './event-feed.js';
import type { Page } from './page.js';

/** Shows events of `inventory.stock-updated`, a row each. */
export function updateTable(page: Page, updates: StockUpdated[]): void {
  page.table(
    ['stockId', 'sku', 'quantity', 'reserved', 'salableQuantity', 'isSalable', 'version'],
    updates.map(({ stockId, sku, quantity, reserved, salableQuantity, isSalable, version }) => {
      return [stockId, sku, quantity, reserved, salableQuantity, isSalable, version];
    }),
  );
}
