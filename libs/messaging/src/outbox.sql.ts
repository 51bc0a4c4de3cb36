import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Client } from 'pg';
import { rowsOf, type OutboxRecord } from './outbox-rows.js';

/** Channel on which the relay hears of new rows. */
export const OUTBOX_CHANNEL = 'stockwire_outbox';

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

/** Wakes whoever listens on these channels once the transaction has committed, and hands each what is to be told. */
export async function notifyChannels(tx: EntityManager, notices: Map<string, string>): Promise<void> {
  await sql`
    select pg_notify(channel, notice)
    from unnest(${[...notices.keys()]}::text[], ${[...notices.values()]}::text[]) as n (channel, notice)`.execute(
    tx.getKysely(),
  );
}

/** Rows of the outbox, each with the records of one batch or of a part of it. */
export interface OutboxRow {
  id: string;
  records: string;
}

/** The oldest rows of the outbox, as many as `bytes` hold and at least one. */
export async function readOutbox(session: Client, bytes: number): Promise<OutboxRow[]> {
  const { rows } = await session.query<OutboxRow>({
    name: 'read-outbox',
    text: `select outbox_id as id, records from (
      select outbox_id, records, sum(octet_length(records)) over (order by outbox_id) - octet_length(records) as before
      from (select outbox_id, records from outbox order by outbox_id limit 100) as oldest) as measured
      where before < $1 order by outbox_id`,
    values: [bytes],
  });
  return rows;
}

/** Removes rows that have been published. */
export async function deleteOutbox(session: Client, ids: string[]): Promise<void> {
  await session.query({
    name: 'delete-outbox',
    text: 'delete from outbox where outbox_id = any($1::bigint[])',
    values: [ids],
  });
}
