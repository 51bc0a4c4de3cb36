import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AddressesController } from './addresses.controller.js';
import { AttachmentsController } from './attachments.controller.js';
import { CleanupsController } from './cleanups.controller.js';
import { ExportsController } from './exports.controller.js';
import { ImportsController } from './imports.controller.js';
import { ImportReader } from './jobs/import-reader.js';
import { Imports } from './jobs/imports.js';
import { Cleanups } from './jobs/cleanups.js';
import { ExportRunner } from './jobs/export-runner.js';
import { Exports } from './jobs/exports.js';
import { Jobs } from './jobs/jobs.js';
import { InventoryModelsController } from './inventory-models.controller.js';
import { InventoryReturnLocationsController } from './inventory-return-locations.controller.js';
import { OAuthController } from './oauth.controller.js';
import { Records } from './records.js';
import { SkusController } from './skus.controller.js';
import { ReservedStocksController, StockItemsController } from './stock-items.controller.js';
import { StockLevelsController } from './stock-levels.controller.js';
import { StockLineItemsController } from './stock-line-items.controller.js';
import { StockLocationsController } from './stock-locations.controller.js';
import { StockReservationsController } from './stock-reservations.controller.js';
import { StockTransfersController } from './stock-transfers.controller.js';
import { EventCallbacksController, WebhooksController } from './webhooks.controller.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { UnservedController } from './unserved.controller.js';
import { Writers } from './writers.js';

/** The Commerce Layer dialect: `/oauth/token`, `/api/*`, and what webhooks are told. */
@Module({
  imports: [AccessModule],
  controllers: [
    OAuthController,
    AddressesController,
    InventoryReturnLocationsController,
    StockLevelsController,
    StockLocationsController,
    InventoryModelsController,
    SkusController,
    StockItemsController,
    ReservedStocksController,
    StockReservationsController,
    StockTransfersController,
    StockLineItemsController,
    WebhooksController,
    EventCallbacksController,
    ImportsController,
    ExportsController,
    CleanupsController,
    AttachmentsController,
    UnservedController,
  ],
  providers: [Records, WebhookSender, Writers, ImportReader, Imports, ExportRunner, Exports, Cleanups, Jobs],
})
export class CommerceLayerModule {}
