import { canonical } from '#contracts/canonical';
import { parseQuantity, type Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable } from '../filter.sql.js';
import { locate, type Located } from '../geocoding/locate.js';
import type { LookUp } from '../geocoding/places.queries.js';
import { SOURCE_ADDRESS } from '../sources/sources.queries.js';
import { byDistance, selectInOrder, type Selection, type Supply } from './selection.rules.js';

/** What is to be delivered from a stock; quantities in ten-thousandths, of a SKU named twice the last counts. */
export interface Demand {
  stockId: number;
  items: { sku: string; quantity: Units }[];
}

/** What a source of a stock has in stock of a SKU as first spelled, without what is reserved there. */
export interface SourceSupply extends Supply, Located {
  sourceCode: string;
  sku: string;
}

/** Which sources of a stock ship what, the one of highest priority first. An unknown stock or SKU has none. MSI contract C6. */
export async function selectByPriority(em: EntityManager, demand: Demand): Promise<Selection<SourceSupply>> {
  return selectInOrder(needsOf(demand), await suppliesOf(em, demand));
}

/**
 * Which sources of a stock ship what, the nearest first; those that lie nobody knows where follow by priority, as all do when nobody
 * knows where the destination lies. MSI contract C6.
 */
export async function selectByDistance(
  em: EntityManager,
  demand: Demand,
  destination: Located,
  lookUp: LookUp,
): Promise<Selection<SourceSupply>> {
  const supplies = await suppliesOf(em, demand);
  const sources = [...new Map(supplies.map((supply) => [supply.sourceCode, supply])).values()];
  const [to, ...places] = await locate([destination, ...sources], lookUp);
  if (!to) return selectInOrder(needsOf(demand), supplies);
  const placeOfSource = new Map(sources.map(({ sourceCode }, index) => [sourceCode, places[index]]));
  const nearestFirst = byDistance(supplies, to, ({ sourceCode }) => placeOfSource.get(sourceCode));
  return selectInOrder(needsOf(demand), nearestFirst);
}

function needsOf({ items }: Demand): Map<string, Units> {
  return new Map(items.map(({ sku, quantity }) => [canonical(sku), quantity]));
}

async function suppliesOf(em: EntityManager, demand: Demand): Promise<SourceSupply[]> {
  const keys = [...needsOf(demand).keys()].map(bindable);
  const { rows } = await sql<Omit<SourceSupply, 'quantity'> & { quantity: string }>`
    select s.source_code as "sourceCode", k.sku, k.sku_key as "skuKey", (i.quantity - coalesce(i.bound, 0))::text as quantity, s.latitude, s.longitude,
      ${SOURCE_ADDRESS} as address
    from sku k
    join source_item i on i.sku_id = k.sku_id and i.status = 1
    join source s on s.source_id = i.source_id and s.enabled
    join stock_source_link l on l.source_id = s.source_id and l.stock_id = ${demand.stockId}::bigint
    where k.sku_key = any(${keys}::text[])
    order by l.priority, l.link_id, i.source_item_id`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, quantity: parseQuantity(row.quantity) }));
}
