import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { RunPrepared } from '#inventory/stock-index/salability.queries';

/** Runs prepared statements on an entity manager's pool, outside any transaction. */
export function preparedOn(em: EntityManager): RunPrepared {
  return async <Row>(statement: { name: string; text: string }, values: unknown[]) => {
    const pool: Pool = await em.getConnection().getNativeClient();
    return (await pool.query({ ...statement, values })).rows as Row[];
  };
}
