/**
 * Every reason for which a command may be refused, with what to do about it. `{name}` stands for a value in `params`.
 * Codes are stable; dialects render their own words from code and params.
 */
export const PROBLEMS = {
  LIST_EMPTY: 'The list is empty: send at least one element.',
  FIELD_EMPTY: '"{field}" is empty: give it a value.',
  FIELD_HAS_WHITESPACE: '"{field}" contains white space: remove it.',
  FIELD_HAS_OUTER_SPACES: '"{field}" begins or ends with a blank: remove it.',
  FIELD_HAS_TEMPLATE: '"{field}" contains a template expression such as {brace}: remove it.',
  FIELD_TOO_LONG: '"{field}" is longer than {max} characters: shorten it.',
  FIELD_NOT_NUMERIC: '"{field}" is missing: give a number.',
  FIELD_NOT_POSITIVE: '"{field}" must be greater than 0.',
  FIELD_OUT_OF_RANGE: '"{field}" is out of range: at most {max}.',
  STATUS_UNKNOWN: '"{field}" must be 0 (out of stock) or 1 (in stock).',
  BACKORDERS_UNKNOWN: '"{field}" must be 0 (none), 1 (allowed) or 2 (allowed, the buyer is told).',
  CARRIERS_NOT_CONFIGURABLE: 'Carriers cannot be set per source: leave "{field}" out.',
  DEFAULT_SOURCE_DISABLED: 'The default source cannot be disabled: send "enabled": true with it.',
  PICKUP_FIELD_EMPTY: '"{field}" is empty: a pickup location needs it.',
  PICKUP_AT_DEFAULT_SOURCE: 'The default source cannot be a pickup location: use another source.',
  SOURCE_TAKEN: 'There is a source "{sourceCode}" already: choose another code.',
  ALIAS_TAKEN: 'Another source has the alias "{alias}": choose another.',
  SOURCE_NAME_TAKEN: 'Another source is named "{name}": choose another name.',
  SOURCE_UNKNOWN: 'There is no source "{sourceCode}": create it first.',
  DEFAULT_SOURCE_KEPT: 'The default source cannot be deleted.',
  SOURCE_LINKED: 'Source "{sourceCode}" still supplies a stock: remove its links first.',
  SOURCE_HAS_ITEMS: 'Source "{sourceCode}" still has source items: delete or transfer them first.',
  SOURCE_IN_TRANSFERS: 'Source "{sourceCode}" is still part of stock transfers or line items: delete them first.',
  SOURCE_TAKES_RETURNS: 'Source "{sourceCode}" still takes returns of a stock: take it out first.',
  ADDRESS_UNKNOWN: 'There is no address "{addressId}": create it first.',
  ADDRESS_IN_USE: 'Address "{addressId}" is that of a source: give the source another one first.',
  STOCK_NAME_TAKEN: 'Another stock is named "{name}": choose another name.',
  STOCK_UNKNOWN: 'There is no stock {stockId}: create it first.',
  WEBSITE_UNKNOWN: 'There is no website "{code}": register it first.',
  WEBSITE_RESERVED:
    'The website "{code}" is the administration and always sells from the default stock: choose another.',
  DEFAULT_STOCK_KEPT: 'The default stock cannot be deleted.',
  STOCK_HAS_CHANNELS: 'Stock {stockId} still has sales channels: move them to another stock first.',
  STOCK_LINKED: 'Stock {stockId} still has sources: remove its links first.',
  STOCK_TAKES_RETURNS: 'Stock {stockId} still has sources that take returns: remove them first.',
  STOCK_HAS_RESERVATIONS: 'Stock {stockId} still has open reservations: release them first.',
  LINK_OF_DEFAULTS: 'The default source and the default stock are linked only with each other.',
  LINK_UNKNOWN: 'Source and stock are not linked: link them first.',
  LINK_TAKEN: 'Source and stock are linked already: change that link instead.',
  RETURN_UNKNOWN: 'There is no such source that takes returns.',
  RETURN_TAKEN: 'The source takes returns of the stock already: change that instead.',
  BELOW_MIN_SALE_QTY: 'SKU "{sku}" is sold from {limit} on, {asked} were asked for.',
  ABOVE_MAX_SALE_QTY: 'SKU "{sku}" is sold up to {limit} at once, {asked} were asked for.',
  OFF_QTY_INCREMENTS: 'SKU "{sku}" is sold in multiples of {limit}, {asked} were asked for.',
  QTY_NOT_WHOLE: 'SKU "{sku}" is sold in whole units, {asked} were asked for.',
  NOT_ASSIGNED: 'SKU "{sku}" has no source item in any source of stock {stockId}: assign it first.',
  NOT_IN_STOCK: 'SKU "{sku}" has no source item in stock on stock {stockId}.',
  BACKORDERS_DISABLED: 'SKU "{sku}" takes no backorders without a bound.',
  STOCK_MANAGED: 'SKU "{sku}" is sold only as far as it is in stock.',
  NOT_ENOUGH: 'Only {left} of SKU "{sku}" are left on stock {stockId}, {asked} were asked for.',
  ORIGIN_UNKNOWN: 'There is no source "{sourceCode}" to take from: create it first.',
  DESTINATION_UNKNOWN: 'There is no source "{sourceCode}" to bring to: create it first.',
  SAME_SOURCE: 'Origin and destination are one source: choose another.',
  SOURCE_ITEM_UNKNOWN: 'Source "{sourceCode}" has no item of SKU "{sku}": assign it first.',
  TRANSFER_TOO_LARGE: 'Source "{sourceCode}" holds only {left} of SKU "{sku}", {asked} were to be moved.',
  NOT_ENOUGH_AT_SOURCE: 'Source "{sourceCode}" holds only {left} of SKU "{sku}", {asked} were to be taken.',
  SOURCE_ITEM_TAKEN: 'Source "{sourceCode}" has an item of SKU "{sku}" already: change that instead.',
  SOURCE_ITEM_RESERVED:
    'Of SKU "{sku}", {reserved} are reserved at source "{sourceCode}": end the stock reservations first.',
  LESS_THAN_RESERVED: 'Of SKU "{sku}", {reserved} are reserved at source "{sourceCode}", {asked} were to be left.',
  NOT_ENOUGH_UNRESERVED: 'Only {left} of SKU "{sku}" may be reserved at source "{sourceCode}", {asked} were asked for.',
  STOCK_RESERVATION_UNKNOWN: 'There is no stock reservation "{id}" of SKU "{sku}".',
  STOCK_RESERVATION_OWNED: 'Stock reservation "{id}" belongs to "{ownerId}": change that instead.',
  STOCK_TRANSFER_UNKNOWN: 'There is no stock transfer "{id}" of SKU "{sku}".',
  STOCK_TRANSFER_STATUS: 'A stock transfer that is {status} cannot become {step}.',
  STOCK_TRANSFER_FIXED: '"{field}" of a stock transfer that is {status} cannot be changed.',
  STOCK_LINE_ITEM_UNKNOWN: 'There is no stock line item "{id}" of SKU "{sku}".',
  STOCK_LINE_ITEM_DECREMENTED: 'The stock of line item "{id}" has been taken off its source already.',
  STOCK_LINE_ITEM_RESERVED: 'The stock of line item "{id}" is reserved already.',
  SKU_NOT_TRACKED:
    'The stock of SKU "{sku}" is not tracked: nothing of it is reserved, transferred or shipped step by step.',
  SKU_TAKEN: 'SKU "{sku}" is known already: change it instead.',
  SKU_UNKNOWN: 'SKU "{sku}" is not known: create it first.',
  SKU_IN_USE: 'SKU "{sku}" still has source items, reservations, transfers or line items: remove them first.',
  URL_INVALID: '"{field}" must be the address of an http or https server.',
  WEBHOOK_UNKNOWN: 'There is no webhook "{webhookId}": create it first.',
  WEBHOOK_NAME_TAKEN: 'Another webhook is named "{name}": choose another name.',
  INCLUDE_UNKNOWN: '"{include}" is nothing that can come along with records of "{topic}".',
  EVENT_TYPE_UNKNOWN: 'There is no order event "{type}".',
  EVENT_ID_TAKEN: 'The id "{id}" belongs to another event: give each event one of its own.',
  ORDER_UNKNOWN: 'There is no order "{order}": report that it was placed first.',
  CHANNEL_UNKNOWN: 'No stock sells on the channel "{type}:{code}": give the channel to a stock first.',
  MORE_THAN_ORDERED: '{asked} of item "{itemId}" (SKU "{sku}") are too many: {left} are left of order "{order}".',
  ITEM_OF_OTHER_SKU: 'Item "{itemId}" of order "{order}" is SKU "{ordered}", not "{sku}".',
  NOT_READY_FOR_PICKUP: 'Order "{orderId}" is not ready for pickup.',
  COMMAND_UNREADABLE: 'The message is no JSON object: {detail}',
  COMMAND_UNKNOWN: 'There is no command "{type}".',
  COMMAND_OFF_SCHEMA: 'The command does not match its schema: {detail}',
  COMMAND_FAILED: 'The command could not be carried out and lies in the dead letters: {detail}',
} as const;

/** Code of a {@link PROBLEMS} entry. */
export type ProblemCode = keyof typeof PROBLEMS;

/**
 * One reason of a refusal: `path` names the place in the command's data (`items.0.quantity`, empty for the whole),
 * `params` the values the reason speaks of. A refusal carries all of them, up to {@link MAX_PROBLEMS}, in rule order.
 */
export interface Problem {
  code: ProblemCode;
  path: string;
  params: Record<string, string | number>;
}

/** Most problems that a refusal tells; a command with more of them is mended in rounds. */
export const MAX_PROBLEMS = 1_000;

/**
 * A problem at a place. Values of more than 300 characters are cut, so that a refusal always fits into a message; characters that
 * PostgreSQL cannot store are replaced.
 */
export function problem(code: ProblemCode, path: string, params: Problem['params'] = {}): Problem {
  const told = Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value]);
  return { code, path, params: Object.fromEntries(told) as Problem['params'] };
}

function cut(value: string): string {
  const text = value.length > 300 ? `${value.slice(0, 300)}…` : value;
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** The English sentence of a problem, with its values filled in. */
export function describeProblem({ code, params }: Problem): string {
  return PROBLEMS[code].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
