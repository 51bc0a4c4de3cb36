import { Migration } from '@mikro-orm/migrations';

/** Keeps what was reported of orders, until they are closed for long. */
export class Migration20261121130000Orders extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const quantities = ['ordered', 'canceled', 'shipped', 'invoiced', 'refunded', 'released', 'promised'];

const STATEMENTS = [
  `create table sales_order (order_key text collate "C" not null primary key, increment_id text not null,
  entity_id text collate "C" not null, channel_type text not null, channel_code text not null, stock_id int not null,
  pickup_location_code text, notified_at timestamptz(3), placed_at timestamptz(3) not null, updated_at timestamptz(3) not null)
  with (fillfactor = 80)`,
  `create index sales_order_entity_id_index on sales_order (entity_id)`,
  `create index sales_order_updated_at_index on sales_order (updated_at)`,
  `create table sales_order_item (order_key text collate "C" not null, item_id text collate "C" not null, sku_id int not null,
  virtual boolean not null, ${quantities.map((name) => `${name} numeric(12,4) not null`).join(', ')}, deducted jsonb not null,
  primary key (order_key, item_id)) with (fillfactor = 80)`,
  `create table sales_order_event (event_id text collate "C" not null primary key, order_key text collate "C" not null,
  type text not null, recorded_at timestamptz(3) not null)`,
  `create index sales_order_event_order_key_index on sales_order_event (order_key)`,
];
