import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { bindable, number } from '../filter.sql.js';
import { locate, type Located } from '../geocoding/locate.js';
import type { LookUp } from '../geocoding/places.queries.js';
import type { Found, Search } from '../search.js';
import { conditionsOf, findRows } from '../search.sql.js';
import { SOURCE_ADDRESS, SOURCE_COLUMNS, type SourceView } from '../sources/sources.queries.js';
import { distancesWithin, type Area } from './area.rules.js';

/** A source that buyers may pick up at; the distance from the area that was searched, if there was one, in kilometres. */
export interface PickupLocationView extends SourceView {
  distanceKm: number | null;
}

/** What of a stock to look among: pickup locations that have a source item of each SKU, and lie in an area. */
export interface PickupScope {
  stockId: number;
  skus: string[];
  area?: Area;
}

/**
 * Pickup locations of a stock that a search over the fields of {@link PickupLocationView} finds: enabled sources that serve as such. In an
 * area are those within its radius of any of its places; only what the filters leave is measured. Throws BadSearch. MSI contract C9.
 */
export async function searchPickupLocations(
  em: EntityManager,
  { stockId, skus, area }: PickupScope,
  search: Search,
  lookUp: LookUp,
): Promise<Found<PickupLocationView>> {
  const reachable = sql`select s.* from source s join stock_source_link l on l.source_id = s.source_id and l.stock_id = ${stockId}::bigint
    where s.enabled and s.is_pickup_location_active and ${holdingAll(skus)} and ${conditionsOf({ columns: SOURCE_COLUMNS }, search)}`;
  const table = area
    ? within(reachable, await distancesOf(em, reachable, area, lookUp))
    : sql`(select s.*, null::float8 as distance_km from (${reachable}) s)`;
  return findRows<PickupLocationView>(em, { ...VIEW, table }, { ...search, where: [] });
}

/** Whether a source has an item of every SKU, whatever it holds of it. */
function holdingAll(skus: string[]): RawBuilder<unknown> {
  const keys = [...new Set(skus.map(canonical))].map(bindable);
  if (keys.length === 0) return sql`true`;
  return sql`s.source_id in (
    select i.source_id from sku k join source_item i on i.sku_id = k.sku_id
    where k.sku_key = any(${keys}::text[]) group by i.source_id having count(*) = ${keys.length}::bigint)`;
}

interface Distances {
  sourceIds: number[];
  kilometres: number[];
}

/** How far the sources within an area are from the nearest of its places. */
async function distancesOf(
  em: EntityManager,
  sources: RawBuilder<unknown>,
  area: Area,
  lookUp: LookUp,
): Promise<Distances> {
  const { rows } = await sql<Located & { sourceId: number }>`
    select s.source_id as "sourceId", s.latitude, s.longitude, ${SOURCE_ADDRESS} as address from (${sources}) s`.execute(
    em.getKysely(),
  );
  const places = await locate(rows, lookUp);
  const placed = rows.flatMap(({ sourceId }, index) => (places[index] ? [{ sourceId, ...places[index] }] : []));
  const distances = distancesWithin(area, placed);
  const within = placed.flatMap(({ sourceId }, index) => {
    const km = distances[index];
    return km === undefined ? [] : [{ sourceId, km }];
  });
  return { sourceIds: within.map(({ sourceId }) => sourceId), kilometres: within.map(({ km }) => km) };
}

function within(sources: RawBuilder<unknown>, { sourceIds, kilometres }: Distances): RawBuilder<unknown> {
  return sql`(select s.*, d.distance_km from (${sources}) s
    join unnest(${sourceIds}::int[], ${kilometres}::float8[]) as d (source_id, distance_km) on d.source_id = s.source_id)`;
}

const VIEW = {
  alias: 's',
  joins: sql``,
  key: sql`s.source_id`,
  columns: { ...SOURCE_COLUMNS, distanceKm: number('s.distance_km', { nullable: true }) },
};
