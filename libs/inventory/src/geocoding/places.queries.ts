import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { bindable } from '../filter.sql.js';
import { countryCode, placeKey, type Address } from './address.rules.js';
import type { Coordinates } from './distance.rules.js';

/** Tells of each address where it lies; undefined where nobody knows. */
export type LookUp = (addresses: Address[]) => Promise<(Coordinates | undefined)[]>;

/** Where addresses lie by the places imported: by postcode, else by the beginning of the city's name, else by region. MSI contract B7, "Offline look-up". */
export async function lookUpPlaces(em: EntityManager, addresses: Address[]): Promise<(Coordinates | undefined)[]> {
  if (addresses.length === 0) return [];
  const column = (pick: (address: Address) => string) => addresses.map((address) => bindable(pick(address)));
  const { rows } = await sql<{ latitude: number | null; longitude: number | null }>`
    select p.latitude, p.longitude
    from unnest(${column(({ country }) => countryCode(country))}::text[], ${column(({ postcode }) => placeKey(postcode))}::text[],
      ${column(({ city }) => placeKey(city))}::text[], ${column(({ region }) => placeKey(region))}::text[])
      with ordinality as a (country, postcode, city, region, place)
    left join lateral (
      select * from (
        (select latitude, longitude, 1 as step from geoname g where ${ofPostcode} order by geoname_id limit 1)
        union all (select latitude, longitude, 2 from geoname g where ${ofCity} order by city_key, geoname_id limit 1)
        union all (select latitude, longitude, 3 from geoname g where ${ofRegion} order by geoname_id limit 1)
      ) found order by step limit 1
    ) p on true
    order by a.place`.execute(em.getKysely());
  return rows.map(({ latitude, longitude }) =>
    latitude === null || longitude === null ? undefined : { latitude, longitude },
  );
}

/** The places that an address may mean, `most` of them: those of its postcode, else those whose names begin as its city, else those of its region. MSI contract B7, 37. */
export async function placesMeantBy(em: EntityManager, address: Address, most: number): Promise<Coordinates[]> {
  const { country, postcode, city, region } = address;
  const given = [countryCode(country), placeKey(postcode), placeKey(city), placeKey(region)].map(bindable);
  const { rows } = await sql<Coordinates>`
    with a (country, postcode, city, region) as (values (${sql.join(given.map((value) => sql`${value}::text`))})),
      by_postcode as (select g.* from geoname g, a where ${ofPostcode} order by geoname_id limit ${most}::int),
      by_city as (select g.* from geoname g, a where not exists (select from by_postcode) and ${ofCity}
        order by city_key, geoname_id limit ${most}::int),
      by_region as (select g.* from geoname g, a
        where not exists (select from by_postcode) and not exists (select from by_city) and ${ofRegion}
        order by geoname_id limit ${most}::int)
    select latitude, longitude
    from (select * from by_postcode union all select * from by_city union all select * from by_region) found
    order by geoname_id`.execute(em.getKysely());
  return rows;
}

const ofPostcode: RawBuilder<unknown> = sql`g.country_code = a.country and g.postcode_key = a.postcode`;
const ofCity: RawBuilder<unknown> = sql`g.country_code = a.country and a.city <> ''
  and g.city_key >= a.city and g.city_key < a.city || chr(1114111)`;
const ofRegion: RawBuilder<unknown> = sql`g.country_code = a.country and a.region <> '' and g.region_key = a.region`;
