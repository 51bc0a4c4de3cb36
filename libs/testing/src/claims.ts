import { canonical } from '#contracts/canonical';
import type { Command } from '#contracts/commands';
import type { SourceItemQuantity } from '#contracts/source-items';
import type { SkuToSave } from '#contracts/skus';
import type { StockLineItemToSave } from '#contracts/stock-line-items';
import type { StockReservationToSave } from '#contracts/stock-reservations';
import type { StockTransferToSave, TransferStep } from '#contracts/stock-transfers';
import type { ClaimEvent } from '#contracts/claim-events';
import { sql } from 'kysely';
import type { Expectation } from './scenario.js';
import type { World } from './world.js';

/** Sets the quantity of an item. */
export function quantityOf(
  sourceCode: string,
  sku: string,
  quantity: number | string,
  more: SourceItemQuantity = {},
): Command {
  return {
    name: 'SetSourceItemQuantities',
    data: { items: [{ sourceCode, sku, quantity: String(quantity), ...more }] },
  };
}

/** Says something of a SKU. */
export function described(sku: string, more: SkuToSave = {}): Command {
  return { name: 'SaveSkus', data: { skus: [{ sku, ...more }] } };
}

/** Forgets what was said of SKUs. */
export function forgotten(...skus: string[]): Command {
  return { name: 'DeleteSkus', data: { skus } };
}

/** Reserves so much of a SKU at a source. */
export function reserveAt(
  sourceCode: string,
  sku: string,
  quantity: number | string,
  more: StockReservationToSave = {},
): Command {
  const reservations = [{ sourceCode, sku, quantity: String(quantity), ...more }];
  return { name: 'SaveStockReservations', data: { reservations } };
}

/** Changes a stock reservation. */
export function rereserve(reservationId: string, sku: string, more: StockReservationToSave): Command {
  return { name: 'SaveStockReservations', data: { reservations: [{ reservationId, sku, ...more }] } };
}

/** Ends a stock reservation. */
export function unreserve(reservationId: string, sku: string): Command {
  return { name: 'CancelStockReservations', data: { reservations: [{ reservationId, sku }] } };
}

/** Ends stock reservations of a SKU as far as their time is over. */
export function expire(sku: string, ...reservationIds: string[]): Command {
  const reservations = reservationIds.map((reservationId) => ({ reservationId, sku }));
  return { name: 'ExpireStockReservations', data: { reservations } };
}

/** Makes a stock transfer and takes it through steps. */
export function transfer(
  [originSourceCode, destinationSourceCode]: [string, string],
  sku: string,
  quantity: number | string,
  steps: TransferStep[] = [],
): Command {
  const transfers = [{ originSourceCode, destinationSourceCode, sku, quantity: String(quantity), steps }];
  return { name: 'SaveStockTransfers', data: { transfers } };
}

/** Changes a stock transfer or takes it through steps. */
export function retransfer(transferId: string, sku: string, more: StockTransferToSave): Command {
  return { name: 'SaveStockTransfers', data: { transfers: [{ transferId, sku, ...more }] } };
}

/** Makes a stock line item. */
export function lineItem(sku: string, quantity: number | string, more: StockLineItemToSave = {}): Command {
  return { name: 'SaveStockLineItems', data: { lineItems: [{ sku, quantity: String(quantity), ...more }] } };
}

/** Changes a stock line item. */
export function reline(lineItemId: string, sku: string, more: StockLineItemToSave): Command {
  return { name: 'SaveStockLineItems', data: { lineItems: [{ lineItemId, sku, ...more }] } };
}

/** So much of a SKU is reserved at a source; null before the first stock reservation. */
export function bound(sourceCode: string, sku: string, quantity: number | null): Expectation {
  return async (_, world) => {
    const { rows } = await sql<{ bound: number | null }>`
      select bound::float8 as bound from source_item join sku using (sku_id) join source using (source_id)
      where sku_key = ${canonical(sku)} and source_key = ${canonical(sourceCode)}`.execute(
      world.orm.em.fork().getKysely(),
    );
    expect(rows).toEqual([{ bound: quantity }]);
  };
}

/** These stock reservations and stock transfers were told of, in this order, and no other; fields left out are not compared. */
export function told(...events: { type: ClaimEvent['type']; data: object }[]): Expectation {
  return ({ changes }) => {
    expect(changes).toEqual(events.map(({ type, data }) => ({ type, data: expect.objectContaining(data) as unknown })));
  };
}

/** Applies a command that must be done, and returns the first public id of its view. */
export async function idMadeBy(world: World, command: Command): Promise<string> {
  const [outcome] = (await world.apply(command)).outcomes;
  expect(outcome).toMatchObject({ status: 'done' });
  const [ids] = Object.values((outcome as { view: Record<string, string[]> }).view);
  return ids![0]!;
}
