import { shown } from './webapi/shown.js';
import { bool, float, int, list, object, text } from './webapi/types.js';

const API = 'Magento\\InventorySalesApi\\Api\\Data';

/** A SKU on a stock. */
export const PAIR = { sku: text, stockId: int };

/** SKUs on a stock. */
export const PAIRS = { skus: list(text), stockId: int };

/** A quantity of a SKU on a stock. */
export const REQUEST = { ...PAIR, requestedQty: float };

/** Quantities of SKUs on a stock. MSI contract B2, 21. */
export const REQUESTS = {
  skuRequests: list(object(`${API}\\IsProductSalableForRequestedQtyRequestInterface`, { sku: text, qty: float })),
  stockId: int,
};

const VERDICT = { ...PAIR, salable: bool };
const ERRORS = list(shown(object(`${API}\\ProductSalabilityErrorInterface`, { code: text, message: text })));

/** Whether SKUs are salable, as it is answered. */
export const SALABLES_SHOWN = list(shown(object(`${API}\\IsProductSalableResultInterface`, VERDICT)));

/** Whether a quantity is salable and why not, as it is answered. */
export const SALABLE_FOR_SHOWN = shown(
  object(`${API}\\ProductSalableResultInterface`, { salable: bool, errors: ERRORS }),
);

/** The same of several SKUs. */
export const SALABLES_FOR_SHOWN = list(
  shown(object(`${API}\\IsProductSalableForRequestedQtyResultInterface`, { ...VERDICT, errors: ERRORS })),
);
