import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { DECIMAL } from './quantity.js';

/** What a source holds of a SKU: an absolute quantity as a decimal string and a status of its own, 0 out of stock or 1 in stock. */
export class SourceItemToSave {
  @IsOptional() @IsString() sku?: string | null;
  @IsOptional() @IsString() sourceCode?: string | null;
  @IsOptional() @IsString() @Matches(DECIMAL) quantity?: string | null;
  @IsOptional() @IsInt() status?: number | null;
}

/**
 * Sets quantity and status of source items, creating those that are missing, all or none; of a pair given twice the last counts.
 * A repeat changes nothing. Done with an empty view. MSI contract B1, "Source items".
 */
export class SaveSourceItems {
  @IsArray() @ValidateNested({ each: true }) @Type(() => SourceItemToSave) items: SourceItemToSave[];
}

/** Names a source item by its pair. */
export class SourceItemPair {
  @IsOptional() @IsString() sku?: string | null;
  @IsOptional() @IsString() sourceCode?: string | null;
}

/** Deletes source items; a pair that does not exist is no fault. Done with an empty view. */
export class DeleteSourceItems {
  @IsArray() @ValidateNested({ each: true }) @Type(() => SourceItemPair) items: SourceItemPair[];
}
