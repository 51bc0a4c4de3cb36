import type { Command, CommandData, CommandName } from '#contracts/commands';
import type { ProblemCode } from '#contracts/problems';
import type { Modelled } from './shape-faults.js';

/** A request below `/rest/V1/inventory/`, or anywhere when the path begins with a slash. */
export interface MagentoRequest {
  method: 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
}

/**
 * A command as one client gives it whose sources, stocks, websites, SKUs and orders nobody else names, and as Magento's routes can say it: one
 * source, stock, website or configuration at a time, the stock by its id. Undefined for what concerns all clients, or nothing is left of.
 */
export function commandOf(client: number, command: Command): Command | undefined {
  const own = OWN[command.name] as ((data: Command['data'], own: Own) => Command['data'] | undefined) | undefined;
  const data = own?.(command.data, ownOf(client));
  return data && ({ name: command.name, data } as Command);
}

/** The request that gives a command. */
export function requestOf({ name, data }: Command): MagentoRequest {
  return (REQUESTS[name as keyof Requests] as (data: Command['data']) => MagentoRequest)(data);
}

/** The status with which a command is answered that was done, or refused for these reasons. */
export function statusOf(name: CommandName, codes: ProblemCode[]): number {
  if (codes.length === 0) return 200;
  return codes.some((code) => NOT_FOUND[name]?.includes(code)) ? 404 : 400;
}

const NOT_FOUND: Partial<Record<CommandName, ProblemCode[]>> = {
  DeleteSources: ['SOURCE_UNKNOWN'],
  DeleteStocks: ['STOCK_UNKNOWN'],
  ReportOrderEvents: ['CHANNEL_UNKNOWN', 'SOURCE_ITEM_UNKNOWN'],
};

/** How a client calls its own things. Blanks around a name, and blank names, stay what they are. */
interface Own {
  name: <T extends string | null | undefined>(name: T) => T;
  source: <T extends string | null | undefined>(code: T) => T;
  stock: (stockId: number) => number;
  number: (number: string) => string;
}

function ownOf(client: number): Own {
  const name = <T extends string | null | undefined>(given: T) =>
    (given?.trim() ? given.replace(/(\s*)$/, `-${client}$1`) : given) as T;
  return {
    name,
    source: (code) => (code === 'default' ? code : name(code)),
    stock: (stockId) => (stockId <= 1 ? stockId : 100 * client + stockId),
    number: (number) => String(100 * client + Number(number)),
  };
}

type OwnData = { [N in CommandName]?: (data: CommandData[N], own: Own) => CommandData[N] | undefined };

const OWN: OwnData = {
  SaveSources: ({ sources: [source] }, { name }) => {
    if (!source) return undefined;
    const sourceCode = source.sourceCode === 'default' ? 'eu' : source.sourceCode;
    const shared = source.name === 'Default Source';
    return { sources: [{ ...source, sourceCode: name(sourceCode), name: shared ? source.name : name(source.name) }] };
  },
  DeleteSources: ({ sourceCodes: [code] }, { source }) => (code ? { sourceCodes: [source(code)] } : undefined),
  SaveStocks: ({ stocks: [given] }, { name, stock }) => {
    if (!given) return undefined;
    const salesChannels = given.salesChannels?.map(({ type, code }) => ({ type, code: name(code) }));
    const shared = given.name === 'Default Stock';
    const stockId = stock(given.stockId === 1 ? 5 : given.stockId || (given.name === 'US' ? 3 : 2));
    return { stocks: [{ stockId, name: shared ? given.name : name(given.name), salesChannels }] };
  },
  DeleteStocks: ({ stockIds: [stockId] }, { stock }) =>
    stockId === undefined ? undefined : { stockIds: [stock(stockId)] },
  AssignSourcesToStock: ({ links }, { source, stock }) => ({
    links: links.map(({ stockId, sourceCode, priority }) => ({
      ...{ stockId: stock(stockId!), sourceCode: source(sourceCode), priority },
    })),
  }),
  UnassignSourcesFromStock: ({ links }, { source, stock }) => ({
    links: links.map(({ stockId, sourceCode }) => ({ stockId: stock(stockId!), sourceCode: source(sourceCode) })),
  }),
  RegisterWebsites: ({ websites: [website] }, { name }) => website && { websites: [{ code: name(website.code) }] },
  SaveSourceItems: ({ items }, { name, source }) => ({
    items: items.map((item) => ({ ...item, sku: name(item.sku), sourceCode: source(item.sourceCode) })),
  }),
  DeleteSourceItems: ({ items }, { name, source }) => ({
    items: items.map(({ sku, sourceCode }) => ({ sku: name(sku), sourceCode: source(sourceCode) })),
  }),
  PlaceReservations: ({ reservations, check }, { name, stock }) => ({
    reservations: reservations.map((line) => ({ ...line, sku: name(line.sku), stockId: stock(line.stockId) })),
    check,
  }),
  AssignSkusToSources: pairs,
  UnassignSkusFromSources: pairs,
  TransferSkus: ({ skus, originSourceCode, destinationSourceCode, unassignFromOrigin }, { name, source }) => ({
    ...{ skus: skus.map(name), unassignFromOrigin },
    ...{ originSourceCode: source(originSourceCode), destinationSourceCode: source(destinationSourceCode) },
  }),
  TransferSourceItems: ({ items, originSourceCode, destinationSourceCode }, { name, source }) => ({
    items: items.map((item) => ({ ...item, sku: name(item.sku) })),
    ...{ originSourceCode: source(originSourceCode), destinationSourceCode: source(destinationSourceCode) },
  }),
  SaveStockItemConfigurations: ({ configurations: [configuration] }, { name }) =>
    configuration?.sku?.trim() ? { configurations: [{ ...configuration, sku: name(configuration.sku) }] } : undefined,
  ReportOrderEvents: ({ events, check }, own) => ({ events: events.map((event) => ownEvent(event, own)), check }),
  NotifyOrdersReadyForPickup: ({ orderIds }, { number }) => ({ orderIds: orderIds.map(number) }),
};

