import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { DECIMAL } from './quantity.js';
import { SourceItemPair } from './source-items.js';

/** Below which quantity a source item is low, a decimal string; null means as the SKU's configuration says. */
export class LowQuantityNotificationToSave extends SourceItemPair {
  @IsOptional() @IsString() @Matches(DECIMAL) notifyStockQty?: string | null;
}

/**
 * Sets below which quantities source items are low, all or none; the items need not be there, those of an unknown source are passed over.
 * Done with an empty view. MSI contract B5.
 */
export class SaveLowQuantityNotifications {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => LowQuantityNotificationToSave)
  configurations: LowQuantityNotificationToSave[];
}

/** Forgets what was set for source items; a pair for which nothing was set is no fault. Done with an empty view. MSI contract B5. */
export class DeleteLowQuantityNotifications {
  @IsArray() @ValidateNested({ each: true }) @Type(() => SourceItemPair) items: SourceItemPair[];
}

/**
 * Data of `stockwire.LowQuantityCrossed.v1` on `inventory.events`, keyed by the SKU: a source item fell below the quantity at which one
 * wants to be told (`isLow`), or rose to it again. Quantities are decimal strings. A new item counts as not low before; a change of the
 * threshold itself tells nothing.
 */
export interface LowQuantityCrossed {
  sku: string;
  sourceCode: string;
  quantity: string;
  notifyStockQty: string;
  isLow: boolean;
  updatedAt: string;
}
