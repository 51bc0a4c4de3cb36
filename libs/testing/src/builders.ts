import type { AddressToSave } from '#contracts/addresses';
import type { Command } from '#contracts/commands';
import type { OrderEvent, OrderEventType } from '#contracts/orders';
import type { ConfigurationDefaultsToSave, ConfigurationToSave } from '#contracts/stock-item-configurations';
import type { SourceToSave } from '#contracts/sources';
import type { Watch, WebhookToSave } from '#contracts/webhooks';
import type { ReturnSourceToSave, StockToSave, StockSourceLinkToSave } from '#contracts/stocks';

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

/** Changes how a SKU is sold. */
export function configured(sku: string, settings: ConfigurationToSave): Command {
  return { name: 'SaveStockItemConfigurations', data: { configurations: [{ sku, ...settings }] } };
}

/** Changes how SKUs are sold by default. */
export function byDefault(defaults: ConfigurationDefaultsToSave): Command {
  return { name: 'SaveStockItemConfigurationDefaults', data: { defaults } };
}

/** Sets below which quantity an item is low. */
export function watched(sourceCode: string, sku: string, notifyStockQty: string | null): Command {
  return { name: 'SaveLowQuantityNotifications', data: { configurations: [{ sourceCode, sku, notifyStockQty }] } };
}

/** Forgets it again. */
export function unwatched(sourceCode: string, sku: string): Command {
  return { name: 'DeleteLowQuantityNotifications', data: { items: [{ sourceCode, sku }] } };
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

/** Writes down what the ledger lacks of an order. */
export function compensate(incrementId: string, sku: string, quantity: number | string, stockId: number): Command {
  return {
    name: 'CompensateReservations',
    data: { compensations: [{ incrementId, sku, quantity: String(quantity), stockId }] },
  };
}

/** Gives sources empty items of SKUs. */
export function assignSkus(skus: string[], sourceCodes: string[]): Command {
  return { name: 'AssignSkusToSources', data: { skus, sourceCodes } };
}

/** Takes items of SKUs from sources. */
export function unassignSkus(skus: string[], sourceCodes: string[]): Command {
  return { name: 'UnassignSkusFromSources', data: { skus, sourceCodes } };
}

/** Moves all of SKUs from one source to another. */
export function transferSkus(skus: string[], origin: string, destination: string, unassign = false): Command {
  const ends = { originSourceCode: origin, destinationSourceCode: destination };
  return { name: 'TransferSkus', data: { skus, ...ends, unassignFromOrigin: unassign } };
}

/** Moves quantities of SKUs from one source to another. */
export function transferItems(
  origin: string,
  destination: string,
  ...lines: [sku: string, quantity: number][]
): Command {
  const items = lines.map(([sku, quantity]) => ({ sku, quantity: String(quantity) }));
  return { name: 'TransferSourceItems', data: { originSourceCode: origin, destinationSourceCode: destination, items } };
}

/** Tells what happened to orders, all or nothing. */
export function report(...events: OrderEvent[]): Extract<Command, { name: 'ReportOrderEvents' }> {
  return { name: 'ReportOrderEvents', data: { events } };
}

/** An event of an order on website `web`; each item has the id that its SKU is. `more` overrides. */
export function orderEvent(
  type: OrderEventType,
  incrementId: string,
  lines: [sku: string, quantity: number, virtual?: 'virtual'][] | 'all',
  more: OrderEvent = {},
): OrderEvent {
  const items =
    lines === 'all'
      ? null
      : lines.map(([sku, quantity, virtual]) => ({
          ...{ itemId: sku.toLowerCase(), sku, quantity: String(quantity), virtual: virtual === 'virtual' },
        }));
  const { order, ...rest } = more;
  return {
    type,
    id: `${type} of ${incrementId}: ${JSON.stringify(lines)}`,
    order: { incrementId, entityId: `1${incrementId}`, salesChannel: { type: 'website', code: 'web' }, ...order },
    items,
    ...rest,
  };
}

/** Saves an address that is complete; `more` overrides. */
export function address(more: AddressToSave = {}): Command {
  const complete = { firstName: 'Ann', lastName: 'Lee', line1: 'Main St 1', city: 'Berlin', postcode: '10115' };
  return { name: 'SaveAddresses', data: { addresses: [{ ...complete, countryId: 'DE', phone: '1', ...more }] } };
}

/** Lets a source take returns of a stock. */
export function returnSource(
  stockId: number,
  sourceCode: string,
  priority = 1,
  more: ReturnSourceToSave = {},
): Command {
  return { name: 'SaveReturnSources', data: { returns: [{ stockId, sourceCode, priority, ...more }] } };
}

/** Saves a webhook that watches what becomes of records, its topic named likewise. */
export function webhook(watch: Watch, more: WebhookToSave = {}): Command {
  const given = { topic: watch, watch, callbackUrl: 'http://receiver.example/hook' };
  return { name: 'SaveWebhooks', data: { webhooks: [{ ...given, ...more }] } };
}
