import { numberOfQuantity } from '#contracts/quantity';
import type { ReservationToPlace } from '#contracts/reservations';
import type { ReservationView } from '#inventory/reservations/reservations.queries';
import { MagentoError, type ErrorEntry } from './webapi/errors.js';
import { dataObject } from './webapi/data-object.js';
import { shown } from './webapi/shown.js';
import { id, int, list, object, quantity, record, text, type ValueOf } from './webapi/types.js';

const FIELDS = { reservationId: int, stockId: id, sku: text, quantity, metadata: record };
const NAME = 'Magento\\InventoryReservationsApi\\Model\\ReservationInterface';

/** Reservations. MSI contract C5, H1. */
export const RESERVATIONS = list(object(NAME, FIELDS));

/** A reservation as it is answered. */
export const RESERVATION_SHOWN = shown(object(NAME, { ...FIELDS, createdAt: text }), { sometimes: ['metadata'] });

/** Fields that reservations may be searched and sorted by. MSI contract H1. */
export const RESERVATION_FIELDS = [
  ...(['reservationId', 'stockId', 'sku', 'quantity', 'metadata', 'createdAt'] as const),
] satisfies (keyof ReservationView)[];

/** The lines a client wants. Throws 400 with everything that is missing in any of them, and for one that has an id already. MSI contract C5. */
export function reservationsToPlace(reservations: Reservation[]): ReservationToPlace[] {
  const errors = reservations.flatMap(missing);
  if (errors.length > 0) throw new MagentoError(400, 'Validation error', {}, errors);
  const saved = reservations.find(({ reservationId }) => typeof reservationId === 'number');
  if (saved) {
    throw new MagentoError(400, 'Cannot update Reservation %reservation', { reservation: saved.reservationId! });
  }
  return reservations.map(({ stockId, sku, quantity, metadata }) => ({
    stockId: stockId!,
    sku: sku!,
    quantity: quantity!,
    ...(metadata && { metadata }),
  }));
}

/** A reservation in Magento's style. MSI contract H1. */
export function toMagentoReservation({ reservationId, stockId, sku, quantity, metadata, createdAt }: ReservationView) {
  return dataObject({
    reservation_id: reservationId,
    stock_id: stockId,
    sku,
    quantity: numberOfQuantity(quantity),
    metadata,
    created_at: createdAt.slice(0, 19).replace('T', ' '),
  });
}

type Reservation = ValueOf<typeof RESERVATIONS>[number];

function missing({ stockId, sku, quantity }: Reservation): ErrorEntry[] {
  const error = (message: string, field: string) => ({ message, parameters: { field } });
  return [
    ...(typeof stockId === 'number' ? [] : [error('"%field" is expected to be a number.', 'stock_id')]),
    ...(sku?.trim() ? [] : [error('"%field" can not be empty.', 'sku')]),
    ...(typeof quantity === 'string' ? [] : [error('"%field" can not be null.', 'quantity')]),
  ];
}
