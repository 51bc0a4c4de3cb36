import type { StockReservationsSaved } from '#contracts/stock-reservations';
import type { StockItemView } from '#inventory/source-items/stock-items.queries';
import type { StockReservationView } from '#inventory/stock-reservations/stock-reservations.queries';
import { skuKey } from '../commands.js';
import { movedIn } from './fixed.rules.js';
import { Serves } from './json-api.js';
import { quantityIn } from './quantity.rules.js';
import { ResourceWrites, type Input } from './resource-writes.js';

/** Stock reservations: drafts that expire, until they are pending. Commerce Layer contract §1.9. */
@Serves('stock_reservations')
export class StockReservationsController extends ResourceWrites<StockReservationView, 'SaveStockReservations'> {
  protected override faultsOf({ related }: Input, stored?: StockReservationView) {
    const item = related.stock_item as StockItemView | undefined;
    return stored ? movedIn('relationships', { stock_item: [item?.publicId, stored.stockItemPublicId] }) : [];
  }

  protected saving({ change, related }: Input, stored?: StockReservationView) {
    const item = related.stock_item as StockItemView | undefined;
    const { sku, sourceCode } = (stored ?? item)!;
    const quantity = quantityIn(change);
    const reservations = [{ ...change, quantity, sku, sourceCode, ...(stored && { reservationId: stored.publicId }) }];
    return { name: 'SaveStockReservations' as const, data: { reservations }, key: skuKey(sku) };
  }

  protected idOfNew({ reservationIds }: StockReservationsSaved) {
    return reservationIds[0]!;
  }

  protected deleting({ publicId, sku }: StockReservationView) {
    const reservations = [{ reservationId: publicId, sku }];
    return { name: 'CancelStockReservations' as const, data: { reservations }, key: skuKey(sku) };
  }
}
