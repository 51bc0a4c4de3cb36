import { ORDER_EVENT_TYPES, type OrderEvent, type OrderEventItem, type OrderEventType } from '#contracts/orders';
import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, parseQuantity } from '#contracts/quantity';
import { emptyField, MAX_CODE, MAX_SKU, overlongField } from '../field.rules.js';

/** An event that has everything it needs to be understood. */
export interface SoundEvent extends OrderEvent {
  type: OrderEventType;
  id: string;
  order: NonNullable<OrderEvent['order']> & { incrementId: string };
}

/** What is wrong with an event whatever is known of its order; without problems it is a {@link SoundEvent}. */
export function shapeProblems({ type, id, order, items }: OrderEvent, path: string): Problem[] {
  const known = ORDER_EVENT_TYPES.some((one) => one === type);
  const placed = type === 'order_placed';
  return [
    ...emptyField(type, 'type', path),
    ...(type?.trim() && !known ? [problem('EVENT_TYPE_UNKNOWN', `${path}.type`, { type })] : []),
    ...emptyField(id, 'id', path),
    ...overlongField(id, 'id', path, MAX_CODE),
    ...emptyField(order?.incrementId, 'incrementId', `${path}.order`),
    ...overlongField(order?.incrementId, 'incrementId', `${path}.order`, MAX_CODE),
    ...overlongField(order?.entityId, 'entityId', `${path}.order`, MAX_CODE),
    ...overlongField(order?.pickupLocationCode, 'pickupLocationCode', `${path}.order`, MAX_CODE),
    ...(placed ? emptyField(order?.salesChannel?.type, 'type', `${path}.order.salesChannel`) : []),
    ...(placed ? emptyField(order?.salesChannel?.code, 'code', `${path}.order.salesChannel`) : []),
    ...(items?.length || (!items && mayLeaveOut(type)) ? [] : [problem('LIST_EMPTY', `${path}.items`)]),
    ...(items ?? []).flatMap((item, index) => itemProblems(type, item, `${path}.items.${index}`)),
  ];
}

/** Whether an event may leave out items or quantities and is then about all that is left. */
export function mayLeaveOut(type: string | null | undefined): boolean {
  return type === 'order_canceled' || type === 'order_place_failed';
}

/** Whether an event names the SKU of everything that it is about. */
export function namesItsSkus({ items }: OrderEvent): boolean {
  return !!items && items.every(({ sku }) => sku?.trim());
}

function itemProblems(type: string | null | undefined, item: OrderEventItem, path: string): Problem[] {
  return [
    ...emptyField(item.itemId, 'itemId', path),
    ...overlongField(item.itemId, 'itemId', path, MAX_CODE),
    ...(type === 'order_placed' ? emptyField(item.sku, 'sku', path) : []),
    ...overlongField(item.sku, 'sku', path, MAX_SKU),
    ...quantityProblems(type, item.quantity, path),
  ];
}

function quantityProblems(
  type: string | null | undefined,
  quantity: string | null | undefined,
  path: string,
): Problem[] {
  const field = 'qty';
  const place = `${path}.quantity`;
  if (quantity === null || quantity === undefined) {
    return mayLeaveOut(type) ? [] : [problem('FIELD_NOT_NUMERIC', place, { field })];
  }
  const units = parseQuantity(quantity);
  if (units <= 0) return [problem('FIELD_NOT_POSITIVE', place, { field })];
  return units > MAX_QUANTITY
    ? [problem('FIELD_OUT_OF_RANGE', place, { field, max: formatQuantity(MAX_QUANTITY) })]
    : [];
}
