import {
  DATE_AND_TIME,
  type ConfigurationDefaultsToSave,
  type StockItemConfiguration,
  type StockItemConfigurationToSave,
  type StockItemConfigurationView,
} from '#contracts/stock-item-configurations';
import { SEARCHABLE_SETTINGS } from '#inventory/stock-item-configurations/configurations.queries';
import { dataObject } from './webapi/data-object.js';
import { shown } from './webapi/shown.js';
import { snakeCase } from './webapi/spelling.js';
import { bool, int, object, quantity, text, TypeMismatch, type Type, type ValueOf } from './webapi/types.js';

const date: Type<string> = {
  name: 'string',
  schema: { type: 'string', pattern: DATE_AND_TIME.source },
  read(value) {
    const read = text.read(value);
    if (DATE_AND_TIME.test(read)) return read;
    throw new TypeMismatch(`The "${read}" value is no date such as "2026-01-15 09:30:00".`);
  },
};

const SETTINGS = {
  minQty: quantity,
  minSaleQty: quantity,
  maxSaleQty: quantity,
  backorders: int,
  notifyStockQty: quantity,
  qtyIncrements: quantity,
  enableQtyIncrements: bool,
  manageStock: bool,
  isQtyDecimal: bool,
  isDecimalDivided: bool,
  stockThresholdQty: quantity,
  lowStockDate: date,
  isInStock: bool,
};

const USE_CONFIG = {
  useConfigMinQty: bool,
  useConfigMinSaleQty: bool,
  useConfigMaxSaleQty: bool,
  useConfigBackorders: bool,
  useConfigNotifyStockQty: bool,
  useConfigQtyIncrements: bool,
  useConfigEnableQtyIncrements: bool,
  useConfigEnableQtyInc: bool,
  useConfigManageStock: bool,
  useConfigIsQtyDecimal: bool,
  useConfigIsDecimalDivided: bool,
  useConfigStockThresholdQty: bool,
  useConfigLowStockDate: bool,
  useConfigIsInStock: bool,
};

const INTERFACE = 'Magento\\InventoryConfigurationApi\\Api\\Data\\StockItemConfigurationInterface';
const DEFAULTS_INTERFACE = 'Stockwire\\Api\\Data\\StockItemConfigurationDefaultsInterface';

/** How a SKU is sold; of a setting with `use_config_…` true the default counts. MSI contract C3, H2. */
export const STOCK_ITEM_CONFIGURATION = object(INTERFACE, { sku: text, ...SETTINGS, ...USE_CONFIG });

/** How SKUs are sold by default. MSI contract C3, H2. */
export const CONFIGURATION_DEFAULTS = object(DEFAULTS_INTERFACE, {
  ...SETTINGS,
  canSubtract: bool,
  canBackInStock: bool,
});

/** A configuration as it is answered: every setting that counts. */
export const STOCK_ITEM_CONFIGURATION_SHOWN = shown(STOCK_ITEM_CONFIGURATION, {
  never: ['useConfigEnableQtyInc'],
  sometimes: ['stockThresholdQty', 'lowStockDate'],
});

/** The defaults as they are answered. */
export const CONFIGURATION_DEFAULTS_SHOWN = shown(CONFIGURATION_DEFAULTS, {
  sometimes: ['stockThresholdQty', 'lowStockDate'],
});

/** Fields that configurations may be searched and sorted by. MSI contract H2. */
export const CONFIGURATION_FIELDS = ['sku', ...SEARCHABLE_SETTINGS] as const;

/** The configuration a client wants: `use_config_…` true gives a setting back to the default, whatever its value says. */
export function configurationToSave(given: ValueOf<typeof STOCK_ITEM_CONFIGURATION>): StockItemConfigurationToSave {
  const settings = NAMES.map((name) => {
    const useConfig = given[useConfigOf(name)] ?? (name === 'enableQtyIncrements' && given.useConfigEnableQtyInc);
    return [name, useConfig === true ? null : given[name]];
  });
  return { sku: given.sku, ...(Object.fromEntries(settings) as ConfigurationDefaultsToSave) };
}

/** A configuration as Magento shows stock items: every setting that counts, and whether it is the default's. MSI contract H2. */
export function toMagentoConfiguration({ sku, configuration, own }: StockItemConfigurationView): object {
  const settings = NAMES.flatMap((name) => [
    [snakeCase(name), toMagentoSetting(name, configuration)],
    [snakeCase(useConfigOf(name)), own[name] === undefined],
  ]);
  return dataObject({ sku, ...(Object.fromEntries(settings) as object) });
}

/** The defaults in the same style. MSI contract H2. */
export function toMagentoDefaults(defaults: StockItemConfiguration): object {
  const names = [...NAMES, 'canSubtract', 'canBackInStock'] as const;
  return dataObject(Object.fromEntries(names.map((name) => [snakeCase(name), toMagentoSetting(name, defaults)])));
}

const NAMES = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];

function useConfigOf(name: keyof typeof SETTINGS): keyof typeof USE_CONFIG {
  return `useConfig${name.charAt(0).toUpperCase()}${name.slice(1)}` as keyof typeof USE_CONFIG;
}

/** Quantities are kept as decimal text, Magento's are numbers. */
function toMagentoSetting(name: keyof StockItemConfiguration, configuration: StockItemConfiguration): unknown {
  const value = configuration[name];
  return typeof value === 'string' && name !== 'lowStockDate' ? Number(value) : value;
}
