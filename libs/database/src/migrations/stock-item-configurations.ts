import { Migration } from '@mikro-orm/migrations';

/** Lets SKUs be sold in ways of their own: what differs from the defaults lies in the row that is the SKU's lock. Watches source items. */
export class Migration20261121120000StockItemConfigurations extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `alter table sku add column configuration jsonb`,
  `create index sku_configured on sku (sku_id) where configuration is not null`,
  `alter table topology add column configuration_defaults jsonb not null default '{}'`,
  `create table low_quantity_notification (sku_id int not null, source_id int not null, below numeric(12,4),
  primary key (sku_id, source_id))`,
];
