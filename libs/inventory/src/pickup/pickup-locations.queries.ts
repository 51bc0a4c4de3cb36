import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { bindable, number } from '../filter.sql.js';
import type { Coordinates } from '../geocoding/distance.rules.js';
import { locate, type Located } from '../geocoding/locate.js';
import type { LookUp } from '../geocoding/places.queries.js';
import type { Found, Search } from '../search.js';
import { findRows, type Searchable } from '../search.sql.js';
import { SOURCE_ADDRESS, SOURCE_COLUMNS, type SourceView } from '../sources/sources.queries.js';

/** A source that buyers may pick up at; the distance from the area that was searched, if there was one, in kilometres. */
export interface PickupLocationView extends SourceView {
  distanceKm: number | null;
}

/** Around which places, and how far, to look. */
export interface Area {
  places: Coordinates[];
  radiusKm: number;
}

/** What of a stock to look among: pickup locations that have a source item of each SKU, and lie in an area. */
export interface PickupScope {
  stockId: number;
  skus: string[];
  area?: Area;
}

/**
 * Pickup locations of a stock that a search over the fields of {@link PickupLocationView} finds: enabled sources that serve as such. In an
 * area are those within its radius of any of its places, by great circle on a sphere whose radius is 6372.797 km. Throws BadSearch. MSI contract C9.
 */
export async function searchPickupLocations(
  em: EntityManager,
  { stockId, skus, area }: PickupScope,
  search: Search,
  lookUp: LookUp,
): Promise<Found<PickupLocationView>> {
  const reachable = sql`select s.* from source s join stock_source_link l on l.source_id = s.source_id and l.stock_id = ${stockId}::bigint
    where s.enabled and s.is_pickup_location_active and ${holdingAll(skus)}`;
  const near = area && (await distancesFrom(em, area, await placedAmong(em, reachable, lookUp)));
  return findRows(em, near ? within(reachable, near) : everywhere(reachable), search);
}

/** Whether a source has an item of every SKU, whatever it holds of it. */
function holdingAll(skus: string[]): RawBuilder<unknown> {
  const keys = [...new Set(skus.map(canonical))].map(bindable);
  if (keys.length === 0) return sql`true`;
  return sql`(select count(*) from sku k join source_item i on i.sku_id = k.sku_id and i.source_id = s.source_id
    where k.sku_key = any(${keys}::text[])) = ${keys.length}::bigint`;
}

interface PlacedSource extends Coordinates {
  sourceId: number;
}

async function placedAmong(em: EntityManager, sources: RawBuilder<unknown>, lookUp: LookUp): Promise<PlacedSource[]> {
  const { rows } = await sql<Located & { sourceId: number }>`
    select s.source_id as "sourceId", s.latitude, s.longitude, ${SOURCE_ADDRESS} as address
    from (${sources}) s`.execute(em.getKysely());
  const places = await locate(rows, lookUp);
  return rows.flatMap(({ sourceId }, index) => {
    const place = places[index];
    return place ? [{ sourceId, ...place }] : [];
  });
}

interface Distances {
  sourceIds: number[];
  kilometres: number[];
}

/** The distance of each source from the nearest place of an area, without those beyond its radius; a difference in latitude tells soonest. */
async function distancesFrom(
  em: EntityManager,
  { places, radiusKm }: Area,
  sources: PlacedSource[],
): Promise<Distances> {
  const column = (things: Coordinates[], name: keyof Coordinates) => things.map((thing) => thing[name]);
  const { rows } = await sql<{ sourceId: number; kilometres: number }>`
    select * from (
      select s.source_id as "sourceId", min(${EARTH_KM} * 2 * asin(least(1, sqrt(
          sin(radians(s.latitude - p.latitude) / 2) ^ 2
          + cos(radians(p.latitude)) * cos(radians(s.latitude)) * sin(radians(s.longitude - p.longitude) / 2) ^ 2)))) as kilometres
      from unnest(${sources.map(({ sourceId }) => sourceId)}::int[], ${column(sources, 'latitude')}::float8[],
        ${column(sources, 'longitude')}::float8[]) as s (source_id, latitude, longitude)
      join (select distinct * from unnest(${column(places, 'latitude')}::float8[], ${column(places, 'longitude')}::float8[])
        as p (latitude, longitude)) p on ${EARTH_KM} * radians(abs(s.latitude - p.latitude)) <= ${radiusKm}::float8
      group by s.source_id
    ) nearest where kilometres <= ${radiusKm}::float8`.execute(em.getKysely());
  return { sourceIds: rows.map(({ sourceId }) => sourceId), kilometres: rows.map(({ kilometres }) => kilometres) };
}

const EARTH_KM = sql`6372.797::float8`;

function everywhere(sources: RawBuilder<unknown>): Searchable<PickupLocationView> {
  return { ...VIEW, table: sql`(select s.*, null::float8 as distance_km from (${sources}) s)` };
}

function within(sources: RawBuilder<unknown>, { sourceIds, kilometres }: Distances): Searchable<PickupLocationView> {
  const table = sql`(select s.*, d.distance_km from (${sources}) s
    join unnest(${sourceIds}::int[], ${kilometres}::float8[]) as d (source_id, distance_km) on d.source_id = s.source_id)`;
  return { ...VIEW, table };
}

const VIEW = {
  alias: 's',
  joins: sql``,
  key: sql`s.source_id`,
  columns: { ...SOURCE_COLUMNS, distanceKm: number('s.distance_km', { nullable: true }) },
};
