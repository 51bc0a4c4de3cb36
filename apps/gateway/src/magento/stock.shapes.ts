import type { StockToSave } from '#contracts/stocks';
import type { StockView } from '#inventory/stocks/stocks.queries';
import { shown } from './webapi/shown.js';
import { id, list, object, text, type ValueOf } from './webapi/types.js';

const SALES_CHANNEL = object('Magento\\InventorySalesApi\\Api\\Data\\SalesChannelInterface', {
  type: text,
  code: text,
  extensionAttributes: object('Magento\\InventorySalesApi\\Api\\Data\\SalesChannelExtensionInterface', {}),
});

/** Stock. MSI contract B, "Shapes". */
export const STOCK = object('StockInterface', {
  stockId: id,
  name: text,
  extensionAttributes: object('StockExtensionInterface', { salesChannels: list(SALES_CHANNEL) }),
});

/** A stock as it is answered. */
export const STOCK_SHOWN = shown(STOCK);

/** Fields that stocks may be searched and sorted by. MSI contract A5. */
export const STOCK_FIELDS = ['stockId', 'name'] as const satisfies (keyof StockView)[];

/** The stock a client wants; without channels it shall have none. */
export function stockToSave({ stockId, name, extensionAttributes }: ValueOf<typeof STOCK>): StockToSave {
  const salesChannels = (extensionAttributes?.salesChannels ?? []).map(({ type, code }) => ({ type, code }));
  return { stockId, name, salesChannels };
}

/** A stock as Magento shows it. MSI contract B1. */
export function toMagentoStock({ stockId, name, salesChannels }: StockView): object {
  return { stock_id: stockId, name, extension_attributes: { sales_channels: salesChannels } };
}
