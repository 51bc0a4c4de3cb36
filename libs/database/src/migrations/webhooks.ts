import { Migration } from '@mikro-orm/migrations';

/** Webhooks, how they fare, and what they are told. */
export class Migration20261121180000Webhooks extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create table webhook (webhook_id serial primary key, name text, topic text not null, watch text not null, callback_url text not null,
  includes jsonb not null, shared_secret text not null, disabled_at timestamptz(3),
  public_id text collate "C" not null constraint webhook_public_id_unique unique, reference text, reference_origin text,
  metadata jsonb not null, created_at timestamptz(3) not null, updated_at timestamptz(3) not null)`,
  `create table webhook_circuit (webhook_id int not null primary key, failures int not null, is_open boolean not null)`,
  `create table webhook_delivery (webhook_delivery_id bigserial primary key, webhook_id int not null, topic text not null,
  record_id text collate "C" not null, seen jsonb, status text not null, attempts int not null, due_at timestamptz(3) not null, body text,
  response_code text, response_message text, created_at timestamptz(3) not null, updated_at timestamptz(3) not null)
  with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 10000)`,
  `create index webhook_delivery_due on webhook_delivery (webhook_id, due_at) where status = 'waiting'`,
  `create index webhook_delivery_in_line on webhook_delivery (webhook_id, record_id, webhook_delivery_id) where status = 'waiting'`,
  `create index webhook_delivery_webhook_id_webhook_delivery_id_index on webhook_delivery (webhook_id, webhook_delivery_id)`,
  `create index webhook_delivery_created_at_index on webhook_delivery (created_at)`,
];
