import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import type { ClaimReference } from './claim-reference.js';
import { DECIMAL } from './quantity.js';

/**
 * A claim on what one source holds of a SKU. Without `reservationId` a new one, a draft that expires unless it is `pending`; with it that
 * one of the SKU changes, and what is not given stays.
 */
export class StockReservationToSave {
  @IsOptional() @IsString() reservationId?: string | null;
  @IsOptional() @IsString() sku?: string | null;
  @IsOptional() @IsString() sourceCode?: string | null;
  @IsOptional() @IsString() @Matches(DECIMAL) quantity?: string | null;
  @IsOptional() @IsBoolean() pending?: boolean | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/**
 * Creates or changes stock reservations, all or none: never more than the source holds beyond what is reserved there, nor more than any
 * stock that it supplies can still sell. Done with {@link StockReservationsSaved}. Commerce Layer contract §1.9.
 */
export class SaveStockReservations {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => StockReservationToSave)
  reservations: StockReservationToSave[];
}

/** What {@link SaveStockReservations} saved: public ids in the order given. */
export interface StockReservationsSaved {
  reservationIds: string[];
}

/** Names a stock reservation and its SKU. */
export class StockReservationName {
  @IsString() reservationId: string;
  @IsString() sku: string;
}

/** Ends stock reservations, all or none, and gives back what they held; those of a transfer or a line item end with it. Done with an empty view. */
export class CancelStockReservations {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockReservationName) reservations: StockReservationName[];
}

/** Ends those of the drafts whose time is over; the others stay. Done with an empty view. */
export class ExpireStockReservations {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockReservationName) reservations: StockReservationName[];
}

/**
 * Data of `stockwire.StockReservationChanged.v1` on `inventory.events`, keyed by the SKU: a stock reservation as it is after a change, or as it was
 * when it was `closed`, with the reason. `version` is 1 when it was made and grows by one with each change, its end too; a lower one than already
 * seen is old news. `ownerId` is the stock transfer or the stock line item that it belongs to.
 */
export interface StockReservationChanged extends ClaimReference {
  reservationId: string;
  sku: string;
  sourceCode: string;
  quantity: string;
  status: 'draft' | 'pending' | 'closed';
  reason: 'consumed' | 'cancelled' | 'expired' | null;
  ownerId: string | null;
  expiresAt: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}
