import type { SourceItemsSet } from '#contracts/source-items';
import type { SkuView } from '#inventory/skus/skus.queries';
import { stockItemOf, type StockItemView } from '#inventory/source-items/stock-items.queries';
import type { SourceView } from '#inventory/sources/sources.queries';
import { skuKey } from '../commands.js';
import { movedIn } from './fixed.rules.js';
import { Serves } from './json-api.js';
import { quantityIn } from './quantity.rules.js';
import { ResourceReads } from './resource-reads.js';
import { ResourceWrites, type Input } from './resource-writes.js';

/** Source items: absolute quantities. Commerce Layer contract §1.7. */
@Serves('stock_items')
export class StockItemsController extends ResourceWrites<StockItemView, 'SetSourceItemQuantities'> {
  protected override faultsOf({ related }: Input, stored?: StockItemView) {
    if (!stored) return [];
    const [source, known] = [related.stock_location as SourceView | undefined, related.sku as SkuView | undefined];
    return movedIn('relationships', {
      stock_location: [source?.sourceCode, stored.sourceCode],
      sku: [known?.sku, stored.sku],
    });
  }

  protected saving({ change, related }: Input, stored?: StockItemView) {
    const [source, known] = [related.stock_location as SourceView | undefined, related.sku as SkuView | undefined];
    const { sku } = stored ?? known!;
    const { sourceCode } = stored ?? source!;
    const quantity = quantityIn(change);
    const items = [{ ...change, quantity, sku, sourceCode, ...(stored ? { mustExist: true } : { mustBeNew: true }) }];
    return { name: 'SetSourceItemQuantities' as const, data: { items }, key: skuKey(sku) };
  }

  protected async idOfNew({ items: [item] }: SourceItemsSet) {
    return (await stockItemOf(this.em, item!.sku, item!.sourceCode))!.publicId;
  }

  protected deleting({ sku, sourceCode }: StockItemView) {
    return { name: 'DeleteSourceItems' as const, data: { items: [{ sku, sourceCode }] }, key: skuKey(sku) };
  }
}

/** What is reserved of source items. Commerce Layer contract §1.8. */
@Serves('reserved_stocks')
export class ReservedStocksController extends ResourceReads {}
