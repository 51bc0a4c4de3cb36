import { Migration } from '@mikro-orm/migrations';

/** Lets a place be told from the same offset of a topic made anew. */
export class Migration20261121080000NewestRecord extends Migration {
  override up(): void {
    this.addSql(`alter table applied_offset add column newest_record timestamptz(3)`);
  }
}
