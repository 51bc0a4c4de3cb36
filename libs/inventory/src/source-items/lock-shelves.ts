import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { SkuNeeds } from '../decision.js';
import { loadProfiles } from '../skus/profiles.sql.js';
import { isLonger, MAX_SKU } from '../field.rules.js';
import { loadNotifications } from '../low-quantity/low-quantity.sql.js';
import type { OrderNeeds } from '../orders/order-book.js';
import type { OrderPlace } from '../reservations/held.js';
import { loadOffers } from '../stock-index/offers.sql.js';
import { loadHoldings } from './holdings.sql.js';
import type { Shelf } from './sku-facts.js';
import { lockSkus, UnknownSkus, type NewSku } from './sku-lock.sql.js';

/** What a whole batch needs, by canonical key. `registers` keeps the spelling first met. */
export interface BatchNeeds {
  registers: Map<string, NewSku>;
  changes: Set<string>;
  offers: Set<string>;
  holdings: Set<string>;
  notifications: Set<string>;
  profiles: Set<string>;
  claims: string[];
  reservationIds: number;
  orders: OrderNeeds;
  held: OrderPlace[];
}

/** Adds up what the commands of a batch need. SKUs too long to exist are left out. */
export function sumOfNeeds(needs: SkuNeeds[]): BatchNeeds {
  const sum: BatchNeeds = {
    ...{ registers: new Map(), changes: new Set(), offers: new Set(), holdings: new Set(), notifications: new Set() },
    ...{ profiles: new Set(), claims: [], held: [] },
    ...{ reservationIds: 0, orders: { keys: [], whole: [], entityIds: [], eventIds: [] } },
  };
  for (const {
    registers = [],
    supplies = false,
    reservationIds = 0,
    orders = {},
    claims = [],
    held = [],
    ...skus
  } of needs) {
    for (const sku of registers.filter(possible)) {
      const key = canonical(sku);
      const first = sum.registers.get(key);
      if (!first || (supplies && first.isPlaceholder)) {
        sum.registers.set(key, { sku: first?.sku ?? sku, isPlaceholder: !supplies });
      }
    }
    for (const need of ['changes', 'offers', 'holdings', 'notifications', 'profiles'] as const) {
      for (const sku of skus[need] ?? []) if (possible(sku)) sum[need].add(canonical(sku));
    }
    for (const [list, more] of Object.entries(orders)) sum.orders[list as keyof OrderNeeds].push(...more);
    sum.claims.push(...claims);
    sum.reservationIds += reservationIds;
    sum.held.push(...held);
  }
  return sum;
}

/**
 * Locks every SKU of a batch and loads what its decisions look at. What a source holds is loaded only for SKUs of which it must be known,
 * for those that the batch both changes and sells, and `whileRewiring` for all that it sells: otherwise the index row says enough. Throws
 * {@link UnknownSkus} when a SKU to be registered has no row.
 */
export async function lockShelves(
  tx: EntityManager,
  needs: BatchNeeds,
  whileRewiring: boolean,
): Promise<Map<string, Shelf>> {
  const { registers, changes, offers, holdings, notifications, profiles } = needs;
  const keys = new Set([...registers.keys(), ...changes, ...offers, ...holdings, ...notifications, ...profiles]);
  if (keys.size === 0) return new Map();
  const shelves = await lockSkus(tx, [...keys]);
  const unknown = [...registers].filter(([key]) => !shelves.has(key));
  if (unknown.length > 0) {
    // Who asks in this batch whether there is such a SKU may come before who puts it into stock: its item will tell.
    throw new UnknownSkus(
      new Map(unknown.map(([key, one]) => [key, { ...one, isPlaceholder: one.isPlaceholder || profiles.has(key) }])),
    );
  }

  const known = (some: Iterable<string>) => [...some].flatMap((key) => shelves.get(key) ?? []);
  const unindexed = [...offers].filter((key) => whileRewiring || changes.has(key));
  const [sold, looked, watched] = [known(offers), known(new Set([...holdings, ...unindexed])), known(notifications)];
  const described = known(profiles);
  await Promise.all([
    sold.length > 0 && loadOffers(tx, sold),
    looked.length > 0 && loadHoldings(tx, looked),
    watched.length > 0 && loadNotifications(tx, watched),
    described.length > 0 && loadProfiles(tx, described, needs.claims.length),
  ]);
  return shelves;
}

function possible(sku: string): boolean {
  return !isLonger(sku, MAX_SKU);
}
