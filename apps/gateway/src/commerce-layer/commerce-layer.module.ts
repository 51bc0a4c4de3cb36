import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { InventoryModelsController } from './inventory-models.controller.js';
import { OAuthController } from './oauth.controller.js';
import { Records } from './records.js';
import { StockLevelsController } from './stock-levels.controller.js';
import { StockLocationsController } from './stock-locations.controller.js';
import { UnservedController } from './unserved.controller.js';

/** The Commerce Layer dialect: `/oauth/token` and `/api/*`. */
@Module({
  imports: [AccessModule],
  controllers: [
    OAuthController,
    StockLevelsController,
    StockLocationsController,
    InventoryModelsController,
    UnservedController,
  ],
  providers: [Records],
})
export class CommerceLayerModule {}
