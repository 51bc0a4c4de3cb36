import type { ProblemCode } from '#contracts/problems';
import { parseQuantity, UNIT, type Units } from '#contracts/quantity';
import type { StockItemConfiguration } from '#contracts/stock-item-configurations';
import type { Offer } from '../source-items/sku-facts.js';
import { termsOf } from '../stock-item-configurations/configuration.rules.js';
import { DEFAULT_STOCK } from '../stocks/topology.js';

/** Why a quantity of a SKU may not be bought, `limit` being what its configuration asks for. */
export interface Shortfall {
  code: ProblemCode;
  limit?: string;
}

/**
 * Why a quantity may not be bought of what a stock offers; nothing when it may. A quantity that cannot be bought at once, and the lack
 * of anything in stock, are told together and alone; after that any of backorders without bound, stock that is not managed and enough of
 * it will do, and if none does all three are told. On the default stock a SKU counts as assigned. MSI contract C3, C4.
 */
export function shortfallsOf(
  asked: Units,
  offer: Offer,
  configuration: StockItemConfiguration,
  stockId: number,
): Shortfall[] {
  if (!offer.assigned && stockId !== DEFAULT_STOCK) return [{ code: 'NOT_ASSIGNED' }];
  const { managed, boundless } = termsOf(configuration);
  const required: Shortfall[] = [
    ...incorrectQuantity(asked, configuration),
    ...(managed && !offer.inStock ? [{ code: 'NOT_IN_STOCK' as const }] : []),
  ];
  if (required.length > 0) return required;
  if (boundless || !managed || asked <= salableOf(offer, configuration)) return [];
  return [{ code: 'BACKORDERS_DISABLED' }, { code: 'STOCK_MANAGED' }, { code: 'NOT_ENOUGH' }];
}

/** What may be sold of an offer before it reaches its threshold; may be negative. MSI contract C2. */
export function salableOf({ quantity, reserved, bound }: Offer, configuration: StockItemConfiguration): Units {
  return quantity - reserved - bound - termsOf(configuration).threshold;
}

/** Whether anything may be sold of an offer. On the default stock a SKU counts as assigned. MSI contract C4. */
export function isSalableOf(offer: Offer, configuration: StockItemConfiguration, stockId: number): boolean {
  const { managed, boundless } = termsOf(configuration);
  if (!managed) return offer.assigned || stockId === DEFAULT_STOCK;
  return offer.inStock && (boundless || salableOf(offer, configuration) > 0);
}

/** The first fault of a quantity as such. Zero sets no limit; increments count only where they are enabled. */
function incorrectQuantity(asked: Units, configuration: StockItemConfiguration): Shortfall[] {
  const { minSaleQty, maxSaleQty, enableQtyIncrements, qtyIncrements, isQtyDecimal } = configuration;
  if (asked < parseQuantity(minSaleQty)) return [{ code: 'BELOW_MIN_SALE_QTY', limit: minSaleQty }];
  const most = parseQuantity(maxSaleQty);
  if (most > 0 && asked > most) return [{ code: 'ABOVE_MAX_SALE_QTY', limit: maxSaleQty }];
  if (enableQtyIncrements && asked % parseQuantity(qtyIncrements) !== 0) {
    return [{ code: 'OFF_QTY_INCREMENTS', limit: qtyIncrements }];
  }
  return isQtyDecimal || asked % UNIT === 0 ? [] : [{ code: 'QTY_NOT_WHOLE' }];
}
