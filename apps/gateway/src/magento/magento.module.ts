import { EntityManager } from '@mikro-orm/postgresql';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { preparedOn } from '#database/prepared';
import { Salability } from '#inventory/stock-index/salability.queries';
import { AccessModule } from '../access/access.module.js';
import { CONTROLLERS } from './controllers.js';
import { DistanceProvider } from './distance-provider.js';
import { NoRouteController } from './no-route.controller.js';
import { SchemaController } from './schema.controller.js';
import { ErrorAnswers } from './webapi/answers.js';

/** The Magento MSI dialect: everything below `/rest`. */
@Module({
  imports: [AccessModule],
  controllers: [...CONTROLLERS, SchemaController, NoRouteController],
  providers: [
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
