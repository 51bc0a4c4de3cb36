import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { SkuNeeds } from '../decision.js';
import { isLonger, MAX_SKU } from '../field.rules.js';
import { loadNotifications } from '../low-quantity/low-quantity.sql.js';
import type { OrderNeeds } from '../orders/order-book.js';
import { loadOffers } from '../stock-index/offers.sql.js';
import { loadHoldings } from './holdings.sql.js';
import type { Shelf } from './sku-facts.js';
import { lockSkus, UnknownSkus } from './sku-lock.sql.js';

/** What a whole batch needs, by canonical key. `registers` keeps the spelling first met. */
export interface BatchNeeds {
  registers: Map<string, string>;
  changes: Set<string>;
  offers: Set<string>;
  holdings: Set<string>;
  notifications: Set<string>;
  reservationIds: number;
  orders: OrderNeeds;
}

/** Adds up what the commands of a batch need. SKUs too long to exist are left out. */
export function sumOfNeeds(needs: SkuNeeds[]): BatchNeeds {
  const sum: BatchNeeds = {
    ...{ registers: new Map(), changes: new Set(), offers: new Set(), holdings: new Set(), notifications: new Set() },
    ...{ reservationIds: 0, orders: { keys: [], whole: [], entityIds: [], eventIds: [] } },
  };
  for (const { registers = [], reservationIds = 0, orders = {}, ...skus } of needs) {
    for (const sku of registers.filter(possible)) {
      const key = canonical(sku);
      if (!sum.registers.has(key)) sum.registers.set(key, sku);
    }
    for (const need of ['changes', 'offers', 'holdings', 'notifications'] as const) {
      for (const sku of skus[need] ?? []) if (possible(sku)) sum[need].add(canonical(sku));
    }
    for (const [list, more] of Object.entries(orders)) sum.orders[list as keyof OrderNeeds].push(...more);
    sum.reservationIds += reservationIds;
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
  const { registers, changes, offers, holdings, notifications } = needs;
  const keys = new Set([...registers.keys(), ...changes, ...offers, ...holdings, ...notifications]);
  if (keys.size === 0) return new Map();
  const shelves = await lockSkus(tx, [...keys]);
  const unknown = [...registers].filter(([key]) => !shelves.has(key));
  if (unknown.length > 0) throw new UnknownSkus(new Map(unknown));

  const known = (some: Iterable<string>) => [...some].flatMap((key) => shelves.get(key) ?? []);
  const unindexed = [...offers].filter((key) => whileRewiring || changes.has(key));
  const [sold, looked, watched] = [known(offers), known(new Set([...holdings, ...unindexed])), known(notifications)];
  await Promise.all([
    sold.length > 0 && loadOffers(tx, sold),
    looked.length > 0 && loadHoldings(tx, looked),
    watched.length > 0 && loadNotifications(tx, watched),
  ]);
  return shelves;
}

function possible(sku: string): boolean {
  return !isLonger(sku, MAX_SKU);
}
