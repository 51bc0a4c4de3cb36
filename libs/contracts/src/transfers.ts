import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { DECIMAL } from './quantity.js';

/**
 * Gives each of these sources an item of each of these SKUs, with nothing in it and out of stock; pairs that are there stay as they
 * are. SKUs that cannot be are left out. Done with {@link SkusAssigned}. MSI contract C7.
 */
export class AssignSkusToSources {
  @IsArray() @IsString({ each: true }) skus: string[];
  @IsArray() @IsString({ each: true }) sourceCodes: string[];
}

/** What {@link AssignSkusToSources} made: how many items. */
export interface SkusAssigned {
  assigned: number;
}

/** Deletes the items that these sources have of these SKUs. Done with {@link SkusUnassigned}. MSI contract C7. */
export class UnassignSkusFromSources {
  @IsArray() @IsString({ each: true }) skus: string[];
  @IsArray() @IsString({ each: true }) sourceCodes: string[];
}

/** What {@link UnassignSkusFromSources} deleted: how many items. */
export interface SkusUnassigned {
  unassigned: number;
}

/**
 * Moves all that a source holds of these SKUs to another, which takes over its status too; the origin keeps items with nothing in
 * them, or none. Reservations do not count. Done with an empty view. MSI contract C7.
 */
export class TransferSkus {
  @IsArray() @IsString({ each: true }) skus: string[];
  @IsString() originSourceCode: string;
  @IsString() destinationSourceCode: string;
  @IsBoolean() unassignFromOrigin: boolean;
}

/** How much of a SKU moves; a negative quantity moves the other way. */
export class QuantityToTransfer {
  @IsOptional() @IsString() sku?: string | null;
  @IsOptional() @IsString() @Matches(DECIMAL) quantity?: string | null;
}

/**
 * Moves quantities from one source to another, all lines or none; lines of one SKU count together. Both must have an item already,
 * and the one that gives must hold enough; the one at the destination is in stock afterwards. Done with an empty view. MSI contract C7.
 */
export class TransferSourceItems {
  @IsString() originSourceCode: string;
  @IsString() destinationSourceCode: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => QuantityToTransfer) items: QuantityToTransfer[];
}
