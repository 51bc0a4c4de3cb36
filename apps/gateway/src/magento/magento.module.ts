import { EntityManager } from '@mikro-orm/postgresql';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { preparedOn } from '#database/prepared';
import { Salability } from '#inventory/stock-index/salability.queries';
import { AccessModule } from '../access/access.module.js';
import { AdminTokenController } from './admin-token.controller.js';
import { LowQuantityNotificationsController } from './low-quantity-notifications.controller.js';
import { NoRouteController } from './no-route.controller.js';
import { ReservationsController } from './reservations.controller.js';
import { SalabilityController } from './salability.controller.js';
import { SourceItemsController } from './source-items.controller.js';
import { SourcesController } from './sources.controller.js';
import { StockExportController } from './stock-export.controller.js';
import { StockItemConfigurationsController } from './stock-item-configurations.controller.js';
import { StockSourceLinksController } from './stock-source-links.controller.js';
import { StocksController } from './stocks.controller.js';
import { ErrorAnswers } from './webapi/answers.js';

/** The Magento MSI dialect: everything below `/rest`. */
@Module({
  imports: [AccessModule],
  controllers: [
    AdminTokenController,
    SourcesController,
    StocksController,
    StockSourceLinksController,
    SourceItemsController,
    SalabilityController,
    ReservationsController,
    StockItemConfigurationsController,
    LowQuantityNotificationsController,
    StockExportController,
    NoRouteController,
  ],
  providers: [
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
