import { numberOfQuantity, parseQuantity } from '#contracts/quantity';
import type { Located } from '#inventory/geocoding/locate';
import type { Selection } from '#inventory/selection/selection.rules';
import type { Demand, SourceSupply } from '#inventory/selection/selection.queries';
import { requiredFields } from './webapi/errors.js';
import { shown } from './webapi/shown.js';
import { bool, degrees, int, list, object, quantity, text, type ValueOf } from './webapi/types.js';

const API = 'Magento\\InventorySourceSelectionApi\\Api\\Data';

const ADDRESS = object(`${API}\\AddressInterface`, {
  ...{ country: text, postcode: text, street: text, region: text, city: text },
  ...{ lat: degrees(90), lng: degrees(180) },
});

/** What is to be shipped where. Magento's address has no coordinates; ours may. MSI contract B3. */
export const INVENTORY_REQUEST = object(`${API}\\InventoryRequestInterface`, {
  stockId: int,
  items: list(object(`${API}\\ItemRequestInterface`, { sku: text, qty: quantity })),
  extensionAttributes: object(`${API}\\InventoryRequestExtensionInterface`, { destinationAddress: ADDRESS }),
});

/** An algorithm as it is answered. */
export const ALGORITHM_SHOWN = shown(
  object(`${API}\\SourceSelectionAlgorithmInterface`, { code: text, title: text, description: text }),
);

/** A selection as it is answered. */
export const SELECTION_SHOWN = shown(
  object(`${API}\\SourceSelectionResultInterface`, {
    sourceSelectionItems: list(
      shown(
        object(`${API}\\SourceSelectionItemInterface`, {
          ...{ sourceCode: text, sku: text, qtyToDeduct: quantity, qtyAvailable: quantity },
        }),
      ),
    ),
    shippable: bool,
  }),
);

/** A request as a client gave it. */
export type InventoryRequest = ValueOf<typeof INVENTORY_REQUEST>;

/** What a request asks for. Throws 400 when it leaves out the stock, the items, or what an item is of. */
export function demandOf({ stockId, items }: InventoryRequest): Demand {
  const given = (value: unknown) => value !== undefined && value !== null;
  const missing = [...(given(stockId) ? [] : ['stockId']), ...(given(items) ? [] : ['items'])];
  const unnamed = (items ?? []).some(({ sku }) => !given(sku)) ? ['sku'] : [];
  const uncounted = (items ?? []).some(({ qty }) => !given(qty)) ? ['qty'] : [];
  if (missing.length + unnamed.length + uncounted.length > 0) {
    throw requiredFields([...missing, ...unnamed, ...uncounted]);
  }
  const wanted = items!.map(({ sku, qty }) => ({ sku: sku!, quantity: parseQuantity(qty!) }));
  return { stockId: stockId!, items: wanted };
}

/** Where an address lies, as far as the client said it. */
export function destinationOf({ lat, lng, country, postcode, city, region }: ValueOf<typeof ADDRESS>): Located {
  const said = typeof lat === 'number' && typeof lng === 'number';
  const address = { country: country ?? '', postcode: postcode ?? '', city: city ?? '', region: region ?? '' };
  return { latitude: said ? lat : null, longitude: said ? lng : null, address };
}

/** A selection as Magento shows it. MSI contract B3. */
export function toMagentoSelection({ parcels, shippable }: Selection<SourceSupply>): object {
  return {
    source_selection_items: parcels.map(({ sourceCode, sku, toDeduct, quantity: available }) => ({
      source_code: sourceCode,
      sku,
      qty_to_deduct: numberOfQuantity(toDeduct),
      qty_available: numberOfQuantity(available),
    })),
    shippable,
  };
}
