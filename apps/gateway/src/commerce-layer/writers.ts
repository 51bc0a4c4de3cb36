import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { CommandName } from '#contracts/commands';
import { AddressesController } from './addresses.controller.js';
import { InventoryModelsController } from './inventory-models.controller.js';
import { InventoryReturnLocationsController } from './inventory-return-locations.controller.js';
import type { ResourceWrites } from './resource-writes.js';
import { SkusController } from './skus.controller.js';
import { StockItemsController } from './stock-items.controller.js';
import { StockLevelsController } from './stock-levels.controller.js';
import { StockLocationsController } from './stock-locations.controller.js';
import { StockTransfersController } from './stock-transfers.controller.js';

type Writer = Pick<ResourceWrites<object, CommandName>, 'savingOf' | 'deletingOf'>;

/** Knows which commands save and delete the records of a type, for jobs that do so with many. */
@Injectable()
export class Writers {
  constructor(private readonly module: ModuleRef) {}

  /** Who writes the records of a type. */
  of(type: string): Writer {
    const writer = WRITERS[type];
    if (!writer) throw new Error(`Nobody writes ${type}.`);
    return this.module.get<Writer>(writer);
  }
}

const WRITERS: Record<string, new () => Writer> = {
  addresses: AddressesController,
  skus: SkusController,
  stock_locations: StockLocationsController,
  inventory_models: InventoryModelsController,
  inventory_stock_locations: StockLevelsController,
  stock_levels: StockLevelsController,
  inventory_return_locations: InventoryReturnLocationsController,
  stock_items: StockItemsController,
  stock_transfers: StockTransfersController,
};
