import type { Type } from '@nestjs/common';
import { AdminTokenController } from './admin-token.controller.js';
import { ReservationsController } from './reservations.controller.js';
import { SalabilityController } from './salability.controller.js';
import { SourceItemsController } from './source-items.controller.js';
import { SourcesController } from './sources.controller.js';
import { StockSourceLinksController } from './stock-source-links.controller.js';
import { StocksController } from './stocks.controller.js';
import { WebsitesController } from './websites.controller.js';

/** Everybody who serves Magento's clients, in the order in which OpenAPI tells of them. */
export const CONTROLLERS: Type[] = [
  AdminTokenController,
  SourcesController,
  StocksController,
  StockSourceLinksController,
  SourceItemsController,
  SalabilityController,
  ReservationsController,
  WebsitesController,
];
