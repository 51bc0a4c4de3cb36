import { canonical } from '#contracts/canonical';
import type { OrderEventType } from '#contracts/orders';
import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, type Units } from '#contracts/quantity';
import { selectInOrder, sourcesByPriority } from '../selection/selection.rules.js';
import type { LedgerLine, Shelf, SkuDelta, SkuFacts } from '../source-items/sku-facts.js';
import { isLedgered } from '../stock-item-configurations/configuration.rules.js';
import type { Order, OrderItem } from './order-book.js';
import { deductedAfter, promisedPart, returnsOf, undeliveredPart } from './order-item.rules.js';

/** An event on an order, its lines read and within their limits. */
export interface Happening {
  type: OrderEventType;
  order: Order;
  lines: { path: string; itemId: string; quantity: Units }[];
  /** Where a shipment is taken from, as the client said. */
  sourceCode: string;
  returnToStock: boolean;
}

/**
 * Carries an event out on a draft, line by line: what it does to items of the order, to sources and, a line per SKU, to the ledger of
 * the order's stock. Returns what changed, or why it cannot be. MSI contract C5, C6.
 */
export function takeEffect(happening: Happening, draft: SkuFacts): SkuDelta | Problem[] {
  const items = new Map(happening.order.items);
  const moves: NonNullable<SkuDelta['items']> = [];
  const given = new Map<Shelf, Units>();
  const problems: Problem[] = [];
  for (const { path, itemId, quantity } of happening.lines) {
    const item = items.get(itemId)!;
    const shelf = draft.shelf(item.sku)!;
    const line: Line = { ...happening, path, quantity, item, shelf, draft };
    const step = EFFECTS[happening.type](line);
    const taken = Array.isArray(step) ? step : takeAt(step.takes, line);
    if (Array.isArray(step) || Array.isArray(taken)) {
      problems.push(...(taken as Problem[]));
      continue;
    }
    items.set(itemId, { ...step.item, deducted: taken.deducted });
    draft.apply({ items: taken.moves });
    moves.push(...taken.moves);
    given.set(shelf, (given.get(shelf) ?? 0) + step.back);
  }
  if (problems.length > 0) return problems;
  const ledger = ledgerOf(happening, given);
  const orders = [{ ...happening.order, items }];
  draft.apply({ ledger, orders });
  return { items: moves, ledger, orders };
}

interface Line extends Omit<Happening, 'lines'> {
  path: string;
  quantity: Units;
  item: OrderItem;
  shelf: Shelf;
  draft: SkuFacts;
}

/** What a line does: to the item, how much goes back to the ledger (is promised when negative), and what is taken by source id. */
interface Step {
  item: OrderItem;
  back: Units;
  takes: ReadonlyMap<number, Units>;
}

const NOTHING: ReadonlyMap<number, Units> = new Map();

const EFFECTS: Record<OrderEventType, (line: Line) => Step | Problem[]> = {
  order_placed({ item, quantity, shelf, draft }) {
    const promised = isLedgered(draft.configurationOf(shelf)) ? quantity : 0;
    const placed = { ...item, ordered: item.ordered + quantity, promised: item.promised + promised };
    return { item: placed, back: -promised, takes: NOTHING };
  },
  order_place_failed: ({ item, quantity }) => givenBack({ ...item, ordered: item.ordered - quantity }, quantity),
  order_canceled: ({ item, quantity }) => givenBack({ ...item, canceled: item.canceled + quantity }, quantity),
  shipment_created({ item, quantity, sourceCode, draft }) {
    // A code that no source has is that of a source without items.
    const sourceId = draft.topology.source(sourceCode)?.sourceId ?? 0;
    const shipped = { ...item, shipped: item.shipped + quantity };
    return { ...givenBack(shipped, quantity), takes: new Map([[sourceId, quantity]]) };
  },
  invoice_created(line) {
    const invoiced = { ...line.item, invoiced: line.item.invoiced + line.quantity };
    if (!line.item.virtual) return { item: invoiced, back: 0, takes: NOTHING };
    const takes = byPriority(line);
    return Array.isArray(takes) ? takes : { ...givenBack(invoiced, line.quantity), takes };
  },
  creditmemo_created({ item, quantity, order, returnToStock, draft }) {
    const released = undeliveredPart(item, quantity);
    const refunded = { ...item, refunded: item.refunded + quantity, released: item.released + released };
    const shippers = sourcesByPriority(draft.topology, order.stockId).map(({ sourceId }) => sourceId);
    const others = [...draft.topology.sources.values()].map(({ sourceId }) => sourceId).sort((a, b) => a - b);
    const sourceIds = [...new Set([...shippers, ...others])];
    const returns = returnsOf(item, returnToStock ? quantity - released : 0, sourceIds);
    return { ...givenBack(refunded, released), takes: new Map([...returns].map(([id, back]) => [id, -back])) };
  },
};

