import { canonical } from '#contracts/canonical';
import { numberOfQuantity } from '#contracts/quantity';
import { orderByIncrementId } from '#inventory/orders/orders.queries';
import { sql } from 'kysely';
import type { Expectation } from './scenario.js';

/** A source holds so much of a SKU with this status, or has no item of it at all. */
export function holding(sourceCode: string, sku: string, quantity: number | 'none', status = 1): Expectation {
  return async (_, world) => {
    const { rows } = await sql<{ quantity: number; status: number }>`
      select quantity::float8 as quantity, status from source_item join sku using (sku_id) join source using (source_id)
      where sku_key = ${canonical(sku)} and source_key = ${canonical(sourceCode)}`.execute(
      world.orm.em.fork().getKysely(),
    );
    expect(rows).toEqual(quantity === 'none' ? [] : [{ quantity, status }]);
  };
}

/** The ledger's lines of a SKU on a stock, as written: event type and quantity. */
export function ledger(
  stockId: number,
  sku: string,
  ...lines: [eventType: string | null, quantity: number][]
): Expectation {
  return async (_, world) => {
    const { rows } = await sql<{ type: string; quantity: number }>`
      select metadata ->> 'event_type' as type, quantity::float8 as quantity from reservation join sku using (sku_id)
      where stock_id = ${stockId} and sku_key = ${canonical(sku)} order by reservation_id`.execute(
      world.orm.em.fork().getKysely(),
    );
    expect(rows.map(({ type, quantity }) => [type, quantity])).toEqual(lines);
  };
}

/** What is known of an item of an order; quantities left out are 0, `deducted` is what was taken and came back by source. */
export function orderItem(
  incrementId: string,
  itemId: string,
  known: Partial<Record<'ordered' | 'canceled' | 'shipped' | 'invoiced' | 'refunded' | 'promised', number>> & {
    deducted?: Record<string, [taken: number, returned: number]>;
  },
): Expectation {
  return async (_, world) => {
    const order = await orderByIncrementId(world.orm.em.fork(), incrementId);
    const stored = order!.items.find((one) => one.itemId === itemId)!;
    const some = (quantities: object) => Object.entries(quantities).filter(([, units]) => Number(units) !== 0);
    const bySource = stored.deducted.map(
      ({ sourceCode, taken, returned }) => [sourceCode, [taken, returned].map(numberOfQuantity)] as const,
    );
    const { deducted, ...quantities } = known;
    const counted = some(stored).flatMap(([name, units]) =>
      typeof units === 'number' ? [[name, numberOfQuantity(units)] as const] : [],
    );
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(some(quantities)));
    if (deducted) expect(Object.fromEntries(bySource)).toEqual(deducted);
  };
}
