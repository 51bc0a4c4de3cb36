import { BadSearch, type Filter, type Found, type Search } from '#inventory/search';
import { dataObject } from './data-object.js';
import { MagentoError } from './errors.js';
import { UNLIMITED, type InputLimits } from './input-limits.js';
import { Listing } from './listing.js';
import { snakeCase } from './spelling.js';
import { shown, type ShownType } from './shown.js';
import { int, list, object, text, type ObjectType, type Type, type ValueOf } from './types.js';

/** What is said of a condition type that does not exist. */
export const NO_CONDITION_TYPE = 'The condition type "%conditionType" does not exist.';

const FILTER = object('Magento\\Framework\\Api\\Filter', { field: text, value: text, conditionType: text });
const FILTER_GROUP = object('Magento\\Framework\\Api\\Search\\FilterGroup', { filters: list(FILTER) });
/** A field to sort by, and its direction. */
export const SORT_ORDER = object('Magento\\Framework\\Api\\SortOrder', { field: text, direction: text });

const CRITERIA = object('Magento\\Framework\\Api\\SearchCriteriaInterface', {
  filterGroups: list(FILTER_GROUP),
  sortOrders: list(SORT_ORDER),
  pageSize: int,
  currentPage: int,
});

/**
 * `searchCriteria[filter_groups][0][filters][0][field]=…` and so on. Any scalar, as `searchCriteria=all`, asks for everything. Throws 400
 * for a page larger than the operator allows. MSI contract A4, A5.
 */
export const SEARCH_CRITERIA: typeof CRITERIA = {
  ...CRITERIA,
  read(value, limits = UNLIMITED) {
    const criteria = CRITERIA.read(criteriaAmong(value), limits);
    const pageSize = pageSizeWithin(limits, criteria.pageSize);
    return pageSize === undefined ? criteria : { ...criteria, pageSize };
  },
};

/** Rows of a page that a client asked for, or those when it did not say. Throws 400 for more than the operator allows. MSI contract A4. */
export function pageSizeWithin(limits: InputLimits, asked: number | null | undefined): number | undefined {
  const pageSize = asked || limits.defaultPageSize;
  if ((pageSize ?? 0) <= limits.pageSize) return pageSize;
  throw new MagentoError(400, 'Maximum SearchCriteria pageSize is %max', { max: limits.pageSize });
}

/** Criteria as a client gave them. */
export type SearchCriteria = ValueOf<typeof SEARCH_CRITERIA>;

/**
 * Our search for criteria over fields of these names, which Magento spells in snake_case. Filters of a group are alternatives; a page
 * beyond the end is the last one. Without sort orders rows come `by` a field, or as they are stored. Throws 400 for a field or a
 * condition type that does not exist.
 */
export function searchOf<F extends string>(criteria: SearchCriteria, fields: readonly F[], by?: F): Search {
  const { filterGroups, sortOrders, pageSize, currentPage } = criteria;
  const where = (filterGroups ?? []).map(({ filters }) => (filters ?? []).map((filter) => filterOf(filter, fields)));
  const asked = (sortOrders ?? []).map(({ field, direction }) => ({
    field: fieldOf(field, fields),
    descending: direction?.toUpperCase() !== 'ASC',
  }));
  const sort = by && asked.length === 0 ? [{ field: by, descending: false }] : asked;
  if (!pageSize) return { where, sort, chunk: CHUNK };
  const limit = Math.max(pageSize, 1);
  return { where, sort, limit, offset: limit * (Math.max(currentPage ?? 1, 1) - 1), clamp: true };
}

/** What a search over things of a type answers. */
export function searchResultOf(type: ObjectType<Record<string, Type<unknown>>>): ShownType {
  const criteria = shown(CRITERIA, { sometimes: ['sortOrders', 'pageSize', 'currentPage'] });
  const name = type.name.replace(/Interface$/, 'SearchResultsInterface').slice(1);
  return shown(object(name, { items: list(type), searchCriteria: criteria, totalCount: int }));
}

/** Answer to a search: what was found, the criteria again, and how much there is without paging. */
export function searchResult<View>(found: Found<View>, criteria: SearchCriteria, render: (view: View) => object) {
  const others = { search_criteria: echo(criteria), total_count: found.total };
  return found.more ? new Listing(rendering(found, render), others) : { items: found.items.map(render), ...others };
}

