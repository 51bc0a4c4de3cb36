import { Migration } from '@mikro-orm/migrations';

/** Keeps commands that were accepted without their client waiting for them, until a while after they are decided. */
export class Migration20261121140000Bulks extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create table bulk (bulk_id bigserial primary key, bulk_uuid text collate "C" not null constraint bulk_bulk_uuid_unique unique,
  topic text not null, command text not null, user_type smallint not null, user_id int not null, operation_count int not null,
  fingerprint text, traceparent text, started_at timestamptz(3) not null)`,
  `create index bulk_started_at_index on bulk (started_at)`,
  `create table bulk_operation (operation_id bigint not null primary key, command_key uuid not null, ordered_by text not null,
  request text not null, command text, status smallint not null, result jsonb)
  with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 10000)`,
  `create index bulk_operation_open on bulk_operation (operation_id) where status = 4`,
];
