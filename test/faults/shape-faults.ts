import type { Command, CommandData, CommandName } from '#contracts/commands';
import { ORDER_EVENT_TYPES } from '#contracts/orders';
import type { ProblemCode } from '#contracts/problems';
import type { ConfigurationToSave } from '#contracts/stock-item-configurations';

/** What is wrong with a command whatever the state is: the codes of its problems, with repeats. */
export function shapeFaults({ name, data }: Command): ProblemCode[] {
  const [list] = Object.values(data as object).filter(Array.isArray);
  return list?.length === 0 && !MAY_BE_EMPTY.has(name)
    ? ['LIST_EMPTY']
    : (FAULTS[name as Modelled] as (data: Command['data']) => ProblemCode[])(data);
}

/** The key under which SKUs, codes and names are compared. */
export function keyOf(text: string | null | undefined): string {
  return (text ?? '').toLowerCase().normalize('NFC').trimEnd();
}

/** Ten-thousandths of a decimal string, exactly. */
export function unitsOf(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  return BigInt(whole + fraction.padEnd(4, '0')) * (decimal.startsWith('-') ? -1n : 1n);
}

/** One code when there is a fault. */
export function when(fault: boolean, code: ProblemCode): ProblemCode[] {
  return fault ? [code] : [];
}

const MAY_BE_EMPTY = new Set<CommandName>([
  ...(['AssignSkusToSources', 'UnassignSkusFromSources', 'TransferSkus', 'TransferSourceItems'] as const),
  ...(['NotifyOrdersReadyForPickup', 'DeleteLowQuantityNotifications'] as const),
]);

/** Commands that the model knows: those that change quantities, or what they come to. What else there is has specs of its own. */
export type Modelled = Exclude<
  CommandName,
  | ('SaveAddresses' | 'DeleteAddresses' | 'SaveReturnSources' | 'DeleteReturnSources')
  | ('SetSourceItemQuantities' | 'SaveSkus' | 'DeleteSkus')
  | ('SaveWebhooks' | 'DeleteWebhooks')
>;

/** Claims are tried one after the other, each with what is wrong with it. */
const PROBED = {
  ...{ SaveStockReservations: () => [], CancelStockReservations: () => [], ExpireStockReservations: () => [] },
  ...{ SaveStockTransfers: () => [], DeleteStockTransfers: () => [] },
  ...{ SaveStockLineItems: () => [], DeleteStockLineItems: () => [] },
};

