import { Type } from 'class-transformer';
import { IsArray, IsIn, IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import type { ClaimReference } from './claim-reference.js';
import { DECIMAL } from './quantity.js';

/** What can be done with a stock transfer, in the order of its life. */
export const TRANSFER_STEPS = ['upcoming', 'on_hold', 'picking', 'in_transit', 'complete', 'cancel'] as const;

/** One of {@link TRANSFER_STEPS}. */
export type TransferStep = (typeof TRANSFER_STEPS)[number];

/** Where a stock transfer stands. */
export type TransferStatus = 'draft' | 'upcoming' | 'on_hold' | 'picking' | 'in_transit' | 'completed' | 'cancelled';

/**
 * A move of a SKU's quantity that takes its time. Without `transferId` a new one, a draft; with it that one of the SKU changes, and what is
 * not given stays. Then `steps` are taken in their order.
 */
export class StockTransferToSave {
  @IsOptional() @IsString() transferId?: string | null;
  @IsOptional() @IsString() sku?: string | null;
  @IsOptional() @IsString() originSourceCode?: string | null;
  @IsOptional() @IsString() destinationSourceCode?: string | null;
  @IsOptional() @IsString() @Matches(DECIMAL) quantity?: string | null;
  @IsOptional() @IsString() number?: string | null;
  @IsOptional() @IsArray() @IsIn(TRANSFER_STEPS, { each: true }) steps?: TransferStep[] | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/**
 * Creates stock transfers, changes them and takes them through their steps, all or none: `upcoming` reserves at the origin, `complete` moves the
 * quantity and consumes the reservation, `cancel` gives it back. Done with {@link StockTransfersSaved}. Commerce Layer contract §1.10.
 */
export class SaveStockTransfers {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockTransferToSave) transfers: StockTransferToSave[];
}

/** What {@link SaveStockTransfers} saved: public ids in the order given. */
export interface StockTransfersSaved {
  transferIds: string[];
}

/** Names a stock transfer and its SKU. */
export class StockTransferName {
  @IsString() transferId: string;
  @IsString() sku: string;
}

/** Deletes stock transfers in any status, all or none, and gives back what they had reserved. Done with an empty view. */
export class DeleteStockTransfers {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockTransferName) transfers: StockTransferName[];
}

/**
 * Data of `stockwire.StockTransferChanged.v1` on `inventory.events`, keyed by the SKU: a stock transfer after a change, or as it was when it was
 * `deleted`. `version` is 1 when it was made and grows by one with each change, its end too; a lower one than already seen is old news.
 */
export interface StockTransferChanged extends ClaimReference {
  transferId: string;
  sku: string;
  number: string | null;
  originSourceCode: string | null;
  destinationSourceCode: string | null;
  quantity: string;
  status: TransferStatus | 'deleted';
  onHoldAt: string | null;
  pickingAt: string | null;
  inTransitAt: string | null;
  completedAt: string | null;
  cancelledAt: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}
