import type { StocksSaved } from '#contracts/stocks';
import { stockById, type StockView } from '#inventory/stocks/stocks.queries';
import { Serves } from './json-api.js';
import { ResourceWrites, type Input } from './resource-writes.js';

/** How many locations count for a model that says nothing of it. Commerce Layer contract §1.4. */
const DEFAULT_CUTOFF = 2;

/** Stocks as `inventory_models`. Commerce Layer contract §1.4. */
@Serves('inventory_models')
export class InventoryModelsController extends ResourceWrites<StockView, 'SaveStocks'> {
  protected saving({ change }: Input, stored?: StockView) {
    const which = stored ? { stockId: stored.stockId, mustExist: true } : { locationsCutoff: DEFAULT_CUTOFF };
    return { name: 'SaveStocks' as const, data: { stocks: [{ ...which, ...change }] }, key: keyOf(stored?.stockId) };
  }

  protected async idOfNew({ stockIds }: StocksSaved) {
    return (await stockById(this.em, stockIds[0]!))!.publicId;
  }

  protected deleting({ stockId }: StockView) {
    const data = { stockIds: [stockId], mustBeUnused: true };
    return { name: 'DeleteStocks' as const, data, key: keyOf(stockId) };
  }
}

function keyOf(stockId: number | string = ''): string {
  return `stock:${stockId}`;
}
