import fc from 'fast-check';
import type { PlaceReservations, ReservationToPlace } from '#contracts/reservations';
import { formatQuantity, parseQuantity, type Units } from '#contracts/quantity';
import { property } from '#testing/property';
import type { Circumstances } from '../decision.js';
import { SkuFacts, type Holding, type Offer, type Shelf } from '../source-items/sku-facts.js';
import type { SourceRow } from '../sources/source.entity.js';
import type { StockRow, StockSourceLinkRow } from '../stocks/stock.entity.js';
import { Topology } from '../stocks/topology.js';
import { placeReservations } from './place-reservations.js';

const STOCKS = [1, 2];
const SOURCES = [1, 2, 3];
const SKUS = ['chair', 'sofa'];

/** A shop as it might be: which sources are enabled and linked, what they hold and what is promised already. */
const shops = fc.record({
  enabled: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  links: fc.subarray(STOCKS.flatMap((stockId) => SOURCES.map((sourceId) => ({ stockId, sourceId })))),
  holdings: fc.array(
    fc.record({
      sku: fc.constantFrom(...SKUS),
      sourceId: fc.constantFrom(...SOURCES),
      quantity: fc.integer({ min: -20_000, max: 90_000 }),
      status: fc.constantFrom(1, 1, 0),
    }),
    { maxLength: 8 },
  ),
  reserved: fc.array(fc.integer({ min: -20_000, max: 40_000 }), { minLength: 4, maxLength: 4 }),
  minQty: fc.constantFrom('0', '2.5', '-1'),
});
type Shop = typeof shops extends fc.Arbitrary<infer T> ? T : never;

const lines = fc.record({
  stockId: fc.constantFrom(...STOCKS),
  sku: fc.constantFrom('chair', 'CHAIR', 'sofa', 'Sofa '),
  quantity: fc.integer({ min: -40_000, max: 10_000 }).map(formatQuantity),
});
const commands = fc.record({
  reservations: fc.array(lines, { minLength: 1, maxLength: 4 }),
  check: fc.constantFrom(undefined, null, true, false),
});

property(
  'a checked reservation is done exactly when each sum of its lines is salable, and then nothing is oversold',
  fc.tuple(shops, fc.array(commands, { minLength: 1, maxLength: 5 })),
  ([shop, commands]) => {
    const facts = factsOf(shop, true);
    for (const command of commands) {
      const before = salables(facts);
      const allowed = command.check === false || STOCKS.every((stockId) => enough(facts, stockId, command));
      expect(decide(facts, command)).toBe(allowed ? 'done' : 'refused');
      for (const [place, left] of salables(facts)) {
        const change = allowed ? sumOf(command.reservations, place) : 0;
        expect({ place, left }).toEqual({ place, left: before.get(place)! + change });
        if (allowed && command.check !== false && change < 0) expect(left).toBeGreaterThanOrEqual(thresholdOf(facts));
      }
    }
  },
);

property('a line in two halves is decided as the whole', fc.tuple(shops, commands), ([shop, command]) => {
  const halves = command.reservations.flatMap((line) => {
    const units = parseQuantity(line.quantity);
    const half = Math.trunc(units / 2);
    return [half, units - half].map((part) => ({ ...line, quantity: formatQuantity(part) }));
  });
  const inHalves = decide(factsOf(shop, true), { ...command, reservations: halves.reverse() });
  expect(inHalves).toBe(decide(factsOf(shop, true), command));
});

property(
  'an offer is the same counted from holdings as read from the index',
  fc.tuple(shops, commands),
  ([shop, command]) => {
    const [counted, read] = [factsOf(shop, true), factsOf(shop, false)];
    expect(decide(counted, command)).toBe(decide(read, command));
    expect(salables(counted)).toEqual(salables(read));
  },
);

/** Decides a command, makes it visible to the next if it is done, and returns what became of it. */
function decide(facts: SkuFacts, command: PlaceReservations): 'done' | 'refused' {
  const at: Circumstances = { now: new Date(0), newPublicId: () => '', newReservationId: () => 1 };
  const decision = placeReservations.decide(command, facts, at);
  if (decision.status === 'done') facts.apply(decision.delta);
  return decision.status;
}

function factsOf({ enabled, links, holdings, reserved, minQty }: Shop, withHoldings: boolean): SkuFacts {
  const topology = new Topology({
    version: 1,
    lastIds: { source: 3, stock: 2, link: 6, website: 0 },
    sources: SOURCES.map(
      (sourceId, index) => ({ sourceId, sourceKey: `s${sourceId}`, enabled: enabled[index] }) as SourceRow,
    ),
    stocks: STOCKS.map((stockId) => ({ stockId }) as StockRow),
    links: links as StockSourceLinkRow[],
    channels: [],
    websites: [],
    configurationDefaults: { isQtyDecimal: true, minSaleQty: '0', minQty },
    watched: [],
  });
  const shelves = SKUS.map((sku, skuId): [string, Shelf] => {
    const held = new Map<number, Holding>();
    for (const { sku: other, sourceId, ...holding } of holdings) if (other === sku) held.set(sourceId, holding);
    const offers = STOCKS.map((stockId, index): [number, Offer] => {
      const linked = links
        .filter((link) => link.stockId === stockId)
        .flatMap(({ sourceId }) => {
          const holding = held.get(sourceId);
          return holding ? [{ ...holding, counts: enabled[sourceId - 1] === true && holding.status === 1 }] : [];
        });
      const counting = linked.filter(({ counts }) => counts);
      const quantity = counting.reduce((sum, holding) => sum + holding.quantity, 0);
      const promised = reserved[skuId * STOCKS.length + index]!;
      return [
        stockId,
        { quantity, reserved: promised, bound: 0, inStock: counting.length > 0, assigned: linked.length > 0 },
      ];
    });
    return [
      sku,
      { skuId, sku, configuration: null, offers: new Map(offers), ...(withHoldings ? { holdings: held } : {}) },
    ];
  });
  return new SkuFacts(topology, new Map(shelves));
}

/** What is left of each SKU on each stock. */
function salables(facts: SkuFacts): Map<string, Units> {
  const places = STOCKS.flatMap((stockId) => SKUS.map((sku) => ({ stockId, sku })));
  return new Map(
    places.map(({ stockId, sku }) => {
      const { quantity, reserved } = facts.offer(facts.shelf(sku)!, stockId);
      return [`${stockId}:${sku}`, quantity - reserved];
    }),
  );
}

function enough(facts: SkuFacts, stockId: number, { reservations }: PlaceReservations): boolean {
  return SKUS.every((sku) => {
    const asked = reservations.filter(
      (line) => placeOf(line) === `${stockId}:${sku}` && parseQuantity(line.quantity) < 0,
    );
    if (asked.length === 0) return true;
    const offer = facts.offer(facts.shelf(sku)!, stockId);
    const sum = asked.reduce((total, { quantity }) => total - parseQuantity(quantity), 0);
    return offer.inStock && sum <= offer.quantity - offer.reserved - thresholdOf(facts);
  });
}

/** What must stay; without backorders nothing may be owed. */
function thresholdOf(facts: SkuFacts): Units {
  return Math.max(0, parseQuantity(facts.topology.defaults.minQty));
}

function sumOf(reservations: ReservationToPlace[], place: string): Units {
  const here = reservations.filter((line) => placeOf(line) === place);
  return here.reduce((total, { quantity }) => total + parseQuantity(quantity), 0);
}

function placeOf({ stockId, sku }: ReservationToPlace): string {
  return `${stockId}:${sku.toLowerCase().trimEnd()}`;
}
