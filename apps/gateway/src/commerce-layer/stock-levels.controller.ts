import type { SourcesAssigned } from '#contracts/stocks';
import type { SourceView } from '#inventory/sources/sources.queries';
import type { LinkView, StockView } from '#inventory/stocks/stocks.queries';
import { Serves } from './json-api.js';
import { ResourceWrites, type Input } from './resource-writes.js';

/** Stock-source links under their former and their present name. Commerce Layer contract §1.5. */
@Serves('stock_levels', 'inventory_stock_locations')
export class StockLevelsController extends ResourceWrites<LinkView, 'AssignSourcesToStock'> {
  protected saving({ change, related }: Input, stored?: LinkView) {
    const { sourceCode } = (related.stock_location ?? {}) as Partial<SourceView>;
    const { stockId } = (related.inventory_model ?? {}) as Partial<StockView>;
    const which = stored ? { linkId: stored.publicId } : { onHold: false, mustBeNew: true };
    const links = [{ ...which, ...change, stockId, sourceCode }];
    return { name: 'AssignSourcesToStock' as const, data: { links }, key: `stock:${stockId ?? stored?.stockId}` };
  }

  protected idOfNew({ linkIds }: SourcesAssigned) {
    return linkIds[0]!;
  }

  protected deleting({ publicId: linkId, stockId }: LinkView) {
    return { name: 'UnassignSourcesFromStock' as const, data: { links: [{ linkId }] }, key: `stock:${stockId}` };
  }
}
