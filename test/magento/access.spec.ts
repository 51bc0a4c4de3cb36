import { startPipe, type Pipe } from '#testing/pipe';

const INVENTORY = 'Magento_InventoryApi::';
const SALES = 'Magento_InventorySalesApi::stock';
const PRODUCTS = 'Magento_Catalog::products';
const SELECTION = 'Magento_InventorySourceSelectionApi::source_selection_algorithm';
const LOW_QUANTITY = 'Magento_InventoryLowQuantityNotificationApi::';

const ROUTES: [method: string, path: string, resource: string][] = [
  ['GET', 'inventory/sources', `${INVENTORY}source`],
  ['GET', 'inventory/sources/default', `${INVENTORY}source`],
  ['POST', 'inventory/sources', `${INVENTORY}source_edit`],
  ['PUT', 'inventory/sources/default', `${INVENTORY}source_edit`],
  ['DELETE', 'inventory/sources/default', `${INVENTORY}source_edit`],
  ['GET', 'inventory/get-sources-assigned-to-stock-ordered-by-priority/1', `${INVENTORY}source`],
  ['GET', 'inventory/stocks', `${INVENTORY}stock`],
  ['GET', 'inventory/stocks/1', `${INVENTORY}stock`],
  ['POST', 'inventory/stocks', `${INVENTORY}stock_edit`],
  ['PUT', 'inventory/stocks/1', `${INVENTORY}stock_edit`],
  ['DELETE', 'inventory/stocks/1', `${INVENTORY}stock_delete`],
  ['GET', 'inventory/stock-source-links', `${INVENTORY}stock_source_link`],
  ['POST', 'inventory/stock-source-links', `${INVENTORY}stock_source_link`],
  ['POST', 'inventory/stock-source-links-delete', `${INVENTORY}stock_source_link`],
  ['GET', 'inventory/source-items', `${INVENTORY}source`],
  ['POST', 'inventory/source-items', `${INVENTORY}stock_source_item_assign`],
  ['POST', 'inventory/source-items-delete', `${INVENTORY}stock_source_item_assign`],
  ['GET', 'inventory/get-product-salable-quantity/X/1', SALES],
  ['GET', 'inventory/is-product-salable/X/1', SALES],
  ['GET', 'inventory/are-products-salable', SALES],
  ['GET', 'inventory/is-product-salable-for-requested-qty/X/1/1', SALES],
  ['GET', 'inventory/are-product-salable-for-requested-qty/', SALES],
  ['GET', 'inventory/stock-resolver/website/base', SALES],
  ['GET', 'inventory/reservations', `${INVENTORY}stock`],
  ['POST', 'inventory/reservations', `${INVENTORY}stock_edit`],
  ['GET', 'store/websites', 'Magento_Backend::store'],
  ['POST', 'inventory/websites', `${INVENTORY}stock_edit`],
  ['GET', 'inventory/source-selection-algorithm-list', SELECTION],
  ['POST', 'inventory/source-selection-algorithm-result', `${SELECTION}_post`],
  ['POST', 'inventory/bulk-product-source-assign', PRODUCTS],
  ['POST', 'inventory/bulk-product-source-unassign', PRODUCTS],
  ['POST', 'inventory/bulk-product-source-transfer', PRODUCTS],
  ['POST', 'inventory/bulk-partial-source-transfer', PRODUCTS],
  ['GET', 'inventory/low-quantity-notification/default/X', `${LOW_QUANTITY}low_quantity_notification`],
  ['POST', 'inventory/low-quantity-notification', `${LOW_QUANTITY}stock_create_low_quantity_notification`],
  ['POST', 'inventory/low-quantity-notifications-delete', `${LOW_QUANTITY}stock_delete_low_quantity_notification`],
  ['GET', 'inventory/export-stock-salable-qty/website/base', `${INVENTORY}stock`],
  ['GET', 'inventory/dump-stock-index-data/website/base', `${INVENTORY}stock`],
  ['GET', 'inventory/get-distance-provider-code', `${INVENTORY}source`],
  ['GET', 'inventory/get-distance', `${INVENTORY}source`],
  ['GET', 'inventory/get-latlng-from-address', `${INVENTORY}source`],
  ['GET', 'inventory/get-latslngs-from-address', `${INVENTORY}source`],
  ['GET', 'inventory/stock-item-configurations', `${INVENTORY}stock`],
  ['GET', 'inventory/stock-item-configurations/X', `${INVENTORY}stock`],
  ['PUT', 'inventory/stock-item-configurations/X', `${INVENTORY}stock_edit`],
  ['GET', 'inventory/stock-item-configuration-defaults', `${INVENTORY}stock`],
  ['PUT', 'inventory/stock-item-configuration-defaults', `${INVENTORY}stock_edit`],
  ['POST', 'inventory/order-events', `${INVENTORY}stock_edit`],
  ['GET', 'inventory/order-events/1', `${INVENTORY}stock_edit`],
  [
    ...(['POST', 'order/notify-orders-are-ready-for-pickup'] as const),
    'Magento_InventoryInStorePickupApi::notify_orders_are_ready_for_pickup',
  ],
];
const RESOURCES = [...new Set(ROUTES.map(([, , resource]) => resource))];
const password = 'of-one-resource';

let pipe: Pipe;
const tokens = new Map<string, string>();
beforeAll(async () => {
  const users = RESOURCES.map((resource) => ({ username: resource, password, resources: [resource] }));
  pipe = await startPipe({ USERS: JSON.stringify(users) });
  for (const username of RESOURCES) {
    const { body } = await pipe.http('POST', '/rest/V1/integration/admin/token', {
      body: { username, password },
      token: null,
    });
    tokens.set(username, body);
  }
});
afterAll(() => pipe?.close());

it.each(ROUTES)('%s %s is open to who may use %s, and to nobody else', async (method, path, resources) => {
  const as = (token: string | null) =>
    pipe.http(method, `/rest/all/V1/${path}`, { token, body: method === 'GET' ? undefined : {} });
  const closed = {
    status: 401,
    body: { message: "The consumer isn't authorized to access %resources.", parameters: { resources } },
  };
  for (const [resource, token] of tokens) {
    const { status, body } = await as(token);
    if (resource === resources) expect([200, 400, 404]).toContain(status);
    else expect({ status, body }).toEqual(closed);
  }
  for (const token of [null, 'forged']) {
    const { status, body } = await as(token);
    expect({ status, body }).toEqual(closed);
  }
});
