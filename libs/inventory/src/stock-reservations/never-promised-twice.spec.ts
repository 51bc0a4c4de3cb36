import fc from 'fast-check';
import type { Command } from '#contracts/commands';
import { formatQuantity, type Units } from '#contracts/quantity';
import { TRANSFER_STEPS } from '#contracts/stock-transfers';
import type { OrderEventType } from '#contracts/orders';
import { LINE_ITEM_STEPS } from '#contracts/stock-line-items';
import { orderEvent, report } from '#testing/builders';
import { property } from '#testing/property';
import type { Circumstances, SkuHandler } from '../decision.js';
import { reportOrderEvents } from '../orders/report-order-events.js';
import { placeReservations } from '../reservations/place-reservations.js';
import { saveSourceItems } from '../source-items/save-source-items.js';
import { SkuFacts, type Offer, type Shelf } from '../source-items/sku-facts.js';
import type { SourceRow } from '../sources/source.entity.js';
import { saveStockLineItems } from '../stock-line-items/save-stock-line-items.js';
import { deleteStockTransfers } from '../stock-transfers/delete-stock-transfers.js';
import { saveStockTransfers } from '../stock-transfers/save-stock-transfers.js';
import type { StockRow, StockSourceLinkRow } from '../stocks/stock.entity.js';
import { Topology } from '../stocks/topology.js';
import { transferSourceItems } from '../transfers/transfer-source-items.js';
import { boundAt } from './binding.rules.js';
import { cancelStockReservations } from './cancel-stock-reservations.js';
import type { Claim } from './claims.js';
import { saveStockReservations } from './save-stock-reservations.js';

const STOCKS = [1, 2];
const SOURCES = [1, 2, 3];
const SKU = 'chair';
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];

const HANDLERS = {
  PlaceReservations: placeReservations,
  SaveStockReservations: saveStockReservations,
  CancelStockReservations: cancelStockReservations,
  SaveStockTransfers: saveStockTransfers,
  DeleteStockTransfers: deleteStockTransfers,
  SaveStockLineItems: saveStockLineItems,
  SaveSourceItems: saveSourceItems,
  TransferSourceItems: transferSourceItems,
  ReportOrderEvents: reportOrderEvents,
};
/** What Magento lets undercut the promises of a stock: goods are counted anew, moved elsewhere or gone with an order. */
const UNPROMISED: (keyof typeof HANDLERS)[] = ['SaveSourceItems', 'TransferSourceItems', 'ReportOrderEvents'];

type Known = Extract<Command, { name: keyof typeof HANDLERS }>;

const shops = fc.record({
  enabled: fc.tuple(fc.boolean(), fc.constant(true), fc.constant(true)),
  links: fc.subarray(STOCKS.flatMap((stockId) => SOURCES.map((sourceId) => ({ stockId, sourceId })))),
  held: fc.array(fc.record({ quantity: fc.nat(90_000), status: fc.constantFrom(1, 1, 0) }), {
    minLength: 3,
    maxLength: 3,
  }),
});
type Shop = typeof shops extends fc.Arbitrary<infer T> ? T : never;

const quantities = fc.integer({ min: 1, max: 50_000 }).map(formatQuantity);
const codes = fc.constantFrom('s1', 's2', 's3');
const ids = fc.constantFrom(...IDS);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const steps = <T>(all: readonly T[]) => fc.subarray([...all]);

const commands: fc.Arbitrary<Known> = fc.oneof(
  order('PlaceReservations', {
    reservations: one({
      stockId: fc.constantFrom(...STOCKS),
      sku: fc.constant(SKU),
      quantity: quantities.map((q) => `-${q}`),
    }),
  }),
  order('SaveStockReservations', {
    reservations: one({ reservationId: optional(ids), sku: fc.constant(SKU), sourceCode: codes, quantity: quantities }),
  }),
  order('CancelStockReservations', { reservations: one({ reservationId: ids, sku: fc.constant(SKU) }) }),
  order('SaveStockTransfers', {
    transfers: one({
      ...{ transferId: optional(ids), sku: fc.constant(SKU), originSourceCode: codes, destinationSourceCode: codes },
      ...{ quantity: quantities, steps: steps(TRANSFER_STEPS) },
    }),
  }),
  order('DeleteStockTransfers', { transfers: one({ transferId: ids, sku: fc.constant(SKU) }) }),
  order('SaveStockLineItems', {
    lineItems: one({
      ...{ lineItemId: optional(ids), sku: fc.constant(SKU), sourceCode: codes, quantity: quantities },
      steps: steps(LINE_ITEM_STEPS),
    }),
  }),
  order('SaveSourceItems', {
    items: one({ sku: fc.constant(SKU), sourceCode: codes, quantity: quantities, status: fc.constantFrom(1, 1, 0) }),
  }),
  order('TransferSourceItems', {
    ...{ originSourceCode: codes, destinationSourceCode: codes },
    items: one({ sku: fc.constant(SKU), quantity: quantities }),
  }),
  fc.oneof(happened('order_placed'), happened('shipment_created')),
);

