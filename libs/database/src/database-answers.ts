import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** Whether the database answers at this moment. */
export async function databaseAnswers(em: EntityManager): Promise<boolean> {
  return sql`select 1`.execute(em.fork().getKysely()).then(
    () => true,
    () => false,
  );
}
