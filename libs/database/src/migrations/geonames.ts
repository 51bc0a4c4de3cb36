import { Migration } from '@mikro-orm/migrations';

/** Lets addresses be found on earth: what postal-code files of GeoNames tell. */
export class Migration20261121150000Geonames extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const key = 'text collate "C" not null';

const STATEMENTS = [
  `create table geoname (geoname_id bigserial primary key, country_code ${key}, postcode_key ${key}, city_key ${key},
  region_key ${key}, latitude double precision not null, longitude double precision not null)`,
  ...['postcode_key', 'city_key', 'region_key'].map(
    (column) =>
      `create index geoname_country_code_${column}_geoname_id_index on geoname (country_code, ${column}, geoname_id)`,
  ),
];
