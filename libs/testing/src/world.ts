import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Command } from '#contracts/commands';
import type { StockUpdated } from '#contracts/stock-updated';
import { migrate } from '#database/migrate';
import { SEED } from '#database/migrations/initial';
import { connectOrm } from '#database/orm';
import { inTransaction } from '#database/unit-of-work';
import { applyBatch, type Applied } from '#inventory/apply-batch';
import { newPublicId } from '#inventory/public-id';
import { refreshBacklog } from '#inventory/stock-index/rewiring';
import { findIndexDifferences } from '#inventory/stock-index/verify-index.sql';
import { TopologyCache } from '#inventory/stocks/topology-cache';
import { freshDatabase } from './database.js';

/** The domain on a PostgreSQL of its own. */
export interface World {
  orm: MikroORM;
  /** Applies commands as one batch. */
  apply(...commands: Command[]): Promise<Applied>;
  /** Refreshes index rows of the next so many SKUs of a rewired stock; undefined when none is behind. */
  refreshBacklog(skus: number): Promise<StockUpdated[] | undefined>;
  /** Empties it down to the default source and stock. */
  reset(): Promise<void>;
  /** Fails when an index row is not what the facts say. */
  expectTrueIndex(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a world; `connections` many commands may be applied at once, `rowsAtOnce` is what applyBatch says of it. */
export async function openWorld(connections = 2, rowsAtOnce?: number): Promise<World> {
  const database = await freshDatabase();
  const orm = await connectOrm({ url: database.url, ssl: false, connections });
  await migrate(orm);
  const around = { topology: new TopologyCache(), newPublicId, rowsAtOnce };
  return {
    orm,
    apply: (...commands) => inTransaction(orm.em, (tx) => applyBatch(tx, commands, around)),
    refreshBacklog: (skus) => inTransaction(orm.em, (tx) => refreshBacklog(tx, skus)),
    reset: async () => {
      const statements = [
        `truncate ${TABLES} restart identity`,
        ...SEED,
        'update topology set version = floor(random() * 1e9)',
      ];
      for (const statement of statements) await sql.raw(statement).execute(orm.em.fork().getKysely());
    },
    expectTrueIndex: async () => {
      expect(await findIndexDifferences(orm.em.fork(), 10)).toEqual([]);
    },
    close: async () => {
      await orm.close();
      await database.drop();
    },
  };
}

const TABLES = `topology, source, stock, sales_channel, stock_source_link, website, sku, source_item, low_quantity_notification,
  reservation, stock_index, rewiring, sales_order, sales_order_item, sales_order_event, applied_offset, outcome, outbox, dead_letter, geoname`;
