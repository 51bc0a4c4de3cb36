/**
 * Data of `stockwire.StockUpdated.v1` on `inventory.stock-updated`, key `stockId:skuKey`: the whole index row of a SKU on a stock after a
 * change. `version` grows by one with each change for ever; a lower one than already seen is old news. Quantities are decimal strings:
 * `quantity` is the sum of in-stock items in enabled linked sources, `reserved` what is promised of it on this stock or at these sources,
 * `salableQuantity` what may still be sold.
 * MSI contract C2.
 */
export interface StockUpdated {
  stockId: number;
  sku: string;
  quantity: string;
  reserved: string;
  salableQuantity: string;
  isSalable: boolean;
  assigned: boolean;
  version: number;
  updatedAt: string;
}
