import { canonical } from '#contracts/canonical';
import type { Units } from '#contracts/quantity';
import { isUsual, type OwnSettings } from '../stock-item-configurations/configuration.rules.js';
import type { StockItemConfiguration } from '#contracts/stock-item-configurations';
import { OrderBook, type Order, type RecordedEvent } from '../orders/order-book.js';
import { Held } from '../reservations/held.js';
import type { Profile } from '../skus/profile.js';
import { ClaimBook, type ClaimChange } from '../stock-reservations/claims.js';
import type { Topology } from '../stocks/topology.js';

/** What a source holds of a SKU. */
export interface Holding {
  quantity: Units;
  status: number;
}

/** What a stock has of a SKU: the in-stock sum of its enabled sources, what is promised on it and reserved at them, and whether any item is there at all. */
export interface Offer {
  quantity: Units;
  reserved: Units;
  bound: Units;
  inStock: boolean;
  assigned: boolean;
}

/** All that is known of a locked SKU. `holdings` are there when a batch asks for them, or both changes and sells the SKU, `reserved` when it sells it. */
export interface Shelf {
  skuId: number;
  sku: string;
  /** What of its configuration differs from the defaults; null when nothing does. */
  configuration: OwnSettings | null;
  holdings?: Map<number, Holding>;
  /** By source id what is reserved there; there when the holdings are. */
  bound?: Map<number, Units>;
  /** What one says of it, null when nobody said anything; there when a batch asks for it. */
  profile?: Profile | null;
  /** Whether somebody has put it into stock, be it that nothing is left there; there when the profile is. */
  wasStocked?: boolean;
  /** How many stock transfers and stock line items name it, or more than can go in this batch; there when the profile is. */
  names?: number;
  /** By source id below which quantity its item is low, null when that is left to the SKU; there when a batch asks for it. */
  notifications?: Map<number, Units | null>;
  offers: Map<number, Offer>;
}

/** Changes of what a SKU's lock guards. Of an item, a SKU or an order named twice the last counts. */
export interface SkuDelta {
  items?: { shelf: Shelf; sourceId: number; holding: Holding | 'removed' }[];
  ledger?: LedgerLine[];
  configurations?: { shelf: Shelf; own: OwnSettings | null }[];
  /** Below which quantities items are low; null means as the configuration of the SKU says. */
  notifications?: { shelf: Shelf; sourceId: number; below: Units | null | 'removed' }[];
  orders?: Order[];
  orderEvents?: RecordedEvent[];
  /** How much is reserved at sources. */
  bound?: { shelf: Shelf; sourceId: number; bound: Units }[];
  claims?: (ClaimChange & { shelf: Shelf })[];
  /** By what other systems know items. */
  notes?: { shelf: Shelf; sourceId: number; note: ItemNote }[];
  profiles?: { shelf: Shelf; profile: Profile }[];
}

/** By what other systems know an item; what is not given stays. */
export interface ItemNote {
  reference?: string | null;
  referenceOrigin?: string | null;
  metadata?: Record<string, unknown>;
}

/** A reservation: a negative quantity promises, a positive one gives back. */
export interface LedgerLine {
  /** Null when nobody asks for it: then the ledger gives it one. */
  reservationId: number | null;
  shelf: Shelf;
  stockId: number;
  quantity: Units;
  metadata: Record<string, unknown> | null;
}

/** The locked SKUs of a batch, as decisions see them; {@link apply} makes a delta visible to the next decision. */
export class SkuFacts {
  constructor(
    readonly topology: Topology,
    private readonly shelves: ReadonlyMap<string, Shelf>,
    readonly orders: OrderBook = new OrderBook(),
    readonly claims: ClaimBook = new ClaimBook(),
    readonly held: Held = new Held(),
  ) {}

  /** The same facts of these SKUs and of all orders, to try changes out: they do not show here. */
  draft(skus: string[]): SkuFacts {
    const keys = [...new Set(skus.map(canonical))].filter((key) => this.shelves.has(key));
    const copies = keys.map((key) => [key, copyOf(this.shelves.get(key)!)] as const);
    return new SkuFacts(this.topology, new Map(copies), this.orders.draft(), this.claims.overlaid(), this.held.draft());
  }

