import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
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

/**
 * The quantity of a source item, whose status stays. `mustBeNew` refuses a pair that has an item, `mustExist` one that has none; then what is not
 * given stays. `coversReserved` refuses less than is reserved there.
 */
export class SourceItemQuantity extends SourceItemPair {
  @IsOptional() @IsString() @Matches(DECIMAL) quantity?: string | null;
  @IsOptional() @IsBoolean() mustBeNew?: boolean | null;
  @IsOptional() @IsBoolean() mustExist?: boolean | null;
  @IsOptional() @IsBoolean() coversReserved?: boolean | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/** Sets quantities of source items and by what others know them, all or none; new items are in stock. Done with {@link SourceItemsSet}. Commerce Layer contract §1.7. */
export class SetSourceItemQuantities {
  @IsArray() @ValidateNested({ each: true }) @Type(() => SourceItemQuantity) items: SourceItemQuantity[];
}

/** What {@link SetSourceItemQuantities} set: pairs in the order given. */
export interface SourceItemsSet {
  items: { sku: string; sourceCode: string }[];
}

/** Deletes source items of which nothing is reserved, all or none; a pair that does not exist is no fault. Done with an empty view. */
export class DeleteSourceItems {
  @IsArray() @ValidateNested({ each: true }) @Type(() => SourceItemPair) items: SourceItemPair[];
}
