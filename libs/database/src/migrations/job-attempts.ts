import { Migration } from '@mikro-orm/migrations';

/** Counts how often an export was taken on, so that one that cannot be made ends. */
export class Migration20261121190000JobAttempts extends Migration {
  override up(): void {
    this.addSql(`alter table job add column attempts int not null default 0`);
  }
}
