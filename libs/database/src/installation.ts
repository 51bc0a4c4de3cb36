import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** What tells this database from others, also from one that was made anew under the same name. */
export async function installationOf(em: EntityManager): Promise<string> {
  const { rows } = await sql<{ installation: string }>`
    select oid || ' ' || (select min(executed_at) from migration) as installation
    from pg_database where datname = current_database()`.execute(em.getKysely());
  return rows[0]!.installation;
}
