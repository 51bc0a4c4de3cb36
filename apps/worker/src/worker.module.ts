import { MikroOrmModule } from '@mikro-orm/nestjs';
import { EntityManager, PostgreSqlDriver } from '@mikro-orm/postgresql';
import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { ormOptions } from '#database/orm';
import { TopologyCache } from '#inventory/stocks/topology-cache';
import { BulkSender } from '#messaging/bulk-sender';
import { CommandServer } from '#messaging/command-server';
import { Relay } from '#messaging/relay';
import { CommandsController } from './commands.controller.js';
import { HealthController } from './health.controller.js';
import { expireOverdueReservations } from './jobs/expire-reservations.js';
import { forgetOldBulks } from './jobs/forget-bulks.js';
import { forgetOldDeadLetters } from './jobs/forget-dead-letters.js';
import { forgetOldOrders } from './jobs/forget-orders.js';
import { forgetOldOutcomes } from './jobs/forget-outcomes.js';
import { forgetOldDeliveries } from './jobs/forget-deliveries.js';
import { refreshRewiredStocks } from './jobs/refresh-rewired.js';
import { WorkerSettings } from './settings.js';
import { LOG } from './worker.tokens.js';

/** What the worker is made of before Nest wires it. */
export interface WorkerParts {
  settings: WorkerSettings;
  log: Logger;
  server: CommandServer;
  relay: Relay;
  bulks: BulkSender;
}

/** The worker: takes batches, relays events, sends operations of bulks, refreshes stocks that were rewired, ends overdue stock reservations, forgets what is old. */
@Module({})
export class WorkerModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private stopForgetting: (() => void)[] = [];
  private stopRefreshing: () => Promise<void> = () => Promise.resolve();
  private stopExpiring: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly relay: Relay,
    private readonly bulks: BulkSender,
    private readonly em: EntityManager,
    private readonly topology: TopologyCache,
    private readonly settings: WorkerSettings,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  static of({ settings, log, server, relay, bulks }: WorkerParts): DynamicModule {
    const database = { url: settings.DATABASE_URL, ssl: settings.DATABASE_SSL, connections: 5 };
    return {
      module: WorkerModule,
      imports: [MikroOrmModule.forRootAsync({ driver: PostgreSqlDriver, useFactory: () => ormOptions(database) })],
      controllers: [CommandsController, HealthController],
      providers: [
        { provide: WorkerSettings, useValue: settings },
        { provide: LOG, useValue: log },
        TopologyCache,
        { provide: CommandServer, useValue: server },
        { provide: Relay, useValue: relay },
        { provide: BulkSender, useValue: bulks },
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.relay.start();
    this.bulks.start();
    this.stopRefreshing = refreshRewiredStocks(this.em, this.log);
    this.stopExpiring = expireOverdueReservations(this.em, this.topology, this.log);
    this.stopForgetting = [
      forgetOldOutcomes(this.em, this.settings.DEDUPE_WINDOW, this.log),
      forgetOldDeadLetters(this.em, this.log),
      forgetOldBulks(this.em, this.log),
      forgetOldOrders(this.em, this.settings.ORDER_RETENTION, this.log),
      forgetOldDeliveries(this.em, this.settings.WEBHOOK_RETENTION, this.log),
    ];
  }

  async onApplicationShutdown(): Promise<void> {
    for (const stop of this.stopForgetting) stop();
    await this.bulks.stop();
    await Promise.all([this.stopRefreshing(), this.stopExpiring()]);
    await this.relay.stop();
  }
}
