import { Migration } from '@mikro-orm/migrations';

/** Addresses that sources have, what sources and stocks are told in Commerce Layer's words, and who takes returns. */
export class Migration20261121155000Places extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const SHARED = `reference text, reference_origin text, metadata jsonb not null,
  created_at timestamptz(3) not null, updated_at timestamptz(3) not null`;

const STATEMENTS = [
  `create table address (public_id text collate "C" not null primary key, business boolean not null, first_name text, last_name text,
  company text, line1 text, line2 text, city text, postcode text, region text, country_id text not null, phone text, email text,
  notes text, billing_info text, latitude double precision, longitude double precision, ${SHARED})`,
  `alter table source add column alias_key text collate "C", add column alias text,
  add column label_format text not null default 'PDF', add column suppress_etd boolean not null default false,
  add column address_id text collate "C",
  add constraint source_alias_key_unique unique (alias_key) deferrable initially deferred`,
  `update source set alias_key = source_key, alias = source_code, address_id = public_id`,
  `insert into address (public_id, business, first_name, last_name, company, line1, line2, city, postcode, region, country_id, phone,
  email, latitude, longitude, metadata, created_at, updated_at)
  select address_id, coalesce(contact_name, '') = '', nullif(regexp_replace(contact_name, '\\s*\\S*$', ''), ''),
  nullif(substring(contact_name from '\\S*$'), ''), case when coalesce(contact_name, '') = '' then name end,
  nullif(split_part(street, E'\\n', 1), ''), nullif(substring(street from position(E'\\n' in street || E'\\n') + 1), ''), city,
  nullif(postcode, ''), region, country_id, phone, email, latitude, longitude, '{}', created_at, updated_at from source`,
  `create index source_address_id_index on source (address_id)`,
  `alter table stock add column strategy text not null default 'no_split', add column locations_cutoff int,
  add column reservation_cutoff int not null default 3600, add column put_transfers_on_hold boolean not null default false,
  add column manual_decrement boolean not null default false`,
  `create table return_source (stock_id int not null, source_id int not null, priority int not null,
  public_id text collate "C" not null constraint return_source_public_id_unique unique, ${SHARED}, primary key (stock_id, source_id))`,
  `create index return_source_source_id_index on return_source (source_id)`,
];
