import type { OrderEvent } from '#contracts/orders';
import { numberOfQuantity } from '#contracts/quantity';
import type { OrderView } from '#inventory/orders/orders.queries';
import { dataObject } from './webapi/data-object.js';
import { shown } from './webapi/shown.js';
import { bool, int, list, object, quantity, text, type ValueOf } from './webapi/types.js';

const API = 'Stockwire\\Api\\Data';

const ITEM = object(`${API}\\OrderEventItemInterface`, { itemId: text, sku: text, qty: quantity, virtual: bool });

const CHANNEL = object(`${API}\\ChannelOfOrderInterface`, { type: text, code: text });

const ORDER = object(`${API}\\OrderInterface`, {
  incrementId: text,
  entityId: text,
  salesChannel: CHANNEL,
  pickupLocationCode: text,
});

/** Something that happened to an order. MSI contract H3. */
export const ORDER_EVENT = object(`${API}\\OrderEventInterface`, {
  type: text,
  id: text,
  order: ORDER,
  items: list(ITEM),
  sourceCode: text,
  returnToStock: bool,
});

const ITEM_SHOWN = shown(
  object(`${API}\\OrderItemInterface`, {
    ...{ itemId: text, sku: text, virtual: bool, ordered: quantity, canceled: quantity, shipped: quantity },
    ...{ invoiced: quantity, refunded: quantity, reserved: quantity },
    deducted: list(
      shown(object(`${API}\\DeductionInterface`, { sourceCode: text, qty: quantity, returned: quantity })),
    ),
  }),
);

/** What is known of an order, as it is answered. */
export const ORDER_SHOWN = shown(
  object(`${API}\\KnownOrderInterface`, {
    ...{ incrementId: text, entityId: text, salesChannel: shown(CHANNEL), stockId: int, pickupLocationCode: text },
    ...{ notificationSent: bool, notifiedAt: text, items: list(ITEM_SHOWN) },
  }),
  { sometimes: ['entityId', 'pickupLocationCode', 'notifiedAt'] },
);

/** Which orders could not be notified, as it is answered. MSI contract B8, 39. */
export const NOTIFIED_SHOWN = shown(
  object('Magento\\InventoryInStorePickupSalesApi\\Api\\Data\\ResultInterface', {
    successful: bool,
    errors: list(shown(object(`${API}\\NotificationErrorInterface`, { id: int, message: text }))),
  }),
);

/** The event that a client tells of. */
export function eventToReport({ items, ...event }: ValueOf<typeof ORDER_EVENT>): OrderEvent {
  return { ...event, items: items?.map(({ qty, ...item }) => ({ ...item, quantity: qty })) };
}

/** What is known of an order. MSI contract H3. */
export function toMagentoOrder({ items, notifiedAt, ...order }: OrderView): object {
  return dataObject({
    increment_id: order.incrementId,
    entity_id: order.entityId || null,
    sales_channel: { type: order.channelType, code: order.channelCode },
    stock_id: order.stockId,
    pickup_location_code: order.pickupLocationCode,
    notification_sent: notifiedAt !== null,
    notified_at: notifiedAt?.slice(0, 19).replace('T', ' '),
    items: items.map(toMagentoItem),
  });
}

function toMagentoItem(item: OrderView['items'][number]): object {
  return {
    item_id: item.itemId,
    sku: item.sku,
    virtual: item.virtual,
    ordered: numberOfQuantity(item.ordered),
    canceled: numberOfQuantity(item.canceled),
    shipped: numberOfQuantity(item.shipped),
    invoiced: numberOfQuantity(item.invoiced),
    refunded: numberOfQuantity(item.refunded),
    reserved: numberOfQuantity(item.promised),
    deducted: item.deducted.map(({ sourceCode, taken, returned }) => ({
      source_code: sourceCode,
      qty: numberOfQuantity(taken),
      returned: numberOfQuantity(returned),
    })),
  };
}
