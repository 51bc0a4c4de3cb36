import { Migration } from '@mikro-orm/migrations';

/** Keeps dead letters, and when items of a SKU were saved or removed, which the index does not always show. */
export class Migration20261121090000DeadLetters extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create table dead_letter (dead_letter_id bigserial primary key, topic text collate "C" not null, partition int not null,
  message_offset bigint not null, message_timestamp bigint not null, message_key bytea, value bytea, headers json not null,
  command_id text not null, command_source text not null, command_type text not null, problem_code text not null,
  problem text not null, stack text, state text not null, buried_at timestamptz(3) not null, settled_at timestamptz(3),
  constraint dead_letter_place_unique unique (topic, partition, message_offset, message_timestamp))`,
  `create index dead_letter_state_dead_letter_id_index on dead_letter (state, dead_letter_id)`,
  `create index dead_letter_buried_at_index on dead_letter (buried_at)`,
  `alter table source_item add column updated_at timestamptz(3) not null default now()`,
  `alter table sku add column item_removed_at timestamptz(3)`,
];
