import type { SourceToSave } from '#contracts/sources';
import type { SourceView } from '#inventory/sources/sources.queries';
import { dataObject } from './webapi/data-object.js';
import { shown } from './webapi/shown.js';
import { bool, degrees, int, list, object, text, type ValueOf } from './webapi/types.js';

/** Source. MSI contract B, "Shapes". */
export const SOURCE = object('SourceInterface', {
  sourceCode: text,
  name: text,
  email: text,
  contactName: text,
  enabled: bool,
  description: text,
  latitude: degrees(99.999999),
  longitude: degrees(999.999999),
  countryId: text,
  regionId: int,
  region: text,
  city: text,
  street: text,
  postcode: text,
  phone: text,
  fax: text,
  useDefaultCarrierConfig: bool,
  carrierLinks: list(
    object('SourceCarrierLinkInterface', {
      carrierCode: text,
      position: int,
      extensionAttributes: object('SourceCarrierLinkExtensionInterface', {}),
    }),
  ),
  extensionAttributes: object('SourceExtensionInterface', {
    isPickupLocationActive: bool,
    frontendName: text,
    frontendDescription: text,
  }),
});

/** A source as it is answered. */
export const SOURCE_SHOWN = shown(SOURCE, {
  sometimes: [
    ...(['email', 'contactName', 'description', 'latitude', 'longitude', 'regionId', 'region'] as const),
    ...(['city', 'street', 'phone', 'fax'] as const),
  ],
});

/** Fields that sources may be searched and sorted by. MSI contract A5. */
export const SOURCE_FIELDS = [
  ...([
    'sourceCode',
    'name',
    'enabled',
    'description',
    'latitude',
    'longitude',
    'countryId',
    'regionId',
    'region',
  ] as const),
  ...(['city', 'street', 'postcode', 'contactName', 'email', 'phone', 'fax', 'useDefaultCarrierConfig'] as const),
  ...(['isPickupLocationActive', 'frontendName', 'frontendDescription'] as const),
] satisfies (keyof SourceView)[];

/** The source a client wants. That carriers are not configured per source, it cannot change: its wish is ignored. */
export function sourceToSave({
  extensionAttributes,
  useDefaultCarrierConfig: _,
  ...source
}: ValueOf<typeof SOURCE>): SourceToSave {
  return { ...source, ...extensionAttributes };
}

/** A source as Magento shows it. MSI contract B1. */
export function toMagentoSource(source: SourceView): object {
  return dataObject({
    source_code: source.sourceCode,
    name: source.name,
    email: source.email,
    contact_name: source.contactName,
    enabled: source.enabled,
    description: source.description,
    latitude: source.latitude,
    longitude: source.longitude,
    country_id: source.countryId,
    region_id: source.regionId,
    region: source.region,
    city: source.city,
    street: source.street,
    postcode: source.postcode,
    phone: source.phone,
    fax: source.fax,
    use_default_carrier_config: source.useDefaultCarrierConfig,
    carrier_links: [],
    extension_attributes: dataObject({
      is_pickup_location_active: source.isPickupLocationActive,
      frontend_name: source.frontendName,
      frontend_description: source.frontendDescription,
    }),
  });
}
