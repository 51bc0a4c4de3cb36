import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** How far a partition has been applied: the next offset to come, and the time in ms of the newest record applied so far. */
export interface Place {
  partition: number;
  next: bigint;
  newest: number | null;
}

/**
 * Locks a partition's place, moves it to `next` unless it is there already, and returns what it was: what lies before has been applied.
 * A worker that lost the partition waits here and then finds its batch behind it.
 */
export async function advanceOffset(
  tx: EntityManager,
  topic: string,
  { partition, next, newest }: Place,
): Promise<Place> {
  const { rows } = await sql<{ next: string | null; newest: number | null }>`
    insert into applied_offset as a (topic, partition, next_offset, newest_record)
    values (${topic}, ${partition}, ${String(next)}::bigint, to_timestamp(${newest}::float8 / 1000))
    on conflict (topic, partition) do update set next_offset = greatest(a.next_offset, excluded.next_offset),
      newest_record = greatest(a.newest_record, excluded.newest_record)
    returning old.next_offset as next, ${ms('old')} as newest`.execute(tx.getKysely());
  const [was] = rows;
  return { partition, next: BigInt(was!.next ?? 0), newest: was!.newest };
}

/** The places of a topic. */
export async function findPlaces(em: EntityManager, topic: string): Promise<Place[]> {
  const { rows } = await sql<{ partition: number; next: string; newest: number | null }>`
    select partition, next_offset as next, ${ms('applied_offset')} as newest from applied_offset where topic = ${topic}
    order by partition`.execute(em.getKysely());
  return rows.map(({ next, ...place }) => ({ ...place, next: BigInt(next) }));
}

/** Moves the places of a topic, back too. */
export async function movePlaces(em: EntityManager, topic: string, places: Place[]): Promise<void> {
  await sql`
    insert into applied_offset (topic, partition, next_offset)
    select ${topic}, * from unnest(${places.map(({ partition }) => partition)}::int[], ${places.map(({ next }) => String(next))}::bigint[])
    on conflict (topic, partition) do update set next_offset = excluded.next_offset`.execute(em.getKysely());
}

/** Which of these commands have an outcome already. */
export async function knownCommands(tx: EntityManager, keys: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ command_key: string }>`
    select command_key from outcome where command_key = any(${keys}::uuid[])`.execute(tx.getKysely());
  return new Set(rows.map((row) => row.command_key));
}

function ms(table: string) {
  return sql`(extract(epoch from ${sql.ref(`${table}.newest_record`)}) * 1000)::float8`;
}
