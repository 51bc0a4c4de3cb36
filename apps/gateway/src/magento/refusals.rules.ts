import type { CommandName } from '#contracts/commands';
import { describeProblem, type Problem, type ProblemCode } from '#contracts/problems';
import { shortfallError } from './shortfalls.rules.js';
import { MagentoError, rendered, type ErrorEntry } from './webapi/errors.js';
import { camelCase, snakeCase } from './webapi/spelling.js';

/** Renders why the domain refused a command: a headline of its own where Magento has one, else a list under a common one. MSI contract B1. */
export function refusalOf(command: CommandName, problems: Problem[]): MagentoError {
  const own = problems.flatMap((problem) => HEADLINES[problem.code]?.(command, problem) ?? [])[0];
  if (own) return own;
  if (command === 'SaveLowQuantityNotifications') return new MagentoError(400, COULD_NOT_SAVE[command]!);
  const errors = problems.map(entryOf);
  return new MagentoError(400, listHeadline(command, problems, errors), {}, errors);
}

function listHeadline(command: CommandName, problems: Problem[], errors: ErrorEntry[]): string {
  if (problems.some((problem) => problem.code === 'NOT_ENOUGH_AT_SOURCE' || shortfallOf(problem))) {
    return 'Not all of your products are available in the requested quantity.';
  }
  const own = LIST_HEADLINES[command];
  if (own && !(command === 'TransferSkus' && problems.every(({ code }) => code === 'FIELD_OUT_OF_RANGE'))) return own;
  const ofItems = command === 'SaveSourceItems' || command === 'DeleteSourceItems';
  return ofItems ? `Validation Failed: ${rendered(errors[0]!)}` : 'Validation Failed';
}

/** Headlines of lists that Magento words by the service. MSI contract C5, C7. */
const LIST_HEADLINES: Partial<Record<CommandName, string>> = {
  PlaceReservations: 'Validation error',
  TransferSkus: 'Validation Error: Select different sources for origin and destination.',
  TransferSourceItems: 'Transfer validation failed',
};

type Headline = (command: CommandName, problem: Problem) => MagentoError | undefined;

const COULD_NOT_SAVE: Partial<Record<CommandName, string>> = {
  SaveSources: 'Could not save Source',
  SaveStocks: 'Could not save Stock',
  AssignSourcesToStock: 'Could not save StockSourceLinks',
  SaveSourceItems: 'Could not save Source Item',
  PlaceReservations: 'Could not append Reservation',
  SaveLowQuantityNotifications: 'Could not save Source Item Configuration',
};

const couldNotSave: Headline = (command) => new MagentoError(400, COULD_NOT_SAVE[command] ?? 'Could not save');

/** Problems that Magento tells alone: what breaks in its database, and what it finds before it validates. */
const HEADLINES: Partial<Record<ProblemCode, Headline>> = {
  LIST_EMPTY: () => new MagentoError(400, 'Input data is empty'),
  SOURCE_NAME_TAKEN: couldNotSave,
  STOCK_NAME_TAKEN: couldNotSave,
  SOURCE_UNKNOWN: (command, problem) => {
    if (command === 'AssignSkusToSources' || command === 'UnassignSkusFromSources') return undefined;
    return command === 'DeleteSources'
      ? sourceNotFound(String(problem.params.sourceCode))
      : couldNotSave(command, problem);
  },
  SOURCE_ITEM_UNKNOWN: (command, { params: { sourceCode, sku } }) =>
    command === 'ReportOrderEvents'
      ? new MagentoError(404, 'Source item not found by source code: %1 and sku: %2.', [sourceCode!, sku!])
      : undefined,
  CHANNEL_UNKNOWN: () => new MagentoError(404, 'No linked stock found'),
  DEFAULT_SOURCE_KEPT: () => new MagentoError(400, 'Default Source could not be deleted.'),
  SOURCE_LINKED: () => new MagentoError(400, 'Source is linked to at least one stock and could not be deleted.'),
  SOURCE_HAS_ITEMS: () => new MagentoError(400, 'Source has at least one source item and could not be deleted.'),
  STOCK_UNKNOWN: (command, problem) =>
    command === 'DeleteStocks' ? stockNotFound(problem.params.stockId!) : couldNotSave(command, problem),
  LINK_OF_DEFAULTS: (command) =>
    command === 'UnassignSourcesFromStock'
      ? new MagentoError(400, 'Can not delete link related to Default Source or Default Stock')
      : undefined,
  DEFAULT_STOCK_KEPT: () => new MagentoError(400, 'Default Stock could not be deleted.'),
  STOCK_HAS_CHANNELS: () => new MagentoError(400, 'Stock has at least one sale channel and could not be deleted.'),
  COMMAND_FAILED: (_command, problem) => new MagentoError(500, describeProblem(problem)),
};

/** The 404 of a source that does not exist. MSI contract B1, 2. */
export function sourceNotFound(value: string): MagentoError {
  return new MagentoError(404, 'Source with code "%value" does not exist.', { value });
}

function stockNotFound(fieldValue: string | number): MagentoError {
  const message = 'There is no stock with "%fieldValue" for "%fieldName". Verify and try again.';
  return new MagentoError(404, message, { fieldName: 'stock_id', fieldValue });
}

