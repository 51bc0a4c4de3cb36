import { EntityManager } from '@mikro-orm/postgresql';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { preparedOn } from '#database/prepared';
import { Salability } from '#inventory/stock-index/salability.queries';
import { AccessModule } from '../access/access.module.js';
import { Bulks } from './async/bulks.js';
import { Services } from './async/services.js';
import { ASYNC_CONTROLLER, CONTROLLERS, ROUTES } from './controllers.js';
import { DistanceProvider } from './distance-provider.js';
import { NoRouteController } from './no-route.controller.js';
import { SchemaController } from './schema.controller.js';
import { Writes } from './writes.js';
import { ErrorAnswers } from './webapi/answers.js';

/** The Magento MSI dialect: everything below `/rest`. */
@Module({
  imports: [AccessModule],
  controllers: [...CONTROLLERS, ASYNC_CONTROLLER, SchemaController, NoRouteController],
  providers: [
    Writes,
    Bulks,
    { provide: Services, useValue: new Services(ROUTES) },
    DistanceProvider,
    // Fastify's own refusals pass only filters of the whole application.
    { provide: APP_FILTER, useClass: ErrorAnswers },
    {
      provide: Salability,
      useFactory: (em: EntityManager) => new Salability(preparedOn(em), em),
      inject: [EntityManager],
    },
  ],
})
export class MagentoModule {}
