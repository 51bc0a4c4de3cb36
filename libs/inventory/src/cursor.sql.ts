import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';

/** Hands out what a query finds, at most `size` rows at a time and all of one snapshot, however long the receiver takes; returns how many. */
export function eachRows<Row>(
  em: EntityManager,
  query: RawBuilder<unknown>,
  size: number,
  receive: (rows: Row[]) => Promise<void> | void,
): Promise<number> {
  return em.transactional(async (tx) => {
    const db = tx.getKysely();
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(db);
    // Planned for all of the rows, which are wanted, and not for the first ones.
    await sql`set local cursor_tuple_fraction = 1`.execute(db);
    await sql`declare reading no scroll cursor for ${query}`.execute(db);
    for (let count = 0; ;) {
      const { rows } = await sql<Row>`fetch forward ${sql.lit(size)} from reading`.execute(db);
      if (rows.length === 0) return count;
      count += rows.length;
      await receive(rows);
    }
  });
}
