import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** How far a partition has been applied: the next offset to come, and the time in ms of the newest record applied so far. */
export interface Place {
  partition: number;
  next: bigint;
  newest: number | null;
}

/**
 * Locks the places of partitions, moves each to its `next` unless it is there already, and returns what they were: what lies before has
 * been applied. A worker that lost a partition waits here and then finds its batch behind it. Locked in the order of the partitions.
 */
export async function advanceOffsets(tx: EntityManager, topic: string, places: Place[]): Promise<Map<number, Place>> {
  const { rows } = await sql<{ partition: number; next: string | null; newest: number | null }>`
    insert into applied_offset as a (topic, partition, next_offset, newest_record)
    select ${topic}, w.partition, w.next, to_timestamp(w.newest / 1000)
    from unnest(${places.map((place) => place.partition)}::int[], ${places.map((place) => String(place.next))}::bigint[],
      ${places.map((place) => place.newest)}::float8[]) as w (partition, next, newest)
    order by w.partition
    on conflict (topic, partition) do update set next_offset = greatest(a.next_offset, excluded.next_offset),
      newest_record = greatest(a.newest_record, excluded.newest_record)
    returning new.partition, old.next_offset as next, ${ms('old')} as newest`.execute(tx.getKysely());
  return new Map(rows.map(({ next, ...place }) => [place.partition, { ...place, next: BigInt(next ?? 0) }]));
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
