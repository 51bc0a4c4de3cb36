import type { PickupLocationView } from '#inventory/pickup/pickup-locations.queries';
import type { PickupSearch } from './pickup-search.rules.js';
import { API, FILTER_FIELDS, FILTERS, SEARCH_REQUEST } from './pickup-search.shapes.js';
import { dataObject } from './webapi/data-object.js';
import { shown } from './webapi/shown.js';
import { snakeCase } from './webapi/spelling.js';
import { float, int, list, object, text } from './webapi/types.js';

const LOCATION = {
  ...{ pickupLocationCode: text, name: text, email: text, fax: text, contactName: text, description: text },
  ...{ latitude: float, longitude: float, countryId: text, regionId: int, region: text, city: text },
  ...{ street: text, postcode: text, phone: text },
};

const FILTER_SHOWN = shown(object(`${API}\\SearchRequest\\PickupFilterInterface`, FILTER_FIELDS));
const FILTERS_SHOWN = object(FILTERS.name.slice(1), {
  ...{ country: FILTER_SHOWN, postcode: FILTER_SHOWN, region: FILTER_SHOWN, regionId: FILTER_SHOWN },
  ...{ city: FILTER_SHOWN, street: FILTER_SHOWN, name: FILTER_SHOWN, pickupLocationCode: FILTER_SHOWN },
});
const REQUEST_SHOWN = shown(
  object(SEARCH_REQUEST.name.slice(1), {
    ...SEARCH_REQUEST.fields,
    filters: shown(FILTERS_SHOWN, {
      sometimes: Object.keys(FILTERS_SHOWN.fields) as (keyof typeof FILTERS_SHOWN.fields)[],
    }),
  }),
  { sometimes: ['area', 'filters', 'pageSize', 'sort', 'extensionAttributes'] },
);

/** What a search for pickup locations answers. */
export const PICKUP_LOCATIONS_SHOWN = shown(
  object(`${API}\\PickupLocationsSearchResultInterface`, {
    items: list(
      shown(object(`${API}\\PickupLocationInterface`, LOCATION), {
        sometimes: (Object.keys(LOCATION) as (keyof typeof LOCATION)[]).filter((key) => key !== 'pickupLocationCode'),
      }),
    ),
    searchRequest: REQUEST_SHOWN,
    totalCount: int,
  }),
);

/** A pickup location as Magento shows it. MSI contract C9. */
export function toPickupLocation(source: PickupLocationView): object {
  return dataObject({
    pickup_location_code: source.sourceCode,
    name: source.frontendName,
    email: source.email,
    fax: source.fax,
    contact_name: source.contactName,
    description: source.frontendDescription,
    latitude: source.latitude,
    longitude: source.longitude,
    country_id: source.countryId,
    region_id: source.regionId,
    region: source.region,
    city: source.city,
    street: source.street,
    postcode: source.postcode,
    phone: source.phone,
  });
}

/** The request again, with what it left to the defaults. */
export function echo({ area, filters, pageSize, currentPage, scopeType, scopeCode, sort, skus }: PickupSearch): object {
  const filter = ({ value, conditionType }: (typeof filters)[number]) => ({
    value,
    condition_type: conditionType || 'eq',
  });
  return dataObject({
    area: area && { radius: area.radius, search_term: area.searchTerm },
    filters:
      filters.length > 0 ? Object.fromEntries(filters.map((one) => [snakeCase(one.field), filter(one)])) : undefined,
    page_size: pageSize,
    current_page: currentPage,
    scope_type: scopeType,
    scope_code: scopeCode,
    sort: sort?.map(({ field, direction }) => dataObject({ field, direction: direction?.toUpperCase() })),
    extension_attributes: skus && { products_info: skus.map((sku) => ({ sku })) },
  });
}
