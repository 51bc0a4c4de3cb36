import { Migration } from '@mikro-orm/migrations';

/** Counts how often stock reservations, stock transfers and stock line items change. */
export class Migration20261122000000ClaimVersions extends Migration {
  override up(): void {
    for (const table of ['stock_reservation', 'stock_transfer', 'stock_line_item'])
      this.addSql(`alter table ${table} add column version int not null default 1`);
  }
}