function pairs({ skus, sourceCodes }: CommandData['AssignSkusToSources'], { name, source }: Own) {
  return { skus: skus.map(name), sourceCodes: sourceCodes.map(source) };
}

type Event = CommandData['ReportOrderEvents']['events'][number];

/** A shipment always says from where: what it means when it does not depends on everybody's sources. */
function ownEvent({ type, id, order, items, sourceCode, returnToStock }: Event, { name, source, number }: Own): Event {
  const channel = order?.salesChannel;
  return {
    ...{ type, id: name(id), returnToStock, sourceCode: source(sourceCode || 'eu') },
    order: order && {
      incrementId: name(order.incrementId),
      entityId: order.entityId && number(order.entityId),
      salesChannel: channel && { type: channel.type, code: name(channel.code) },
      pickupLocationCode: source(order.pickupLocationCode),
    },
    items: items?.map((item) => ({ ...item, sku: name(item.sku) })),
  };
}

/** Sent by the command line alone, by the sweeper, or by clients of the other dialect. */
type WithoutRoute =
  'CompensateReservations' | Extract<Modelled, `${string}Stock${'Reservations' | 'Transfers' | 'LineItems'}`>;
type Requests = { [N in Exclude<Modelled, WithoutRoute>]: (data: CommandData[N]) => MagentoRequest };

const REQUESTS: Requests = {
  SaveSources: ({ sources }) => post('sources', { source: sources[0] }),
  DeleteSources: ({ sourceCodes }) => ({ method: 'DELETE', path: `sources/${encodeURIComponent(sourceCodes[0]!)}` }),
  SaveStocks: ({ stocks }) => {
    const { salesChannels, ...stock } = stocks[0]!;
    return post('stocks', { stock: { ...stock, extensionAttributes: { salesChannels } } });
  },
  DeleteStocks: ({ stockIds }) => ({ method: 'DELETE', path: `stocks/${stockIds[0]}` }),
  AssignSourcesToStock: (data) => post('stock-source-links', data),
  UnassignSourcesFromStock: (data) => post('stock-source-links-delete', data),
  RegisterWebsites: ({ websites }) => post('websites', { website: websites[0] }),
  SaveSourceItems: ({ items }) => post('source-items', { sourceItems: items.map(numbered) }),
  DeleteSourceItems: ({ items }) => post('source-items-delete', { sourceItems: items }),
  PlaceReservations: ({ reservations, check }) =>
    post('reservations', { reservations: reservations.map(numbered), check }),
  AssignSkusToSources: (data) => post('bulk-product-source-assign', data),
  UnassignSkusFromSources: (data) => post('bulk-product-source-unassign', data),
  TransferSkus: ({ originSourceCode, destinationSourceCode, ...data }) =>
    post('bulk-product-source-transfer', {
      ...{ ...data, originSource: originSourceCode, destinationSource: destinationSourceCode },
    }),
  TransferSourceItems: ({ items, ...ends }) =>
    post('bulk-partial-source-transfer', {
      ...ends,
      items: items.map(({ sku, quantity }) => ({ sku, qty: quantity })),
    }),
  ReportOrderEvents: ({ events, check }) =>
    post('order-events', {
      events: events.map(({ items, ...event }) => ({
        ...event,
        items: items?.map(({ quantity, ...item }) => ({ ...item, qty: quantity })),
      })),
      check,
    }),
  NotifyOrdersReadyForPickup: ({ orderIds }) =>
    post('/rest/V1/order/notify-orders-are-ready-for-pickup', { orderIds: orderIds.map(Number) }),
  SaveStockItemConfigurations: ({ configurations }) => {
    const { sku, ...stockItemConfiguration } = configurations[0]!;
    const path = `stock-item-configurations/${encodeURIComponent(sku!)}`;
    return { method: 'PUT', path, body: { stockItemConfiguration } };
  },
  SaveStockItemConfigurationDefaults: ({ defaults }) => ({
    ...{ method: 'PUT', path: 'stock-item-configuration-defaults' },
    body: { stockItemConfiguration: defaults },
  }),
  SaveLowQuantityNotifications: ({ configurations }) =>
    post('low-quantity-notification', { sourceItemConfigurations: configurations }),
  DeleteLowQuantityNotifications: ({ items }) => post('low-quantity-notifications-delete', { sourceItems: items }),
};

function post(path: string, body: unknown): MagentoRequest {
  return { method: 'POST', path, body };
}

/** Some quantities go out as numbers, others as text. */
function numbered<T extends { quantity?: string | null }>(one: T): object {
  return { ...one, quantity: one.quantity && Number(one.quantity) };
}