/** All that was found as a bare list. */
export function bareResult<View>(found: Found<View>, render: (view: View) => object): object[] | Listing {
  return found.more ? new Listing(rendering(found, render)) : found.items.map(render);
}

/** What was found, as it is answered, some at a time. */
export async function* rendering<View>(
  { items, more }: Found<View>,
  render: (view: View) => object,
): AsyncGenerator<object[]> {
  yield items.map(render);
  if (more) for await (const views of more()) yield views.map(render);
}

/** The 400 of a search that the domain cannot carry out. */
export function searchRefusal({ reason, field, value }: BadSearch): MagentoError {
  if (reason === 'too-slow')
    return new MagentoError(400, 'The "%fieldName" search takes longer than %max. Simplify its expression.', {
      fieldName: field,
      max: value,
    });
  if (reason === 'bad-value')
    return new MagentoError(400, 'The value "%value" does not fit "%fieldName".', { fieldName: field, value });
  return unknownField(field);
}

/** Rows of an unpaged answer that are read at once. */
const CHUNK = 2_000;

/** `searchCriteria=&searchCriteria[pageSize]=1` gives a list, of which PHP has the last only. */
function criteriaAmong(value: unknown): object | '' {
  const criteria = Array.isArray(value) ? (value.findLast((one) => typeof one === 'object') as unknown) : value;
  return typeof criteria === 'object' && criteria !== null ? criteria : '';
}

type GivenFilter = ValueOf<typeof FILTER>;

const OPS = new Map<string, Filter['op']>([
  ...(['eq', 'neq', 'like', 'nlike', 'in', 'nin', 'gt', 'lt', 'gteq', 'lteq', 'null', 'notnull'] as const).map(same),
  ...(['finset', 'nfinset', 'regexp'] as const).map(same),
  ...([
    ['moreq', 'gteq'],
    ['from', 'gteq'],
    ['to', 'lteq'],
    ['fulltext', 'like'],
  ] as const),
]);

function same(op: Filter['op']): [string, Filter['op']] {
  return [op, op];
}

function filterOf({ field, value, conditionType }: GivenFilter, fields: readonly string[]): Filter {
  const type = conditionType?.toLowerCase() || 'eq';
  const op = type === 'is' ? nullness(value) : OPS.get(type);
  if (!op) throw new MagentoError(400, NO_CONDITION_TYPE, { conditionType: type });
  return { field: fieldOf(field, fields), op, value: type === 'fulltext' ? `%${value ?? ''}%` : (value ?? '') };
}

/** `is` takes `null` and `not null` only, as SQL does. */
function nullness(value: string | null | undefined): Filter['op'] {
  const wanted = value?.trim().toLowerCase().replace(/\s+/, ' ');
  if (wanted === 'null') return 'null';
  if (wanted === 'not null') return 'notnull';
  throw new MagentoError(400, 'The condition type "is" takes "null" or "not null", not "%value".', {
    value: value ?? '',
  });
}

function fieldOf(name: string | null | undefined, fields: readonly string[]): string {
  const field = fields.find((one) => snakeCase(one) === name?.toLowerCase());
  if (!field) throw unknownField(name ?? '', fields);
  return field;
}

function unknownField(fieldName: string, fields: readonly string[] = []): MagentoError {
  const known = fields.length > 0 ? ' Choose one of %fieldNames.' : '';
  return new MagentoError(400, `There is no field "%fieldName" to search or sort by.${known}`, {
    fieldName,
    ...(known && { fieldNames: fields.map(snakeCase).join(', ') }),
  });
}

function echo({ filterGroups, sortOrders, pageSize, currentPage }: SearchCriteria) {
  return dataObject({
    filter_groups: (filterGroups ?? []).map(({ filters }) => ({
      filters: (filters ?? []).map(({ field, value, conditionType }) =>
        dataObject({ field, value, condition_type: conditionType || 'eq' }),
      ),
    })),
    sort_orders: sortOrders?.map(({ field, direction }) => dataObject({ field, direction: direction?.toUpperCase() })),
    page_size: pageSize,
    current_page: currentPage,
  });
}
