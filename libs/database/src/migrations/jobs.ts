import { Migration } from '@mikro-orm/migrations';

/** Keeps jobs that take their time, and the files that they make. */
export class Migration20261121170000Jobs extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `alter table bulk alter column topic drop not null`,
  `create table job (job_id bigserial primary key, public_id text collate "C" not null constraint job_public_id_unique unique, kind text not null,
  resource_type text not null, options jsonb not null, status text not null, settled boolean not null, bulk_id bigint constraint job_bulk_id_unique unique,
  size int, processed_count int not null, errors_count int not null, counted_to bigint, counted_processed int not null,
  counted_errors int not null, warnings_count int not null, errors_log jsonb, warnings_log jsonb,
  token text collate "C" not null constraint job_token_unique unique, worker text collate "C", worked_at timestamptz(3),
  started_at timestamptz(3), completed_at timestamptz(3), interrupted_at timestamptz(3),
  request_id text collate "C" constraint job_request_id_unique unique, fingerprint text,
  reference text, reference_origin text, metadata jsonb not null, created_at timestamptz(3) not null, updated_at timestamptz(3) not null)`,
  `create index job_unsettled on job (job_id) where not settled`,
  `create table job_file (job_id bigint not null, number int not null, content text not null, primary key (job_id, number))`,
];
