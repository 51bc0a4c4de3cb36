import { TRANSFER_STEPS, type StockTransfersSaved } from '#contracts/stock-transfers';
import type { SkuView } from '#inventory/skus/skus.queries';
import type { SourceView } from '#inventory/sources/sources.queries';
import type { StockTransferView } from '#inventory/stock-transfers/stock-transfers.queries';
import { skuKey } from '../commands.js';
import { movedIn } from './fixed.rules.js';
import { Serves } from './json-api.js';
import { quantityIn } from './quantity.rules.js';
import { ResourceWrites, type Input } from './resource-writes.js';

/** Stock transfers, taken from step to step by triggers. Commerce Layer contract §1.10. */
@Serves('stock_transfers')
export class StockTransfersController extends ResourceWrites<StockTransferView, 'SaveStockTransfers'> {
  protected override faultsOf({ related }: Input, stored?: StockTransferView) {
    return stored ? movedIn('relationships', { sku: [(related.sku as SkuView | undefined)?.sku, stored.sku] }) : [];
  }

  protected saving({ change, related }: Input, stored?: StockTransferView) {
    const known = related.sku as SkuView | undefined;
    const { sku } = (stored ?? known)!;
    const end = (name: string) => (related[name] as SourceView | undefined)?.sourceCode;
    const transfer = {
      ...{ ...(stored && { transferId: stored.publicId }), sku },
      originSourceCode: end('origin_stock_location'),
      destinationSourceCode: end('destination_stock_location'),
      quantity: quantityIn(change),
      number: change.number as string | null | undefined,
      steps: TRANSFER_STEPS.filter((step) => change[step] === true),
      reference: change.reference as string | null | undefined,
      referenceOrigin: change.referenceOrigin as string | null | undefined,
      metadata: change.metadata as Record<string, unknown> | undefined,
    };
    return { name: 'SaveStockTransfers' as const, data: { transfers: [transfer] }, key: skuKey(sku) };
  }

  protected idOfNew({ transferIds }: StockTransfersSaved) {
    return transferIds[0]!;
  }

  protected deleting({ publicId, sku }: StockTransferView) {
    const transfers = [{ transferId: publicId, sku }];
    return { name: 'DeleteStockTransfers' as const, data: { transfers }, key: skuKey(sku) };
  }
}
