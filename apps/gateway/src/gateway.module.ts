import { randomUUID } from 'node:crypto';
import { MikroOrmModule } from '@mikro-orm/nestjs';
import { EntityManager, PostgreSqlDriver } from '@mikro-orm/postgresql';
import {
  Global,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { ormOptions } from '#database/orm';
import { openSession } from '#database/session';
import { CommandClient } from '#messaging/command-client';
import { kafkaOf } from '#messaging/kafka';
import { topicsOf } from '#messaging/topics';
import { AccessModule } from './access/access.module.js';
import { AccessSettings } from './access/access-settings.js';
import { CommandsController } from './commands.controller.js';
import { Commands } from './commands.js';
import { CommerceLayerModule } from './commerce-layer/commerce-layer.module.js';
import { Draining } from './draining.js';
import { HealthController } from './health.controller.js';
import { MagentoModule } from './magento/magento.module.js';
import { GatewaySettings } from './settings.js';

/** The gateway: two dialects over one way to submit commands. */
@Global()
@Module({})
export class GatewayModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly client: CommandClient) {}

  static of(settings: GatewaySettings, log: Logger): DynamicModule {
    const database = {
      ...{ url: settings.DATABASE_URL, ssl: settings.DATABASE_SSL, connections: 10 },
      statementTimeoutMs: settings.ANSWER_TIMEOUT_MS,
    };
    return {
      module: GatewayModule,
      imports: [
        // Nothing here keeps entities, which a context for each request would be for.
        MikroOrmModule.forRootAsync({
          driver: PostgreSqlDriver,
          useFactory: () => ({ ...ormOptions(database), registerRequestContext: false }),
        }),
        AccessModule,
        MagentoModule,
        CommerceLayerModule,
      ],
      controllers: [CommandsController, HealthController],
      providers: [
        { provide: GatewaySettings, useValue: settings },
        { provide: AccessSettings, useExisting: GatewaySettings },
        {
          provide: CommandClient,
          useFactory: (em: EntityManager) => clientOf(settings, log, em),
          inject: [EntityManager],
        },
        Commands,
        Draining,
      ],
      exports: [GatewaySettings, AccessSettings, CommandClient, Commands],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.client.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}

function clientOf(settings: GatewaySettings, log: Logger, em: EntityManager): CommandClient {
  return new CommandClient({
    // Who waits for an answer is told soon that Kafka is away; the command producer repeats what it may.
    openKafka: (sockets) => kafkaOf(settings, 'stockwire-gateway', log, { retries: 0, sockets }),
    topic: topicsOf(settings.KAFKA_PREFIX).commands,
    em,
    gateway: randomUUID().replaceAll('-', ''),
    log,
    openSession: () => openSession(settings.DATABASE_URL, settings.DATABASE_SSL),
  });
}
