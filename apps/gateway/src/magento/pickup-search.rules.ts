import { whole } from './distance.shapes.js';
import { PRODUCT_INFO, type SEARCH_REQUEST } from './pickup-search.shapes.js';
import { SOURCE_FIELDS } from './source.shapes.js';
import { MagentoError } from './webapi/errors.js';
import { NO_CONDITION_TYPE, searchOf, type SearchCriteria, type SORT_ORDER } from './webapi/search-criteria.js';
import { tooMany, type ValueOf } from './webapi/types.js';

/** A request as a client gave it. */
export type PickupSearch = ReturnType<typeof checked>;

/** Most products of a request: everybody may ask. */
const MOST_PRODUCTS = 100;

/** The request with what it must not leave out. Throws 400 for what is missing, and for too many products. */
export function checked(given: ValueOf<typeof SEARCH_REQUEST>) {
  const { scopeCode } = whole(given, ['scopeCode']);
  const area = given.area ? whole(given.area, ['radius', 'searchTerm']) : undefined;
  const filters = Object.entries(given.filters ?? {}).flatMap(([field, filter]) =>
    filter ? [{ field: field as keyof typeof FILTER_OF, ...whole(filter, ['value']) }] : [],
  );
  const skus = given.extensionAttributes?.productsInfo?.map((product) => whole(product, ['sku']).sku);
  if ((skus?.length ?? 0) > MOST_PRODUCTS) throw tooMany(PRODUCT_INFO.name, MOST_PRODUCTS);
  const sort = given.sort ?? undefined;
  const page = { pageSize: given.pageSize || undefined, currentPage: given.currentPage ?? 1 };
  return { ...page, scopeType: given.scopeType ?? 'website', scopeCode, area, filters, sort, skus };
}

/** Our search over sources for a request, without what is sorted afterwards. Throws 400 for a field or condition type that does not exist here. */
export function searchOfSources(request: PickupSearch) {
  const { filters, sort, pageSize, currentPage } = request;
  // Everybody may ask, and an expression can keep the database busy for seconds.
  const expression = filters.find(({ conditionType }) => conditionType?.toLowerCase() === 'regexp');
  if (expression) throw new MagentoError(400, NO_CONDITION_TYPE, { conditionType: 'regexp' });
  const criteria: SearchCriteria = {
    filterGroups: filters.map(({ field, ...filter }) => ({ filters: [{ field: FILTER_OF[field], ...filter }] })),
    sortOrders: sortsByDistance(request)
      ? []
      : (sort ?? []).filter(({ field }) => field !== DISTANCE).map(sortOfSources),
    pageSize,
    currentPage,
  };
  const { chunk: _, ...search } = searchOf(criteria, SOURCE_FIELDS, 'sourceCode');
  return search;
}

/** How the locations of a page are sorted by distance, if they are: only within an area, by default the nearest first. */
export function sortsByDistance({ area, sort }: PickupSearch): 'ASC' | 'DESC' | undefined {
  if (!area) return undefined;
  if (!sort) return 'ASC';
  const byDistance = sort.find(({ field }) => field === DISTANCE);
  return byDistance && (byDistance.direction?.toUpperCase() === 'ASC' ? 'ASC' : 'DESC');
}

const DISTANCE = 'distance';

/** Columns of sources that filters are about. */
const FILTER_OF = {
  ...{ country: 'country_id', postcode: 'postcode', region: 'region', regionId: 'region_id' },
  ...{ city: 'city', street: 'street', name: 'frontend_name', pickupLocationCode: 'source_code' },
};

/** What pickup locations call otherwise than sources. */
const COLUMN_OF = new Map([
  ['name', 'frontend_name'],
  ['pickup_location_code', 'source_code'],
  ['description', 'frontend_description'],
]);

function sortOfSources({ field, direction }: ValueOf<typeof SORT_ORDER>) {
  return { field: COLUMN_OF.get(field ?? '') ?? field, direction };
}