function happened(type: OrderEventType): fc.Arbitrary<Known> {
  return fc
    .record({ order: fc.constantFrom('1', '2'), sourceCode: codes, quantity: fc.integer({ min: 1, max: 5 }) })
    .map(({ order: incrementId, sourceCode, quantity }) =>
      report(orderEvent(type, incrementId, [[SKU, quantity]], { sourceCode, id: `event ${++extra}` })),
    );
}

property(
  'whatever is reserved, transferred, taken, shipped and counted anew, what is reserved at a source is what its claims add up to, stays there, and nothing is promised twice',
  fc.tuple(shops, fc.array(commands, { minLength: 1, maxLength: 25 })),
  ([shop, history]) => {
    const facts = factsOf(shop);
    const taken = [...IDS];
    const open = new Map<string, Claim>();
    for (const { name, data } of history) {
      const before = { salable: salables(facts, open), free: SOURCES.map((sourceId) => freeAt(facts, sourceId)) };
      const handler = HANDLERS[name] as unknown as SkuHandler<'PlaceReservations'>;
      const decision = handler.decide(data as never, facts, circumstances(taken));
      if (decision.status === 'refused') {
        expect(salables(facts, open)).toEqual(before.salable);
        continue;
      }
      facts.apply(decision.delta);
      for (const { claim, gone } of decision.delta.claims ?? []) {
        if (gone) open.delete(claim.publicId);
        else open.set(claim.publicId, claim);
      }
      SOURCES.forEach((sourceId, index) => {
        const claimed = [...open.values()].filter((one) => one.kind === 'reservation' && one.sourceId === sourceId);
        expect(boundAt(facts.shelf(SKU)!, sourceId)).toBe(claimed.reduce((sum, { quantity }) => sum + quantity, 0));
        const free = freeAt(facts, sourceId);
        if (name !== 'SaveSourceItems' && free < before.free[index]!) expect(free).toBeGreaterThanOrEqual(0);
      });
      salables(facts, open).forEach((left, index) => {
        const fewer = !UNPROMISED.includes(name) && left < before.salable[index]!;
        if (fewer) expect(left).toBeGreaterThanOrEqual(0);
      });
    }
  },
);

function order<N extends Known['name']>(name: N, data: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Known> {
  return fc.record({ name: fc.constant(name), data: fc.record(data) }) as unknown as fc.Arbitrary<Known>;
}

function one(element: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown[]> {
  return fc.array(fc.record(element), { minLength: 1, maxLength: 2 });
}

/** The first ids given are those that commands name. */
function circumstances(ids: string[]): Circumstances {
  return {
    now: new Date(0),
    newPublicId: () => ids.shift() ?? `x${++extra}`,
    newReservationId: () => 1,
  };
}
let extra = 0;

function factsOf({ enabled, links, held }: Shop): SkuFacts {
  const topology = new Topology({
    version: 1,
    lastIds: { source: 3, stock: 2, link: 6, website: 0 },
    sources: SOURCES.map(
      (sourceId, index) =>
        ({ sourceId, sourceKey: `s${sourceId}`, sourceCode: `s${sourceId}`, enabled: enabled[index] }) as SourceRow,
    ),
    stocks: STOCKS.map((stockId) => ({ stockId, reservationCutoff: 3600 }) as StockRow),
    links: links as StockSourceLinkRow[],
    channels: [{ type: 'website', code: 'web', codeKey: 'web', stockId: 1 }],
    websites: [],
    configurationDefaults: { isQtyDecimal: true, minSaleQty: '0' },
    watched: [],
  });
  const shelf: Shelf = {
    ...{ skuId: 1, sku: SKU, configuration: null, offers: new Map<number, Offer>() },
    ...{ profile: null, wasStocked: true, names: 0 },
    holdings: new Map(SOURCES.map((sourceId, index) => [sourceId, held[index]!])),
    bound: new Map(),
  };
  return new SkuFacts(topology, new Map([[SKU, shelf]]));
}

/** What a source holds beyond what is reserved there; below zero when it was set to less. */
function freeAt(facts: SkuFacts, sourceId: number): Units {
  const shelf = facts.shelf(SKU)!;
  return (shelf.holdings!.get(sourceId)?.quantity ?? 0) - boundAt(shelf, sourceId);
}

/** What may be sold on each stock, and what it will have back: goods on their way from one of its sources to another. */
function salables(facts: SkuFacts, open: ReadonlyMap<string, Claim>): Units[] {
  return STOCKS.map((stockId) => {
    const { quantity, reserved, bound } = facts.offer(facts.shelf(SKU)!, stockId);
    const returning = [...open.values()].filter((one) => {
      const transfer = one.kind === 'reservation' && one.ownerId !== null ? open.get(one.ownerId) : undefined;
      const ends = transfer?.kind === 'transfer' ? [transfer.originId, transfer.destinationId] : [];
      return ends.length > 0 && ends.every((sourceId) => isCounted(facts, stockId, sourceId));
    });
    return quantity - reserved - bound + returning.reduce((sum, claim) => sum + claim.quantity, 0);
  });
}

function isCounted(facts: SkuFacts, stockId: number, sourceId: number): boolean {
  const { status } = facts.shelf(SKU)!.holdings!.get(sourceId) ?? { status: 1 };
  return status === 1 && facts.topology.suppliersOf(stockId).get(sourceId) === true;
}
