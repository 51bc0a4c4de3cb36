import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { describeProblem } from '#contracts/problems';
import { base64OfHeaders, type Base64Headers } from './base64.js';
import { stackOf, type DeadLetter } from './dead-letter.js';

/** What became of a dead letter. */
export type LetterState = 'waiting' | 'redriven' | 'discarded';

/** A dead letter at a glance: where it lay, what it was and why it is dead; `timestamp` in milliseconds since 1970, `bytes` of its value. */
export interface LetterSummary {
  id: string;
  state: LetterState;
  buriedAt: string;
  settledAt: string | null;
  topic: string;
  partition: number;
  offset: string;
  timestamp: string;
  commandId: string;
  commandSource: string;
  commandType: string;
  code: string;
  problem: string;
  bytes: number | null;
}

/** A dead letter, whole. */
export interface KeptLetter extends LetterSummary {
  key: Buffer | null;
  value: Buffer | null;
  headers: Base64Headers;
  stack: string | null;
}

/** Keeps dead letters; one that is kept already stays as it is. */
export async function saveDeadLetters(tx: EntityManager, letters: DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const column = <T>(of: (letter: DeadLetter) => T) => letters.map(of);
  await sql`
    insert into dead_letter (topic, partition, message_offset, message_timestamp, message_key, value, headers,
      command_id, command_source, command_type, problem_code, problem, stack, state, buried_at)
    select *, 'waiting', date_trunc('milliseconds', now()) from unnest(
      ${column(({ topic }) => topic)}::text[], ${column(({ partition }) => partition)}::int[],
      ${column(({ received }) => String(received.offset))}::bigint[],
      ${column(({ received }) => received.message.timestamp)}::bigint[],
      ${column(({ received }) => received.message.key)}::bytea[], ${column(({ received }) => received.message.value)}::bytea[],
      ${column(({ received }) => JSON.stringify(base64OfHeaders(received.message.headers)))}::json[],
      ${column(({ received }) => storable(received.id))}::text[], ${column(({ received }) => storable(received.source))}::text[],
      ${column(({ received }) => storable(received.type))}::text[], ${column(({ problem }) => problem.code)}::text[],
      ${column(({ problem }) => storable(describeProblem(problem)))}::text[],
      ${column(({ error }) => (error ? storable(stackOf(error)) : null))}::text[])
    on conflict (topic, partition, message_offset, message_timestamp) do nothing`.execute(tx.getKysely());
}

/** The oldest letters of these states, at most `limit`, and how many there are of them. */
export async function listDeadLetters(
  em: EntityManager,
  states: LetterState[],
  limit: number,
): Promise<{ letters: LetterSummary[]; total: number }> {
  const { rows } = await sql<LetterSummary & { total: string }>`
    select ${SUMMARY}, count(*) over () as total from dead_letter
    where state = any(${states}::text[]) order by dead_letter_id limit ${limit}::int`.execute(em.getKysely());
  return {
    letters: rows.map(({ total: _total, ...letter }) => letter),
    total: Number(rows[0]?.total ?? 0),
  };
}

/** Ids of all letters that wait, oldest first. */
export async function waitingLetters(em: EntityManager): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select dead_letter_id as id from dead_letter where state = 'waiting' order by dead_letter_id`.execute(
    em.getKysely(),
  );
  return rows.map(({ id }) => id);
}

/** A letter, whole. */
export async function findDeadLetter(em: EntityManager, id: string): Promise<KeptLetter | undefined> {
  const { rows } = await sql<KeptLetter>`
    select ${SUMMARY}, message_key as key, value, headers, stack from dead_letter where dead_letter_id = ${id}::bigint`.execute(
    em.getKysely(),
  );
  return rows[0];
}

/** Settles a letter if it waits; returns whether it did. */
export async function settleDeadLetter(
  em: EntityManager,
  id: string,
  state: Exclude<LetterState, 'waiting'>,
): Promise<boolean> {
  const result = await sql`
    update dead_letter set state = ${state}, settled_at = now() where dead_letter_id = ${id}::bigint and state = 'waiting'`.execute(
    em.getKysely(),
  );
  return result.numAffectedRows === 1n;
}

/** Forgets letters that were settled, or else buried, more than `days` ago, at most `limit` of them; returns how many. */
export async function forgetDeadLetters(em: EntityManager, days: number, limit: number): Promise<number> {
  const result = await sql`
    delete from dead_letter where dead_letter_id in (
      select dead_letter_id from dead_letter
      where buried_at < now() - make_interval(days => ${days}::int)
        and coalesce(settled_at, buried_at) < now() - make_interval(days => ${days}::int)
      limit ${limit}::int)`.execute(em.getKysely());
  return Number(result.numAffectedRows ?? 0);
}

const ISO = sql.lit('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
const SUMMARY = sql`
  dead_letter_id as id, state, to_char(buried_at at time zone 'utc', ${ISO}) as "buriedAt",
  to_char(settled_at at time zone 'utc', ${ISO}) as "settledAt", topic, partition, message_offset as "offset",
  message_timestamp as "timestamp", command_id as "commandId", command_source as "commandSource", command_type as "commandType",
  problem_code as code, problem, octet_length(value) as bytes`;

/** PostgreSQL has no place for NUL and for half a surrogate pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
