import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Command } from '#contracts/commands';
import type { StockUpdated } from '#contracts/stock-updated';
import { migrate } from '#database/migrate';
import { SEED } from '#database/migrations/initial';
import { connectOrm } from '#database/orm';
import { inTransaction } from '#database/unit-of-work';
import { appendDeliveries } from '#messaging/webhook-deliveries.sql';
import { applyBatch, type Applied } from '#inventory/apply-batch';
import { newPublicId as randomPublicId } from '#inventory/public-id';
import { refreshBacklog } from '#inventory/stock-index/rewiring';
import { findIndexDifferences } from '#inventory/stock-index/verify-index.sql';
import { findBoundDifferences } from '#inventory/stock-reservations/bound.sql';
import { TopologyCache } from '#inventory/stocks/topology-cache';
import { freshDatabase } from './database.js';
import { emptying } from './emptying.js';

/** The domain on a PostgreSQL of its own. */
export interface World {
  orm: MikroORM;
  /** Of its database, for a session of one's own. */
  url: string;
  /** Applies commands as one batch. */
  apply(...commands: Command[]): Promise<Applied>;
  /** Refreshes index rows of the next so many SKUs of a rewired stock; undefined when none is behind. */
  refreshBacklog(skus: number): Promise<StockUpdated[] | undefined>;
  /** Empties it down to the default source and stock. */
  reset(): Promise<void>;
  /** Fails when an index row is not what the facts say, or an item has not reserved what its open stock reservations add up to. */
  expectTrueIndex(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a world; `connections` many commands may be applied at once, `rowsAtOnce` and `newPublicId` are what applyBatch says of them. */
export async function openWorld(
  connections = 2,
  rowsAtOnce?: number,
  newPublicId: () => string = randomPublicId,
): Promise<World> {
  const database = await freshDatabase();
  const orm = await connectOrm({ url: database.url, ssl: false, connections });
  await migrate(orm);
  const around = { topology: new TopologyCache(), newPublicId, rowsAtOnce };
  return {
    orm,
    url: database.url,
    apply: (...commands) =>
      inTransaction(orm.em, async (tx) => {
        const applied = await applyBatch(tx, commands, around);
        await appendDeliveries(tx, applied.watched);
        return applied;
      }),
    refreshBacklog: (skus) => inTransaction(orm.em, (tx) => refreshBacklog(tx, skus)),
    reset: async () => {
      const statements = [emptying(), ...SEED, 'update topology set version = floor(random() * 1e9)'];
      for (const statement of statements) await sql.raw(statement).execute(orm.em.fork().getKysely());
    },
    expectTrueIndex: async () => {
      expect(await findIndexDifferences(orm.em.fork(), 10)).toEqual([]);
      expect(await findBoundDifferences(orm.em.fork(), 10)).toEqual([]);
    },
    close: async () => {
      await orm.close();
      await database.drop();
    },
  };
}
