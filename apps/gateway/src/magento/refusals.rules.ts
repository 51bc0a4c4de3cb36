import type { CommandName } from '#contracts/commands';
import { describeProblem, type Problem, type ProblemCode } from '#contracts/problems';
import { MagentoError, rendered, type ErrorEntry } from './webapi/errors.js';
import { snakeCase } from './webapi/spelling.js';

/** Renders why the domain refused a command: a headline of its own where Magento has one, else a list under a common one. MSI contract B1. */
export function refusalOf(command: CommandName, problems: Problem[]): MagentoError {
  const own = problems.flatMap((problem) => HEADLINES[problem.code]?.(command, problem) ?? [])[0];
  if (own) return own;
  const errors = problems.map(entryOf);
  return new MagentoError(400, listHeadline(command, problems, errors), {}, errors);
}

function listHeadline(command: CommandName, problems: Problem[], errors: ErrorEntry[]): string {
  if (problems.some(({ code }) => code in SHORTAGES)) {
    return 'Not all of your products are available in the requested quantity.';
  }
  if (command === 'PlaceReservations') return 'Validation error';
  const ofItems = command === 'SaveSourceItems' || command === 'DeleteSourceItems';
  return ofItems ? `Validation Failed: ${rendered(errors[0]!)}` : 'Validation Failed';
}

type Headline = (command: CommandName, problem: Problem) => MagentoError | undefined;

const COULD_NOT_SAVE: Partial<Record<CommandName, string>> = {
  SaveSources: 'Could not save Source',
  SaveStocks: 'Could not save Stock',
  AssignSourcesToStock: 'Could not save StockSourceLinks',
  SaveSourceItems: 'Could not save Source Item',
  PlaceReservations: 'Could not append Reservation',
};

const couldNotSave: Headline = (command) => new MagentoError(400, COULD_NOT_SAVE[command] ?? 'Could not save');

/** Problems that Magento tells alone: what breaks in its database, and what it finds before it validates. */
const HEADLINES: Partial<Record<ProblemCode, Headline>> = {
  LIST_EMPTY: () => new MagentoError(400, 'Input data is empty'),
  SOURCE_NAME_TAKEN: couldNotSave,
  STOCK_NAME_TAKEN: couldNotSave,
  SOURCE_UNKNOWN: (command, problem) =>
    command === 'DeleteSources' ? sourceNotFound(String(problem.params.sourceCode)) : couldNotSave(command, problem),
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
  STATUS_UNKNOWN: ['"%field" should a known status.', 'field'],
  CARRIERS_NOT_CONFIGURABLE: [
    'You can\'t configure "%field" because you have chosen Global Shipping configuration.',
    'field',
  ],
  DEFAULT_SOURCE_DISABLED: ['Default source can not be disabled.'],
  PICKUP_FIELD_EMPTY: ['"%field" can not be empty for Pickup Location.', 'field'],
  PICKUP_AT_DEFAULT_SOURCE: ['The Default Source can not be used for In-Store Pickup Delivery.'],
  WEBSITE_UNKNOWN: ['The website with code "%code" does not exist.', 'code'],
  LINK_OF_DEFAULTS: ['Can not save link related to Default Source or Default Stock'],
};

const NONE_IN_STOCK =
  'is_any_source_item_in_stock-no_source_items_in_stock: There are no source items with the in stock status';

/** Why a SKU is not there in the quantity asked for: Magento's code and text. On the default stock a SKU counts as assigned. MSI contract C3, C4. */
const SHORTAGES: Partial<Record<ProblemCode, (stockId: unknown) => string>> = {
  NOT_ASSIGNED: (stockId) =>
    stockId === 1
      ? NONE_IN_STOCK
      : 'requested-sku-is-not-assigned-to-given-stock: The requested sku is not assigned to given stock.',
  NOT_IN_STOCK: () => NONE_IN_STOCK,
  NOT_ENOUGH: () => 'is_salable_with_reservations-not_enough_qty: Not enough items for sale',
};

function entryOf(problem: Problem): ErrorEntry {
  const { sku = '', stockId = '', asked, left } = problem.params;
  const shortage = SHORTAGES[problem.code]?.(stockId);
  if (shortage) {
    return {
      message: shortage,
      parameters: { sku, stock_id: stockId, requested: Number(asked), salable: Number(left) },
    };
  }
  const [message, ...names] = TEMPLATES[problem.code] ?? [describeProblem(problem)];
  const values = names.map((name) => [name, parameter(name, problem.params[name] ?? '')]);
  return { message, parameters: Object.fromEntries(values) as Record<string, string | number> };
}

/** Fields are named as the client sent them. */
function parameter(name: string, value: string | number): string | number {
  return name === 'field' ? snakeCase(String(value)) : value;
}
