import { LINE_ITEM_STEPS, type StockLineItemsSaved } from '#contracts/stock-line-items';
import type { SkuView } from '#inventory/skus/skus.queries';
import type { StockItemView } from '#inventory/source-items/stock-items.queries';
import type { StockLineItemView } from '#inventory/stock-line-items/stock-line-items.queries';
import { skuKey } from '../commands.js';
import { invalid, type ErrorObject } from './errors.js';
import { movedIn } from './fixed.rules.js';
import { Serves } from './json-api.js';
import { MUST_EXIST } from './problems.rules.js';
import { quantityIn } from './quantity.rules.js';
import { ResourceWrites, type Input } from './resource-writes.js';

/** Stock line items: what is to be shipped from where. Commerce Layer contract §1.11. */
@Serves('stock_line_items')
export class StockLineItemsController extends ResourceWrites<StockLineItemView, 'SaveStockLineItems'> {
  protected override faultsOf({ related }: Input, stored?: StockLineItemView): ErrorObject[] {
    const [item, known] = [related.stock_item as StockItemView | undefined, related.sku as SkuView | undefined];
    if (stored) return movedIn('relationships', { sku: [known?.sku, stored.sku], stock_item: [item?.sku, stored.sku] });
    if (!known && !item) return [invalid('relationships', 'sku', MUST_EXIST)];
    return known && item && known.sku !== item.sku ? [invalid('relationships', 'stock_item', OF_ANOTHER_SKU)] : [];
  }

  protected saving({ change, related }: Input, stored?: StockLineItemView) {
    const [item, known] = [related.stock_item as StockItemView | null | undefined, related.sku as SkuView | undefined];
    const { sku } = (stored ?? known ?? item)!;
    const lineItem = {
      ...{ ...(stored && { lineItemId: stored.publicId }), sku, sourceCode: item === null ? null : item?.sourceCode },
      quantity: quantityIn(change),
      steps: LINE_ITEM_STEPS.filter((step) => change[step] === true),
      reference: change.reference as string | null | undefined,
      referenceOrigin: change.referenceOrigin as string | null | undefined,
      metadata: change.metadata as Record<string, unknown> | undefined,
    };
    return { name: 'SaveStockLineItems' as const, data: { lineItems: [lineItem] }, key: skuKey(sku) };
  }

  protected idOfNew({ lineItemIds }: StockLineItemsSaved) {
    return lineItemIds[0]!;
  }

  protected deleting({ publicId, sku }: StockLineItemView) {
    const lineItems = [{ lineItemId: publicId, sku }];
    return { name: 'DeleteStockLineItems' as const, data: { lineItems }, key: skuKey(sku) };
  }
}

const OF_ANOTHER_SKU = { error: 'invalid', title: 'must be of the same SKU' };