  /** Deltas that were made on a draft, as one of these facts. */
  settled(deltas: SkuDelta[]): SkuDelta {
    const own = <T extends { shelf: Shelf }>(change: T): T => ({ ...change, shelf: this.shelf(change.shelf.sku)! });
    return {
      items: deltas.flatMap(({ items = [] }) => items.map(own)),
      ledger: deltas.flatMap(({ ledger = [] }) => ledger.map(own)),
      orders: deltas.flatMap(({ orders = [] }) => orders),
      orderEvents: deltas.flatMap(({ orderEvents = [] }) => orderEvents),
      bound: deltas.flatMap(({ bound = [] }) => bound.map(own)),
      claims: deltas.flatMap(({ claims = [] }) => claims.map(own)),
      configurations: deltas.flatMap(({ configurations = [] }) => configurations.map(own)),
      notes: deltas.flatMap(({ notes = [] }) => notes.map(own)),
      profiles: deltas.flatMap(({ profiles = [] }) => profiles.map(own)),
    };
  }

  /** The shelf of a SKU, however it is spelled; undefined when the SKU is unknown and was not registered. */
  shelf(sku: string): Shelf | undefined {
    return this.shelves.get(canonical(sku));
  }

  /** How a SKU is sold at this point of the batch: whether it is counted at all, from how much on, how much at once. */
  configurationOf(shelf: Shelf | undefined): Readonly<StockItemConfiguration> {
    const { defaults } = this.topology;
    return shelf?.configuration ? { ...defaults, ...shelf.configuration } : defaults;
  }

  /** Whether each SKU of the batch is sold as one that nobody configured, on any stock. */
  get allUsual(): boolean {
    return isUsual(this.topology.defaults) && [...this.shelves.values()].every(({ configuration }) => !configuration);
  }

  /** What a stock has of a SKU at this point of the batch. */
  offer(shelf: Shelf, stockId: number): Offer {
    const stored = shelf.offers.get(stockId) ?? NOTHING;
    if (!shelf.holdings) return stored;
    const supply: Offer = { ...NOTHING, reserved: stored.reserved };
    for (const [sourceId, enabled] of this.topology.suppliersOf(stockId)) {
      const holding = shelf.holdings.get(sourceId);
      if (!holding) continue;
      supply.assigned = true;
      if (!enabled || holding.status !== 1) continue;
      supply.inStock = true;
      supply.quantity += holding.quantity;
      supply.bound += shelf.bound?.get(sourceId) ?? 0;
    }
    return supply;
  }

  /** Writes a delta onto the shelves. */
  apply(delta: SkuDelta): void {
    for (const { shelf, sourceId, holding } of delta.items ?? []) {
      if (holding === 'removed') {
        if (shelf.holdings?.delete(sourceId)) shelf.wasStocked = true;
        shelf.notifications?.delete(sourceId);
        shelf.bound?.delete(sourceId);
      } else shelf.holdings?.set(sourceId, holding);
    }
    for (const { shelf, sourceId, below } of delta.notifications ?? []) {
      if (below === 'removed') shelf.notifications?.delete(sourceId);
      else shelf.notifications?.set(sourceId, below);
    }
    for (const { shelf, own } of delta.configurations ?? []) shelf.configuration = own;
    for (const line of delta.ledger ?? []) {
      const { shelf, stockId, quantity } = line;
      const offer = shelf.offers.get(stockId) ?? NOTHING;
      shelf.offers.set(stockId, { ...offer, reserved: offer.reserved - quantity });
      this.held.append(line);
    }
    for (const { shelf, sourceId, bound } of delta.bound ?? []) shelf.bound?.set(sourceId, bound);
    for (const { shelf, profile } of delta.profiles ?? []) shelf.profile = profile;
    for (const change of delta.claims ?? []) this.applyClaim(change);
    this.orders.apply(delta);
  }

  private applyClaim({ shelf, ...change }: NonNullable<SkuDelta['claims']>[number]): void {
    const { kind, publicId } = change.claim;
    const [before, after] = [Number(this.claims.has(publicId)), Number(!change.gone)];
    if (kind !== 'reservation' && shelf.names !== undefined) shelf.names += after - before;
    this.claims.apply(change);
  }
}

function copyOf(shelf: Shelf): Shelf {
  const { offers, holdings, bound, notifications } = shelf;
  return {
    ...shelf,
    offers: new Map(offers),
    ...(holdings && { holdings: new Map(holdings) }),
    ...(bound && { bound: new Map(bound) }),
    ...(notifications && { notifications: new Map(notifications) }),
  };
}

/** What a stock has of a SKU that it knows nothing of. */
export const NOTHING: Readonly<Offer> = { quantity: 0, reserved: 0, bound: 0, inStock: false, assigned: false };
