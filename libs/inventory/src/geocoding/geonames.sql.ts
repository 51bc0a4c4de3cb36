import type { Client } from 'pg';
import type { GeonameRow } from './read-geoname.js';

/** A country that was imported, and how many places of it there are now. */
export interface ImportedCountry {
  country: string;
  places: number;
}

/** Makes room in a session for the rows of a file. */
export async function beginImport(session: Client): Promise<void> {
  await session.query(`drop table if exists pg_temp.geoname_import`);
  await session.query(`create temp table geoname_import (line int not null, country_code text collate "C" not null, postcode_key text not null,
    city_key text not null, region_key text not null, latitude float8 not null, longitude float8 not null)`);
}

/** Puts rows of the file beside those of before. */
export async function addToImport(session: Client, rows: GeonameRow[]): Promise<void> {
  const column = <K extends keyof GeonameRow>(name: K) => rows.map((row) => row[name]);
  await session.query(
    `insert into pg_temp.geoname_import
     select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[])`,
    [
      ...[column('line'), column('countryCode'), column('postcodeKey')],
      ...[column('cityKey'), column('regionKey'), column('latitude'), column('longitude')],
    ],
  );
}

/** Yields the countries of the file, by code. */
export async function countriesOfImport(session: Client): Promise<string[]> {
  await session.query(`create index on pg_temp.geoname_import (country_code)`);
  const { rows } = await session.query<{ country_code: string }>(
    `select distinct country_code from pg_temp.geoname_import order by 1`,
  );
  return rows.map(({ country_code }) => country_code);
}

/** Replaces all places of a country by those of the file, in one transaction: readers see the old ones or the new ones. */
export async function replaceCountry(session: Client, country: string): Promise<ImportedCountry> {
  await session.query('begin');
  // Two imports of one country at once would each keep what the other brought.
  await session.query('lock table geoname in share row exclusive mode');
  await session.query('delete from geoname where country_code = $1', [country]);
  const { rowCount } = await session.query(
    `insert into geoname (country_code, postcode_key, city_key, region_key, latitude, longitude)
     select country_code, postcode_key, city_key, region_key, latitude, longitude
     from pg_temp.geoname_import where country_code = $1 order by postcode_key, line`,
    [country],
  );
  await session.query('commit');
  return { country, places: rowCount ?? 0 };
}

/** Lets plans know what the table holds now. */
export async function endImport(session: Client): Promise<void> {
  await session.query('analyze geoname');
}
