import { parseQuantity, type Units } from '#contracts/quantity';
import type { StockItemConfiguration } from '#contracts/stock-item-configurations';

/** Settings that differ from those below them: of a SKU from the defaults, of the defaults from {@link BUILT_IN}. */
export type OwnSettings = Partial<StockItemConfiguration>;

/** What Magento begins with. MSI contract C3. */
export const BUILT_IN: Readonly<StockItemConfiguration> = {
  minQty: '0',
  minSaleQty: '1',
  maxSaleQty: '10000',
  backorders: 0,
  notifyStockQty: '1',
  qtyIncrements: '1',
  enableQtyIncrements: false,
  manageStock: true,
  isQtyDecimal: false,
  isDecimalDivided: false,
  stockThresholdQty: null,
  lowStockDate: null,
  isInStock: true,
  canSubtract: true,
  canBackInStock: true,
};

/** What of a configuration decides how much of a SKU is salable. */
export interface Terms {
  /** Whether stock is counted at all: if not, the SKU is salable wherever it is assigned. */
  managed: boolean;
  /** Whether buyers may order more than there is, as much as they like. */
  boundless: boolean;
  /** What must stay in stock; below zero, how much may be owed. */
  threshold: Units;
}

/**
 * The terms of a configuration: without backorders a threshold below zero counts as zero, with backorders one above zero does, and unless it
 * is below zero they have no bound. MSI contract C2, C4.
 */
export function termsOf({ manageStock, backorders, minQty }: StockItemConfiguration): Terms {
  const minimum = parseQuantity(minQty);
  if (backorders === 0) return { managed: manageStock, boundless: false, threshold: Math.max(minimum, 0) };
  return { managed: manageStock, boundless: minimum >= 0, threshold: Math.min(minimum, 0) };
}

/** Whether the index says of a SKU on such terms what it says of one that nobody configured. */
export function areUsual({ managed, boundless, threshold }: Terms): boolean {
  return managed && !boundless && threshold === 0;
}

/** Whether reservations of a SKU are written down: it is counted, and orders take their quantities off. MSI contract C5. */
export function isLedgered({ manageStock, canSubtract }: StockItemConfiguration): boolean {
  return manageStock && canSubtract;
}
