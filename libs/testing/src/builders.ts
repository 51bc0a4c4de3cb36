import type { Command } from '#contracts/commands';
import type { SourceToSave } from '#contracts/sources';
import type { StockToSave, StockSourceLinkToSave } from '#contracts/stocks';

/** Saves a source that is complete; `more` overrides. */
export function source(sourceCode: string, more: SourceToSave = {}): Command {
  return {
    name: 'SaveSources',
    data: { sources: [{ sourceCode, name: `Source ${sourceCode}`, postcode: '10115', countryId: 'DE', ...more }] },
  };
}

/** Deletes sources. */
export function deleteSources(...sourceCodes: string[]): Command {
  return { name: 'DeleteSources', data: { sourceCodes } };
}

/** Saves a stock that sells on websites. */
export function stock(name: string, websites: string[] = [], more: StockToSave = {}): Command {
  const salesChannels = websites.map((code) => ({ type: 'website', code }));
  return { name: 'SaveStocks', data: { stocks: [{ name, salesChannels, ...more }] } };
}

/** Makes websites known. */
export function websites(...codes: string[]): Command {
  return { name: 'RegisterWebsites', data: { websites: codes.map((code) => ({ code })) } };
}

/** Links a source to a stock. */
export function link(stockId: number, sourceCode: string, priority = 1, more: StockSourceLinkToSave = {}): Command {
  return { name: 'AssignSourcesToStock', data: { links: [{ stockId, sourceCode, priority, ...more }] } };
}

/** Removes a link. */
export function unlink(stockId: number, sourceCode: string): Command {
  return { name: 'UnassignSourcesFromStock', data: { links: [{ stockId, sourceCode }] } };
}

/** Deletes stocks. */
export function deleteStocks(...stockIds: number[]): Command {
  return { name: 'DeleteStocks', data: { stockIds } };
}

/** Saves what a source holds of a SKU; in stock unless said otherwise. */
export function item(sourceCode: string, sku: string, quantity: number | string, status = 1): Command {
  return { name: 'SaveSourceItems', data: { items: [{ sourceCode, sku, quantity: String(quantity), status }] } };
}

/** Deletes what a source holds of a SKU. */
export function noItem(sourceCode: string, sku: string): Command {
  return { name: 'DeleteSourceItems', data: { items: [{ sourceCode, sku }] } };
}

/** Reserves (negative) or gives back (positive) quantities of SKUs on a stock, all of them or none. */
export function reserve(stockId: number, ...lines: [sku: string, quantity: number | string][]): Command {
  return {
    name: 'PlaceReservations',
    data: { reservations: lines.map(([sku, quantity]) => ({ stockId, sku, quantity: String(quantity) })) },
  };
}

/** The same without looking at what is salable, as Magento's ledger does. */
export function reserveUnchecked(stockId: number, sku: string, quantity: number | string): Command {
  return {
    name: 'PlaceReservations',
    data: { check: false, reservations: [{ stockId, sku, quantity: String(quantity) }] },
  };
}