function givenBack(item: OrderItem, quantity: Units): Step {
  const back = promisedPart(item, quantity);
  return { item: { ...item, promised: item.promised - back }, back, takes: NOTHING };
}

/** Where a virtual item is taken when it is invoiced. */
function byPriority({ order, path, quantity, shelf, draft }: Line): ReadonlyMap<number, Units> | Problem[] {
  if (!draft.configurationOf(shelf).manageStock) return NOTHING;
  const skuKey = canonical(shelf.sku);
  const held = sourcesByPriority(draft.topology, order.stockId).flatMap(({ sourceId }) => {
    const holding = shelf.holdings!.get(sourceId);
    const free = (holding?.quantity ?? 0) - (shelf.bound?.get(sourceId) ?? 0);
    return holding?.status === 1 ? [{ sourceId, skuKey, quantity: free }] : [];
  });
  const { parcels, shippable } = selectInOrder(new Map([[skuKey, quantity]]), held);
  if (shippable) return new Map(parcels.map(({ sourceId, toDeduct }) => [sourceId, toDeduct]));
  const left = formatQuantity(parcels.reduce((sum, { toDeduct }) => sum + toDeduct, 0));
  const params = { sku: shelf.sku, stockId: order.stockId, asked: formatQuantity(quantity), left };
  return [problem('NOT_ENOUGH', path, params)];
}

/** Takes quantities at sources, or brings them back when negative; a SKU whose stock is not managed is left alone. */
function takeAt(
  takes: ReadonlyMap<number, Units>,
  line: Line,
): { deducted: OrderItem['deducted']; moves: NonNullable<SkuDelta['items']> } | Problem[] {
  const { item, shelf, draft } = line;
  const managed = draft.configurationOf(shelf).manageStock;
  const wanted = managed ? [...takes].filter(([, quantity]) => quantity !== 0) : [];
  const problems = wanted.flatMap(([sourceId, quantity]) => takingProblems(line, sourceId, quantity));
  if (problems.length > 0) return problems;
  const moves = wanted.map(([sourceId, quantity]) => {
    const holding = shelf.holdings!.get(sourceId)!;
    return { shelf, sourceId, holding: { ...holding, quantity: holding.quantity - quantity } };
  });
  const deducted = wanted.reduce((so, [sourceId, quantity]) => deductedAfter(so, sourceId, quantity), item.deducted);
  return { deducted, moves };
}

function takingProblems({ path, shelf, draft, sourceCode }: Line, sourceId: number, quantity: Units): Problem[] {
  const holding = shelf.holdings!.get(sourceId);
  const source = draft.topology.sourceOfId(sourceId);
  const named = { sku: shelf.sku, sourceCode: source?.sourceCode ?? sourceCode };
  if (!holding) return [problem('SOURCE_ITEM_UNKNOWN', path, named)];
  const free = holding.quantity - (shelf.bound?.get(sourceId) ?? 0);
  if (quantity > 0 && free < quantity) {
    const params = { ...named, asked: formatQuantity(quantity), left: formatQuantity(free) };
    return [problem('NOT_ENOUGH_AT_SOURCE', path, params)];
  }
  if (holding.quantity - quantity <= MAX_QUANTITY) return [];
  return [problem('FIELD_OUT_OF_RANGE', path, { field: 'qty', max: formatQuantity(MAX_QUANTITY) })];
}

function ledgerOf({ type, order }: Happening, given: Map<Shelf, Units>): LedgerLine[] {
  // Magento writes these two before the order has an id of its own.
  const early = type === 'order_placed' || type === 'order_place_failed';
  const metadata = {
    event_type: type,
    object_type: 'order',
    object_id: early ? '' : order.entityId,
    object_increment_id: order.incrementId,
  };
  return [...given].flatMap(([shelf, quantity]) =>
    quantity === 0 ? [] : [{ reservationId: null, shelf, stockId: order.stockId, quantity, metadata }],
  );
}
