import { Migration } from '@mikro-orm/migrations';

/** Lets quantities be reserved at sources, transferred step by step and shipped, and says more of SKUs and source items. */
export class Migration20261121160000StockReservations extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const outside = `reference text, reference_origin text, metadata jsonb not null, created_at timestamptz(3) not null, updated_at timestamptz(3) not null`;
const record = (table: string) =>
  `${table}_id bigserial primary key, public_id text collate "C" not null constraint ${table}_public_id_unique unique, sku_id int not null`;

const STATEMENTS = [
  `alter table sku add column created_at timestamptz(3) not null default now(), add column placeholder boolean`,
  `alter table source_item add column bound numeric(12,4), add column created_at timestamptz(3) not null default now()`,
  `create index source_item_reserved on source_item (source_item_id) where bound is not null`,
  `alter table stock_index add column bound numeric(16,4) not null default 0`,
  `create table sku_profile (sku_id int not null primary key, deleted boolean not null, name text, description text, image_url text, pieces_per_pack int,
  weight double precision, unit_of_weight text, hs_tariff_number text, do_not_ship boolean not null, ${outside})`,
  `create table source_item_note (source_item_id bigint not null primary key, reference text, reference_origin text, metadata jsonb not null)`,
  `create table stock_reservation (${record('stock_reservation')}, source_id int not null, quantity numeric(12,4) not null, status text not null,
  expires_at timestamptz(3), owner_id text collate "C" constraint stock_reservation_owner_id_unique unique, ${outside})`,
  `create index stock_reservation_sku_id_source_id_index on stock_reservation (sku_id, source_id)`,
  `create index stock_reservation_expires_at_index on stock_reservation (expires_at)`,
  `create table stock_transfer (${record('stock_transfer')}, number text, origin_id int not null, destination_id int not null,
  quantity numeric(12,4) not null, status text not null, on_hold_at timestamptz(3), picking_at timestamptz(3), in_transit_at timestamptz(3),
  completed_at timestamptz(3), cancelled_at timestamptz(3), ${outside})`,
  `create index stock_transfer_sku_id_index on stock_transfer (sku_id)`,
  `create index stock_transfer_origin_id_index on stock_transfer (origin_id)`,
  `create index stock_transfer_destination_id_index on stock_transfer (destination_id)`,
  `create table stock_line_item (${record('stock_line_item')}, source_id int, quantity numeric(12,4) not null, decremented_at timestamptz(3), ${outside})`,
  `create index stock_line_item_sku_id_index on stock_line_item (sku_id)`,
  `create index stock_line_item_source_id_index on stock_line_item (source_id)`,
];