const FAULTS: { [N in Modelled]: (data: CommandData[N]) => ProblemCode[] } = {
  SaveSources: ({ sources }) =>
    sources.flatMap((source) => {
      const isDefault = keyOf(source.sourceCode) === 'default';
      const pickup = source.isPickupLocationActive === true;
      return [
        ...when([source.name, source.postcode, source.countryId].some(blank), 'FIELD_EMPTY'),
        ...when(template(source.name) || template(source.sourceCode), 'FIELD_HAS_TEMPLATE'),
        ...when(long(source.name, 255) || long(source.sourceCode, 255) || long(source.countryId, 2), 'FIELD_TOO_LONG'),
        ...code(source.sourceCode),
        ...when((source.carrierLinks ?? []).length > 0, 'CARRIERS_NOT_CONFIGURABLE'),
        ...when(isDefault && source.enabled !== true, 'DEFAULT_SOURCE_DISABLED'),
        ...when(pickup && (blank(source.city) || blank(source.street)), 'PICKUP_FIELD_EMPTY'),
        ...when(pickup && isDefault, 'PICKUP_AT_DEFAULT_SOURCE'),
      ];
    }),
  SaveStocks: ({ stocks }) =>
    stocks.flatMap(({ stockId, name, salesChannels }) => [
      ...when(
        blank(name) || (salesChannels ?? []).some((channel) => blank(channel.type) || blank(channel.code)),
        'FIELD_EMPTY',
      ),
      ...when(long(name, 255) || (salesChannels ?? []).some((channel) => long(channel.code, 255)), 'FIELD_TOO_LONG'),
      ...when((stockId ?? 0) > 2_000_000_000, 'FIELD_OUT_OF_RANGE'),
    ]),
  DeleteSources: () => [],
  DeleteStocks: () => [],
  AssignSourcesToStock: ({ links }) =>
    links.flatMap(({ stockId, sourceCode, priority }) => [
      ...code(sourceCode),
      ...when(!stockId, 'FIELD_EMPTY'),
      ...when(!(Number(priority) > 0), 'FIELD_NOT_POSITIVE'),
      ...when((stockId === 1) !== (keyOf(sourceCode) === 'default'), 'LINK_OF_DEFAULTS'),
    ]),
  UnassignSourcesFromStock: ({ links }) =>
    links.flatMap(({ stockId, sourceCode }) =>
      when(stockId === 1 || keyOf(sourceCode) === 'default', 'LINK_OF_DEFAULTS'),
    ),
  RegisterWebsites: ({ websites }) =>
    websites.flatMap((website) => [...code(website.code), ...when(long(website.code, 255), 'FIELD_TOO_LONG')]),
  SaveSourceItems: ({ items }) =>
    items.flatMap(({ sku, sourceCode, quantity, status }) => [
      ...when(blank(sku), 'FIELD_EMPTY'),
      ...when((sku ?? '') !== (sku ?? '').trim(), 'FIELD_HAS_OUTER_SPACES'),
      ...when(long(sku, 64) || long(sourceCode, 255), 'FIELD_TOO_LONG'),
      ...code(sourceCode),
      ...when((quantity ?? null) === null || (status ?? null) === null, 'FIELD_NOT_NUMERIC'),
      ...when(beyond(quantity ?? '0'), 'FIELD_OUT_OF_RANGE'),
      ...when(![0, 1].includes(status ?? 0), 'STATUS_UNKNOWN'),
    ]),
  DeleteSourceItems: ({ items }) =>
    items.flatMap(({ sku, sourceCode }) => [...when(blank(sku), 'FIELD_EMPTY'), ...code(sourceCode)]),
  PlaceReservations: ({ reservations }) =>
    reservations.flatMap(({ sku, quantity }) => [
      ...when(blank(sku), 'FIELD_EMPTY'),
      ...when(long(sku, 64), 'FIELD_TOO_LONG'),
      ...when(beyond(quantity), 'FIELD_OUT_OF_RANGE'),
    ]),
  CompensateReservations: ({ compensations }) =>
    compensations.flatMap(({ incrementId, sku, quantity }) => [
      ...when(blank(incrementId) || blank(sku), 'FIELD_EMPTY'),
      ...when(long(sku, 64), 'FIELD_TOO_LONG'),
      ...when(beyond(quantity), 'FIELD_OUT_OF_RANGE'),
    ]),
  AssignSkusToSources: () => [],
  UnassignSkusFromSources: () => [],
  TransferSkus: () => [],
  TransferSourceItems: () => [],
  ReportOrderEvents: ({ events }) =>
    events.flatMap(({ type, id, order, items }) => {
      const placed = type === 'order_placed';
      const channel = order?.salesChannel;
      const names = [id, order?.incrementId, order?.entityId, order?.pickupLocationCode];
      return [
        ...when(blank(type) || blank(id) || blank(order?.incrementId), 'FIELD_EMPTY'),
        ...when(!blank(type) && !ORDER_EVENT_TYPES.some((one) => one === type), 'EVENT_TYPE_UNKNOWN'),
        ...when(
          names.some((name) => long(name, 255)),
          'FIELD_TOO_LONG',
        ),
        ...when(placed && (blank(channel?.type) || blank(channel?.code)), 'FIELD_EMPTY'),
        ...when(items ? items.length === 0 : !isLenient(type), 'LIST_EMPTY'),
        ...(items ?? []).flatMap(({ itemId, sku, quantity }) => [
          ...when(blank(itemId) || (placed && blank(sku)), 'FIELD_EMPTY'),
          ...when(long(itemId, 255) || long(sku, 64), 'FIELD_TOO_LONG'),
          ...when(!quantity && !isLenient(type), 'FIELD_NOT_NUMERIC'),
          ...when(!!quantity && unitsOf(quantity) <= 0n, 'FIELD_NOT_POSITIVE'),
          ...when(beyond(quantity ?? '0') && unitsOf(quantity!) > 0n, 'FIELD_OUT_OF_RANGE'),
        ]),
      ];
    }),
  NotifyOrdersReadyForPickup: () => [],
  SaveStockItemConfigurations: ({ configurations }) =>
    configurations.flatMap((given) => [
      ...when(blank(given.sku), 'FIELD_EMPTY'),
      ...when(long(given.sku, 64), 'FIELD_TOO_LONG'),
      ...settings(given),
    ]),
  SaveStockItemConfigurationDefaults: ({ defaults }) => settings(defaults),
  SaveLowQuantityNotifications: ({ configurations }) =>
    configurations.flatMap(({ sku, sourceCode, notifyStockQty }) => [
      ...when(blank(sku) || blank(sourceCode), 'FIELD_EMPTY'),
      ...when(long(sku, 64), 'FIELD_TOO_LONG'),
      ...when(beyond(notifyStockQty ?? '0'), 'FIELD_OUT_OF_RANGE'),
    ]),
  DeleteLowQuantityNotifications: () => [],
  ...PROBED,
};

function settings(given: ConfigurationToSave): ProblemCode[] {
  const quantities = [given.minQty, given.minSaleQty, given.maxSaleQty, given.notifyStockQty, given.stockThresholdQty];
  return [
    ...when(
      [...quantities, given.qtyIncrements].some((quantity) => beyond(quantity ?? '0')),
      'FIELD_OUT_OF_RANGE',
    ),
    ...when(unitsOf(given.qtyIncrements ?? '1') <= 0n, 'FIELD_NOT_POSITIVE'),
    ...when(![0, 1, 2].includes(given.backorders ?? 0), 'BACKORDERS_UNKNOWN'),
  ];
}

/** Whether an order event may leave out what it is about: it is then about all that is left. */
function isLenient(type: string | null | undefined): boolean {
  return type === 'order_canceled' || type === 'order_place_failed';
}

function code(value: string | null | undefined): ProblemCode[] {
  return [...when(blank(value), 'FIELD_EMPTY'), ...when(/\s/.test(value ?? ''), 'FIELD_HAS_WHITESPACE')];
}

function blank(value: string | null | undefined): boolean {
  return (value ?? '').trim() === '';
}

function long(value: string | null | undefined, most: number): boolean {
  return (value ?? '').length > most;
}

function template(value: string | null | undefined): boolean {
  return /\$:*\{.*\}/.test(value ?? '');
}

function beyond(decimal: string): boolean {
  const units = unitsOf(decimal);
  return units > 999_999_999_999n || units < -999_999_999_999n;
}
