import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Done, Outcome, Refused } from '#contracts/outcomes';

/** An outcome to keep. */
export interface OutcomeToSave {
  key: string;
  outcome: Done | Refused;
  fingerprint: string | undefined;
}

/** An outcome that is known, with the fingerprint of the body that led to it. */
export type KnownOutcome = Exclude<Outcome, { status: 'pending' }> & { fingerprint: string | null };

/**
 * Keeps outcomes. Two batches that apply the same command at once meet here: the second fails on the primary key, is rolled back,
 * and finds the first one's outcome when it is tried again.
 */
export async function saveOutcomes(tx: EntityManager, outcomes: OutcomeToSave[]): Promise<void> {
  if (outcomes.length === 0) return;
  await sql`
    insert into outcome (command_key, status, result, fingerprint, recorded_at)
    select *, now() from unnest(${outcomes.map(({ key }) => key)}::uuid[], ${outcomes.map(({ outcome }) => outcome.status)}::text[],
      ${outcomes.map(({ outcome }) => JSON.stringify(outcome.status === 'done' ? outcome.view : outcome.problems))}::jsonb[],
      ${outcomes.map(({ fingerprint }) => fingerprint ?? null)}::text[])`.execute(tx.getKysely());
}

/** The outcomes that are known of these commands, by key. */
export async function findOutcomes(em: EntityManager, keys: string[]): Promise<Map<string, KnownOutcome>> {
  const { rows } = await sql<{ command_key: string; status: string; result: never; fingerprint: string | null }>`
    select command_key, status, result, fingerprint from outcome where command_key = any(${keys}::uuid[])`.execute(
    em.getKysely(),
  );
  return new Map(
    rows.map(({ command_key, status, result, fingerprint }) => [command_key, known(status, result, fingerprint)]),
  );
}

/** Forgets outcomes older than `hours`, at most `limit` of them; returns how many. By their places: by their keys the whole table would be read. */
export async function forgetOutcomes(em: EntityManager, hours: number, limit: number): Promise<number> {
  const result = await sql`
    delete from outcome where ctid = any(array(
      select ctid from outcome where recorded_at < now() - make_interval(hours => ${hours}::int)
      order by recorded_at limit ${limit}::int))`.execute(em.getKysely());
  return Number(result.numAffectedRows ?? 0);
}

function known(status: string, result: never, fingerprint: string | null): KnownOutcome {
  return status === 'done'
    ? { status, view: result, fingerprint }
    : { status: 'refused', problems: result, fingerprint };
}
