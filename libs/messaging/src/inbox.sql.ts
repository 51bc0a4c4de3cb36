import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/**
 * Locks a partition's place, moves it to `next` unless it is there already, and returns where it was: what lies before has been applied.
 * A worker that lost the partition waits here and then finds its batch behind it.
 */
export async function advanceOffset(
  tx: EntityManager,
  topic: string,
  partition: number,
  next: bigint,
): Promise<bigint> {
  const { rows } = await sql<{ was: string | null }>`
    insert into applied_offset as a (topic, partition, next_offset) values (${topic}, ${partition}, ${String(next)}::bigint)
    on conflict (topic, partition) do update set next_offset = greatest(a.next_offset, excluded.next_offset)
    returning old.next_offset as was`.execute(tx.getKysely());
  return BigInt(rows[0]!.was ?? 0);
}

/** Which of these commands have an outcome already. */
export async function knownCommands(tx: EntityManager, keys: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ command_key: string }>`
    select command_key from outcome where command_key = any(${keys}::uuid[])`.execute(tx.getKysely());
  return new Set(rows.map((row) => row.command_key));
}
