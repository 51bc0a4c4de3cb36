import { defineConfig, MikroORM, type Options } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { Migrator } from '@mikro-orm/migrations';
import { Address } from '#inventory/addresses/address.entity';
import { SalesOrder, SalesOrderEvent, SalesOrderItem } from '#inventory/orders/order.entity';
import { Geoname } from '#inventory/geocoding/geoname.entity';
import { LowQuantityNotification } from '#inventory/low-quantity/low-quantity.entity';
import { Reservation } from '#inventory/reservations/reservation.entity';
import { Sku, SourceItem, SourceItemNote } from '#inventory/source-items/source-item.entity';
import { Source } from '#inventory/sources/source.entity';
import { SkuProfile } from '#inventory/skus/sku-profile.entity';
import { Rewiring } from '#inventory/stock-index/rewiring.entity';
import { StockIndex } from '#inventory/stock-index/stock-index.entity';
import { StockLineItem, StockReservation, StockTransfer } from '#inventory/stock-reservations/claims.entity';
import { ReturnSource, SalesChannel, Stock, StockSourceLink, Website } from '#inventory/stocks/stock.entity';
import { TopologyVersion } from '#inventory/stocks/topology.entity';
import { Webhook, WebhookCircuit, WebhookDelivery } from '#inventory/webhooks/webhook.entity';
import { Bulk, BulkOperation } from '#messaging/bulk.entity';
import { Job, JobFile } from '#messaging/job.entity';
import { AppliedOffset, DeadLetterRow, OutboxRow, OutcomeRecord } from '#messaging/delivery.entity';
import { Migration20261121190000JobAttempts } from './migrations/job-attempts.js';
import { Migration20261121140000Bulks } from './migrations/bulks.js';
import { Migration20261121090000DeadLetters } from './migrations/dead-letters.js';
import { guardPool } from './guard-pool.js';
import { SILENT_CLIENTS } from './session.js';
import { Migration20261121000000Initial } from './migrations/initial.js';
import { Migration20261121120000StockItemConfigurations } from './migrations/stock-item-configurations.js';
import { Migration20261121080000NewestRecord } from './migrations/newest-record.js';
import { Migration20261121170000Jobs } from './migrations/jobs.js';
import { Migration20261121130000Orders } from './migrations/orders.js';
import { Migration20261121150000Geonames } from './migrations/geonames.js';
import { Migration20261121155000Places } from './migrations/places.js';
import { Migration20261121110000Rewiring } from './migrations/rewiring.js';
import { Migration20261121160000StockReservations } from './migrations/stock-reservations.js';
import { Migration20261121180000Webhooks } from './migrations/webhooks.js';
import { Migration20261122000000ClaimVersions } from './migrations/claim-versions.js';

/** Where the database is and how many connections a process may hold. */
export interface DatabaseOptions {
  url: string;
  ssl: boolean;
  connections: number;
  /** After how long the server is to cancel a statement; by default never. */
  statementTimeoutMs?: number;
}

const MIGRATIONS = [
  Migration20261121000000Initial,
  Migration20261121080000NewestRecord,
  Migration20261121090000DeadLetters,
  Migration20261121110000Rewiring,
  Migration20261121120000StockItemConfigurations,
  Migration20261121130000Orders,
  Migration20261121140000Bulks,
  Migration20261121150000Geonames,
  Migration20261121155000Places,
  Migration20261121160000StockReservations,
  Migration20261121170000Jobs,
  Migration20261121180000Webhooks,
  Migration20261121190000JobAttempts,
  Migration20261122000000ClaimVersions,
];

/** MikroORM's options for Stockwire's schema. */
export function ormOptions({ url, ssl, connections, statementTimeoutMs }: DatabaseOptions): Options {
  return defineConfig({
    clientUrl: url,
    entities: [
      ...[Source, Stock, SalesChannel, StockSourceLink, Website, TopologyVersion],
      ...[Address, ReturnSource],
      ...[Sku, SourceItem, LowQuantityNotification, Reservation, StockIndex, Rewiring],
      ...[SalesOrder, SalesOrderItem, SalesOrderEvent],
      Geoname,
      ...[SkuProfile, SourceItemNote, StockReservation, StockTransfer, StockLineItem],
      ...[AppliedOffset, OutcomeRecord, OutboxRow, DeadLetterRow],
      ...[Bulk, BulkOperation, Job, JobFile],
      ...[Webhook, WebhookCircuit, WebhookDelivery],
    ],
    extensions: [Migrator],
    migrations: { migrationsList: MIGRATIONS, tableName: 'migration', snapshot: false },
    // Connections go idle for less time than it takes to notice that one is lost: no second one is then left to be taken.
    pool: { min: 0, max: connections, idleTimeoutMillis: 3_000 },
    driverOptions: {
      ssl,
      connectionTimeoutMillis: 5_000,
      application_name: 'stockwire',
      options: SILENT_CLIENTS,
      pipeline: true,
      // A process that hangs amid a transaction must not keep its locks.
      idle_in_transaction_session_timeout: 10_000,
      ...(statementTimeoutMs && { statement_timeout: statementTimeoutMs }),
      onPoolCreated: (pool: Pool) => guardPool(pool, { connectionString: url, ssl }),
    },
    forceUtcTimezone: true,
    logger: () => undefined,
    discovery: { warnWhenNoEntities: false },
  });
}

/** Connects to the database; close it with `orm.close()`. */
export function connectOrm(options: DatabaseOptions): Promise<MikroORM> {
  return MikroORM.init(ormOptions(options));
}
