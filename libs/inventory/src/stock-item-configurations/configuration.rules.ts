import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, parseQuantity, type Units } from '#contracts/quantity';
import type { ConfigurationDefaultsToSave, StockItemConfiguration } from '#contracts/stock-item-configurations';

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

/** Whether the index says of a SKU that is sold so what it says of one that nobody configured. */
export function isUsual(configuration: StockItemConfiguration): boolean {
  const { managed, boundless, threshold } = termsOf(configuration);
  return managed && !boundless && threshold === 0;
}

/** Whether two ways to sell differ in what may be salable: in the one or the other way for some SKU that shares these settings. */
export function differInTerms(one: StockItemConfiguration, other: StockItemConfiguration): boolean {
  return (['manageStock', 'backorders', 'minQty'] as const).some((setting) => one[setting] !== other[setting]);
}

/** Whether reservations of a SKU are written down: it is counted, and orders take their quantities off. MSI contract C5. */
export function isLedgered({ manageStock, canSubtract }: StockItemConfiguration): boolean {
  return manageStock && canSubtract;
}

/** Settings that a SKU may have of its own. */
export const SKU_SETTINGS = settings().filter((name) => name !== 'canSubtract' && name !== 'canBackInStock');

/** All settings. */
export const SETTINGS = settings();

/** Own settings after a save: what is absent stays, null goes back to what lies below. */
export function savedSettings(
  own: OwnSettings | null,
  given: ConfigurationDefaultsToSave,
  names: (keyof StockItemConfiguration)[],
): OwnSettings {
  const saved: Record<string, unknown> = { ...own };
  for (const name of names) {
    const value = given[name];
    if (value === null) delete saved[name];
    else if (value !== undefined) saved[name] = QUANTITIES.has(name) ? normal(value as string) : value;
  }
  return saved;
}

/** What is wrong with settings, in the order of MSI contract C3. */
export function settingProblems(given: ConfigurationDefaultsToSave, path: string): Problem[] {
  return SETTINGS.flatMap((field): Problem[] => {
    const value = given[field];
    if (value === null || value === undefined) return [];
    if (field === 'backorders') {
      return [0, 1, 2].includes(value as number) ? [] : [problem('BACKORDERS_UNKNOWN', `${path}.${field}`, { field })];
    }
    if (!QUANTITIES.has(field)) return [];
    const units = parseQuantity(value as string);
    if (field === 'qtyIncrements' && units <= 0) return [problem('FIELD_NOT_POSITIVE', `${path}.${field}`, { field })];
    if (Math.abs(units) <= MAX_QUANTITY) return [];
    return [problem('FIELD_OUT_OF_RANGE', `${path}.${field}`, { field, max: formatQuantity(MAX_QUANTITY) })];
  });
}

const QUANTITIES = new Set<keyof StockItemConfiguration>([
  ...(['minQty', 'minSaleQty', 'maxSaleQty', 'notifyStockQty', 'qtyIncrements', 'stockThresholdQty'] as const),
]);

function settings(): (keyof StockItemConfiguration)[] {
  return Object.keys(BUILT_IN) as (keyof StockItemConfiguration)[];
}

function normal(decimal: string): string {
  return formatQuantity(parseQuantity(decimal));
}