/** Templates of problems that are listed, with the names of their parameters; a text without a template is rendered already. */
const TEMPLATES: Partial<Record<ProblemCode, [string, ...string[]]>> = {
  FIELD_EMPTY: ['"%field" can not be empty.', 'field'],
  FIELD_HAS_WHITESPACE: ['"%field" can not contain whitespaces.', 'field'],
  FIELD_HAS_OUTER_SPACES: ['"%field" can not contain leading or trailing spaces.', 'field'],
  FIELD_HAS_TEMPLATE: ['Validation Failed'],
  FIELD_TOO_LONG: ['"%field" can not be longer than %max characters.', 'field', 'max'],
  FIELD_NOT_NUMERIC: ['"%field" should be numeric.', 'field'],
  FIELD_NOT_POSITIVE: ['"%field" should be greater then 0.', 'field'],
  FIELD_OUT_OF_RANGE: ['"%field" is out of range: at most %max.', 'field', 'max'],
  BACKORDERS_UNKNOWN: ['"%field" should be 0, 1 or 2.', 'field'],
  STATUS_UNKNOWN: ['"%field" should a known status.', 'field'],
  CARRIERS_NOT_CONFIGURABLE: [
    'You can\'t configure "%field" because you have chosen Global Shipping configuration.',
    'field',
  ],
  DEFAULT_SOURCE_DISABLED: ['Default source can not be disabled.'],
  PICKUP_FIELD_EMPTY: ['"%field" can not be empty for Pickup Location.', 'field'],
  PICKUP_AT_DEFAULT_SOURCE: ['The Default Source can not be used for In-Store Pickup Delivery.'],
  WEBSITE_UNKNOWN: ['The website with code "%code" does not exist.', 'code'],
  WEBSITE_RESERVED: ['The website with code "%code" is reserved.', 'code'],
  SOURCE_UNKNOWN: ['Source %sourceCode does not exist', 'sourceCode'],
  ORIGIN_UNKNOWN: ['Origin source %sourceCode does not exist', 'sourceCode'],
  DESTINATION_UNKNOWN: ['Destination source %sourceCode does not exist', 'sourceCode'],
  SAME_SOURCE: ['Cannot transfer a source on itself'],
  NOT_ENOUGH_AT_SOURCE: [
    'Source "%source_code" holds only %left of SKU "%sku", %asked were requested.',
    ...['source_code', 'left', 'sku', 'asked'],
  ],
  TRANSFER_TOO_LARGE: ['Requested transfer amount for sku %sku is not available', 'sku'],
  EVENT_TYPE_UNKNOWN: ['There is no order event "%type".', 'type'],
  EVENT_ID_TAKEN: ['The id "%id" belongs to another event.', 'id'],
  ORDER_UNKNOWN: ['Order with increment id "%order" does not exist.', 'order'],
  MORE_THAN_ORDERED: [
    'The quantity %asked of item "%item_id" (SKU "%sku") exceeds the %left that are left of order "%order".',
    ...['asked', 'item_id', 'sku', 'left', 'order'],
  ],
  ITEM_OF_OTHER_SKU: [
    'Item "%item_id" of order "%order" is SKU "%ordered", not "%sku".',
    ...['item_id', 'order', 'ordered', 'sku'],
  ],
  LINK_OF_DEFAULTS: ['Can not save link related to Default Source or Default Stock'],
};

function entryOf(problem: Problem): ErrorEntry {
  const { sku = '', stockId = '', asked, left } = problem.params;
  if (problem.code === 'SOURCE_ITEM_UNKNOWN') return missingItem(problem);
  const shortage = shortfallOf(problem);
  if (shortage) {
    return {
      message: `${shortage.code}: ${shortage.message}`,
      parameters: { sku, stock_id: stockId, requested: Number(asked), salable: Number(left) },
    };
  }
  const [message, ...names] = TEMPLATES[problem.code] ?? [describeProblem(problem)];
  const values = names.map((name) => [name, parameter(name, problem.params[camelCase(name)] ?? '')]);
  return { message, parameters: Object.fromEntries(values) as Record<string, string | number> };
}

/** Magento renders the sentence before it becomes a template. MSI contract C7. */
function missingItem({ params: { sku, sourceCode } }: Problem): ErrorEntry {
  return { message: '%message', parameters: { message: `Source item for ${sku} and ${sourceCode} does not exist` } };
}

/** Why the buyer of an order was not told that it is ready for pickup. MSI contract B8, 39. */
export function failedNotification({ code, params: { orderId } }: Problem): { id: number; message: string } {
  const unknown = "The entity that was requested doesn't exist. Verify the entity and try again.";
  return { id: Number(orderId), message: code === 'ORDER_UNKNOWN' ? unknown : 'The order is not ready for pickup' };
}

/** The first of Magento's errors: where there is not enough it has three, and the lack of backorders comes first. MSI contract C4, H1. */
function shortfallOf({ code, params: { limit } }: Problem) {
  return shortfallError({ code: code === 'NOT_ENOUGH' ? 'BACKORDERS_DISABLED' : code, limit: String(limit ?? '') });
}

/** Fields are named as the client sent them. */
function parameter(name: string, value: string | number): string | number {
  return name === 'field' ? snakeCase(String(value)) : value;
}
