import type { ReturnSourcesSaved } from '#contracts/stocks';
import type { SourceView } from '#inventory/sources/sources.queries';
import type { ReturnSourceView } from '#inventory/stocks/return-sources.queries';
import type { StockView } from '#inventory/stocks/stocks.queries';
import { Serves } from './json-api.js';
import { ResourceWrites, type Input } from './resource-writes.js';

/** Sources that take returns. Commerce Layer contract §1.6. */
@Serves('inventory_return_locations')
export class InventoryReturnLocationsController extends ResourceWrites<ReturnSourceView, 'SaveReturnSources'> {
  protected saving({ change, related }: Input, stored?: ReturnSourceView) {
    const { sourceCode } = (related.stock_location ?? {}) as Partial<SourceView>;
    const { stockId } = (related.inventory_model ?? {}) as Partial<StockView>;
    const returns = [{ returnId: stored?.publicId, ...change, stockId, sourceCode }];
    return { name: 'SaveReturnSources' as const, data: { returns }, key: `stock:${stockId ?? stored?.stockId}` };
  }

  protected idOfNew({ returnIds }: ReturnSourcesSaved) {
    return returnIds[0]!;
  }

  protected deleting({ publicId, stockId }: ReturnSourceView) {
    return { name: 'DeleteReturnSources' as const, data: { returnIds: [publicId] }, key: `stock:${stockId}` };
  }
}
