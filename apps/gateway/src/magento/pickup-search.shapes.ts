import { UNLIMITED } from './webapi/input-limits.js';
import { pageSizeWithin, SORT_ORDER } from './webapi/search-criteria.js';
import { int, list, object, text } from './webapi/types.js';

/** Where Magento keeps the types of the search. */
export const API = 'Magento\\InventoryInStorePickupApi\\Api\\Data';

/** What a filter says. */
export const FILTER_FIELDS = { value: text, conditionType: text };
const FILTER = object(`${API}\\SearchRequest\\FilterInterface`, FILTER_FIELDS);
const AREA = object(`${API}\\SearchRequest\\AreaInterface`, { radius: int, searchTerm: text });
/** Filters that may be set, each about one field. */
export const FILTERS = object(`${API}\\SearchRequest\\FiltersInterface`, {
  ...{ country: FILTER, postcode: FILTER, region: FILTER, regionId: FILTER },
  ...{ city: FILTER, street: FILTER, name: FILTER, pickupLocationCode: FILTER },
});
/** A product that locations shall have. */
export const PRODUCT_INFO = object(`${API}\\SearchRequest\\ProductInfoInterface`, { sku: text });
const EXTENSION = object(`${API}\\SearchRequestExtensionInterface`, { productsInfo: list(PRODUCT_INFO) });

const REQUEST = object(`${API}\\SearchRequestInterface`, {
  area: AREA,
  filters: FILTERS,
  pageSize: int,
  currentPage: int,
  scopeType: text,
  scopeCode: text,
  sort: list(SORT_ORDER),
  extensionAttributes: EXTENSION,
});

/** Which pickup locations to look for. Throws 400 for a page larger than the operator allows. MSI contract C9. */
export const SEARCH_REQUEST: typeof REQUEST = {
  ...REQUEST,
  read(value, limits = UNLIMITED) {
    const request = REQUEST.read(value, limits);
    return { ...request, pageSize: pageSizeWithin(limits, request.pageSize) };
  },
};
