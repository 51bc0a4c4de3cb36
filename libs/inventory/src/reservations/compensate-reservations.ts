import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import { parseQuantity, type Units } from '#contracts/quantity';
import type { Compensation } from '#contracts/reservations';
import type { Circumstances, SkuHandler } from '../decision.js';
import { emptyField } from '../field.rules.js';
import type { Order } from '../orders/order-book.js';
import { promisedAgain, promisedPart } from '../orders/order-item.rules.js';
import type { LedgerLine, SkuFacts } from '../source-items/sku-facts.js';
import { isLedgered } from '../stock-item-configurations/configuration.rules.js';
import type { OrderPlace } from './held.js';
import { lineProblems, shortagesOf } from './place-reservations.js';

export const compensateReservations: SkuHandler<'CompensateReservations'> = {
  locks: 'skus',
  needs: ({ compensations }, { stocks }) => {
    const refused = compensations.some((line) => shapeProblems(line, '').length > 0 || !stocks.has(line.stockId));
    if (refused) return {};
    const skus = compensations.map(({ sku }) => sku);
    return {
      ...{ registers: skus, offers: skus, reservationIds: compensations.length },
      orders: { keys: compensations.map(({ incrementId }) => canonical(incrementId)) },
      held: compensations.filter(({ quantity }) => parseQuantity(quantity) > 0).map(placeOf),
    };
  },
  decide({ compensations }, facts, at) {
    if (compensations.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'compensations')] };
    const invalid = compensations.flatMap((line, index) => shapeProblems(line, `compensations.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };
    const homeless = compensations.flatMap((line, index) => unknownStock(line, facts, `compensations.${index}`));
    if (homeless.length > 0) return { status: 'refused', problems: homeless };
    const unknown = compensations.flatMap((line, index) => unknownOrder(line, facts, `compensations.${index}`));
    if (unknown.length > 0) return { status: 'refused', problems: unknown };
    const asked = compensations.map((line, index) => ({
      ...line,
      path: `compensations.${index}`,
      quantity: parseQuantity(line.quantity),
    }));
    const uncountable = shortagesOf(asked, facts, false);
    if (uncountable.length > 0) return { status: 'refused', problems: uncountable };

    const orders = new Map<string, Order>();
    const held = facts.held.draft();
    const lines = asked.map((line) => {
      if (!isLedgered(facts.configurationOf(facts.shelf(line.sku)))) return null;
      const key = canonical(line.incrementId);
      const order = orders.get(key) ?? facts.orders.order(key)!;
      const written = ledgerLine(line, order, facts, at);
      held.append(written);
      if (order.stockId === line.stockId)
        orders.set(
          key,
          line.quantity < 0 ? promisingAgain(order, line) : promisingAtMost(order, line.sku, held.at(placeOf(line))),
        );
      return written;
    });
    const view = { reservationIds: lines.map((line) => line?.reservationId ?? null) };
    const ledger = lines.filter((line) => line !== null);
    return { status: 'done', view, delta: { ledger, orders: [...orders.values()] } };
  },
};

type AskedCompensation = Omit<Compensation, 'quantity'> & { quantity: Units };

function shapeProblems(line: Compensation, path: string): Problem[] {
  return [...emptyField(line.incrementId, 'incrementId', path), ...lineProblems(line, path)];
}

function unknownStock({ stockId }: Compensation, { topology }: SkuFacts, path: string): Problem[] {
  return topology.stocks.has(stockId) ? [] : [problem('STOCK_UNKNOWN', `${path}.stockId`, { stockId })];
}

function unknownOrder({ incrementId }: Compensation, { orders }: SkuFacts, path: string): Problem[] {
  if (orders.order(canonical(incrementId))) return [];
  return [problem('ORDER_UNKNOWN', `${path}.incrementId`, { order: incrementId })];
}

/** The order, once the ledger holds more for it: that much is given back when it is delivered. */
function promisingAgain(order: Order, { sku, quantity }: AskedCompensation): Order {
  const items = new Map(order.items);
  let more = -quantity;
  for (const item of order.items.values()) {
    if (canonical(item.sku) !== canonical(sku)) continue;
    const promised = promisedAgain(item, more);
    items.set(item.itemId, { ...item, promised: item.promised + promised });
    more -= promised;
  }
  return { ...order, items };
}

/** The order, promising no more of a SKU than the ledger holds for it, or it would give back what others were sold. */
function promisingAtMost(order: Order, sku: string, held: Units): Order {
  const items = new Map(order.items);
  let left = Math.max(0, held);
  for (const item of order.items.values()) {
    if (canonical(item.sku) !== canonical(sku)) continue;
    const promised = promisedPart(item, left);
    items.set(item.itemId, { ...item, promised });
    left -= promised;
  }
  return { ...order, items };
}

function placeOf({ incrementId, sku, stockId }: Pick<Compensation, 'incrementId' | 'sku' | 'stockId'>): OrderPlace {
  return { orderKey: canonical(incrementId), sku, stockId };
}

function ledgerLine(
  { sku, stockId, quantity }: AskedCompensation,
  order: Order,
  facts: SkuFacts,
  at: Circumstances,
): LedgerLine {
  const metadata = {
    event_type: 'manual_compensation',
    object_type: 'order',
    object_id: order.entityId,
    object_increment_id: order.incrementId,
  };
  return { reservationId: at.newReservationId(), shelf: facts.shelf(sku)!, stockId, quantity, metadata };
}
