import { Migration } from '@mikro-orm/migrations';

/** Lets the index rows of a stock be refreshed after the change of its suppliers has been committed; drops an index that only misled plans. */
export class Migration20261121110000Rewiring extends Migration {
  override up(): void {
    this.addSql(
      `create table rewiring (stock_id int not null, source_id int not null, last_sku_id int not null, primary key (stock_id, source_id))`,
    );
    this.addSql(`drop index stock_index_stock_id_sku_id_index`);
  }
}
