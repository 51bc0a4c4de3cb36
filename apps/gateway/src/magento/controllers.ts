import type { Type } from '@nestjs/common';
import { AdminTokenController } from './admin-token.controller.js';
import { asyncControllerOf } from './async/async-routes.js';
import { BulksController } from './async/bulks.controller.js';
import { BulkOperationsController } from './bulk-operations.controller.js';
import { DistanceController } from './distance.controller.js';
import { LowQuantityNotificationsController } from './low-quantity-notifications.controller.js';
import { OrderEventsController } from './order-events.controller.js';
import { PickupLocationsController } from './pickup-locations.controller.js';
import { ReservationsController } from './reservations.controller.js';
import { SalabilityController } from './salability.controller.js';
import { SourceItemsController } from './source-items.controller.js';
import { SourceSelectionController } from './source-selection.controller.js';
import { SourcesController } from './sources.controller.js';
import { StockExportController } from './stock-export.controller.js';
import { StockItemConfigurationsController } from './stock-item-configurations.controller.js';
import { StockSourceLinksController } from './stock-source-links.controller.js';
import { StocksController } from './stocks.controller.js';
import { routesOf } from './webapi/rest.js';
import { WebsitesController } from './websites.controller.js';

/** Everybody who serves Magento's clients, in the order in which OpenAPI tells of them. */
export const CONTROLLERS: Type[] = [
  AdminTokenController,
  SourcesController,
  StocksController,
  StockSourceLinksController,
  SourceItemsController,
  SalabilityController,
  SourceSelectionController,
  BulkOperationsController,
  LowQuantityNotificationsController,
  StockExportController,
  DistanceController,
  PickupLocationsController,
  ReservationsController,
  StockItemConfigurationsController,
  OrderEventsController,
  WebsitesController,
  BulksController,
];

/** Every route of them. */
export const ROUTES = routesOf(CONTROLLERS);

/** Who serves the asynchronous forms of these routes. */
export const ASYNC_CONTROLLER = asyncControllerOf(ROUTES);
