import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Client } from 'pg';
import type { Base64Headers } from './base64.js';

/** A record for Kafka, `topic` by its role. */
export type OutboxRecord = TextRecord | BytesRecord;

/** A record that is text. */
export interface TextRecord {
  topic: 'updates' | 'events';
  key: string;
  headers: Record<string, string>;
  value: string;
}

/** A record of bytes that may be no text: key, value and every value of a header as base64. */
export interface BytesRecord {
  topic: 'dead';
  encoding: 'base64';
  key: string | null;
  headers: Base64Headers;
  value: string | null;
}

/** Channel on which the relay hears of new rows. */
export const OUTBOX_CHANNEL = 'stockwire_outbox';

const ROW_CHARACTERS = 1_000_000;

/**
 * Puts the records of a batch into few rows, published after commit. Rows are published in the order of their ids: two batches that touch
 * one SKU got their ids under its lock, so its events go out in the order of its versions.
 */
export async function appendOutbox(tx: EntityManager, records: OutboxRecord[]): Promise<void> {
  if (records.length === 0) return;
  await Promise.all(
    rowsOf(records).map((row) => sql`insert into outbox (records) values (${row})`.execute(tx.getKysely())),
  );
}

function rowsOf(records: OutboxRecord[]): string[] {
  const rows: string[] = [];
  let lines: string[] = [];
  let characters = 0;
  for (const record of records) {
    const line = JSON.stringify(record);
    if (lines.length > 0 && characters + line.length > ROW_CHARACTERS) {
      rows.push(lines.join('\n'));
      lines = [];
      characters = 0;
    }
    lines.push(line);
    characters += line.length;
  }
  return [...rows, lines.join('\n')];
}

/** Wakes whoever listens on these channels once the transaction has committed. */
export async function notifyChannels(tx: EntityManager, channels: string[]): Promise<void> {
  await sql`select pg_notify(channel, '') from unnest(${channels}::text[]) as channel`.execute(tx.getKysely());
}

/** The oldest rows of the outbox, as many as `bytes` hold and at least one. */
export async function readOutbox(session: Client, bytes: number): Promise<{ id: string; records: OutboxRecord[] }[]> {
  const { rows } = await session.query<{ outbox_id: string; records: string }>({
    name: 'read-outbox',
    text: `select outbox_id, records from (
      select outbox_id, records, sum(octet_length(records)) over (order by outbox_id) - octet_length(records) as before
      from (select outbox_id, records from outbox order by outbox_id limit 100) as oldest) as measured
      where before < $1 order by outbox_id`,
    values: [bytes],
  });
  return rows.map((row) => ({
    id: row.outbox_id,
    records: row.records.split('\n').map((line) => JSON.parse(line) as OutboxRecord),
  }));
}

/** Removes rows that have been published. */
export async function deleteOutbox(session: Client, ids: string[]): Promise<void> {
  await session.query({
    name: 'delete-outbox',
    text: 'delete from outbox where outbox_id = any($1::bigint[])',
    values: [ids],
  });
}
