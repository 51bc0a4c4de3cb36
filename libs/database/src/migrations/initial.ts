import { Migration } from '@mikro-orm/migrations';

/** The first schema, with the default source, the default stock, their link and website `base`. */
export class Migration20261121000000Initial extends Migration {
  override up(): void {
    for (const statement of [...TOPOLOGY, ...HOT, ...DELIVERY, ...SEED]) this.addSql(statement);
  }
}

const sharedColumns = (
  table: string,
) => `public_id text collate "C" not null constraint ${table}_public_id_unique unique, reference text, reference_origin text, metadata jsonb not null,
  created_at timestamptz(3) not null, updated_at timestamptz(3) not null`;

const TOPOLOGY = [
  `create table topology (one boolean not null primary key, version int not null, last_source_id int not null,
  last_stock_id int not null, last_link_id int not null, last_website_id int not null)`,
  `create table source (source_id int not null primary key, source_key text collate "C" not null constraint source_source_key_unique unique, source_code text not null,
  name_key text collate "C" not null, name text not null, enabled boolean not null, contact_name text, email text, description text,
  latitude double precision, longitude double precision, country_id text not null, region_id int, region text, city text, street text,
  postcode text not null, phone text, fax text, is_pickup_location_active boolean not null, frontend_name text,
  frontend_description text, ${sharedColumns('source')},
  constraint source_name_key_unique unique (name_key) deferrable initially deferred)`,
  `create table stock (stock_id int not null primary key, name_key text collate "C" not null, name text not null, ${sharedColumns('stock')},
  constraint stock_name_key_unique unique (name_key) deferrable initially deferred)`,
  `create table sales_channel (type text collate "C" not null, code_key text collate "C" not null, code text not null,
  stock_id int not null, primary key (type, code_key))`,
  `create index sales_channel_stock_id_index on sales_channel (stock_id)`,
  `create table stock_source_link (stock_id int not null, source_id int not null, link_id int not null constraint stock_source_link_link_id_unique unique, priority int not null,
  on_hold boolean not null, ${sharedColumns('stock_source_link')}, primary key (stock_id, source_id))`,
  `create index stock_source_link_source_id_index on stock_source_link (source_id)`,
  `create table website (website_id int not null primary key, code_key text collate "C" not null constraint website_code_key_unique unique, code text not null,
  name text not null)`,
];

// The fill factors leave room for HOT updates of rows that change often.
const HOT = [
  `create table sku (sku_id serial primary key, sku_key text collate "C" not null constraint sku_sku_key_unique unique, sku text not null) with (fillfactor = 80)`,
  `create table source_item (sku_id int not null, source_id int not null, source_item_id bigserial not null constraint source_item_source_item_id_unique unique,
  quantity numeric(12,4) not null, status smallint not null, primary key (sku_id, source_id)) with (fillfactor = 60)`,
  `create index source_item_source_id_index on source_item (source_id)`,
  `create table reservation (reservation_id bigserial primary key, stock_id int not null, sku_id int not null,
  quantity numeric(12,4) not null, metadata jsonb, created_at timestamptz(3) not null)`,
  `create index reservation_sku_id_stock_id_index on reservation (sku_id, stock_id)`,
  `create table stock_index (sku_id int not null, stock_id int not null, quantity numeric(16,4) not null,
  reserved numeric(16,4) not null, salable numeric(16,4) not null, in_stock boolean not null, is_salable boolean not null,
  assigned boolean not null, version bigint not null, updated_at timestamptz(3) not null, primary key (sku_id, stock_id))
  with (fillfactor = 60)`,
  `create index stock_index_stock_id_sku_id_index on stock_index (stock_id, sku_id)`,
];

const DELIVERY = [
  `create table applied_offset (topic text collate "C" not null, partition int not null, next_offset bigint not null,
  primary key (topic, partition)) with (fillfactor = 50)`,
  `create table outcome (command_key uuid not null primary key, status text not null, result jsonb not null, fingerprint text,
  recorded_at timestamptz(3) not null)`,
  `create index outcome_recorded_at_index on outcome (recorded_at)`,
  `create table outbox (outbox_id bigserial primary key, records text not null)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`,
  `alter table outbox alter column records set storage external`,
];

/** The rows that every system begins with: ordinary rows that only the API refuses to touch. */
export const SEED = [
  `insert into topology values (true, 1, 1, 1, 1, 1)`,
  `insert into source (source_id, source_key, source_code, name_key, name, enabled, description, latitude, longitude, country_id,
  postcode, is_pickup_location_active, frontend_name, public_id, metadata, created_at, updated_at)
  values (1, 'default', 'default', 'default source', 'Default Source', true, 'Default Source', 0, 0, 'US', '00000', false,
  'Default Source', 'DefauLtSrc', '{}', now(), now())`,
  `insert into stock (stock_id, name_key, name, public_id, metadata, created_at, updated_at)
  values (1, 'default stock', 'Default Stock', 'DefauLtStk', '{}', now(), now())`,
  `insert into stock_source_link (stock_id, source_id, link_id, priority, on_hold, public_id, metadata, created_at, updated_at)
  values (1, 1, 1, 1, false, 'DefauLtLnk', '{}', now(), now())`,
  `insert into website values (1, 'base', 'base', 'base')`,
  `insert into sales_channel values ('website', 'base', 'base', 1)`,
];
