import type { MikroORM } from '@mikro-orm/postgresql';

/** Brings the schema up to date; returns the names of the migrations it ran. */
export async function migrate(orm: MikroORM): Promise<string[]> {
  const ran = await orm.migrator.up();
  return ran.map(({ name }) => name);
}
