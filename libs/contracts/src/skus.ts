import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

/** Units of weight. */
export const WEIGHT_UNITS = ['gr', 'oz', 'lb'] as const;

/** What one says of a SKU. What is not given stays, null clears. `mustBeNew` refuses a SKU that is known, `mustExist` one that is not. */
export class SkuToSave {
  @IsOptional() @IsString() sku?: string | null;
  @IsOptional() @IsBoolean() mustBeNew?: boolean | null;
  @IsOptional() @IsBoolean() mustExist?: boolean | null;
  @IsOptional() @IsString() name?: string | null;
  @IsOptional() @IsString() description?: string | null;
  @IsOptional() @IsString() imageUrl?: string | null;
  @IsOptional() @IsInt() @Min(0) @Max(2_147_483_647) piecesPerPack?: number | null;
  @IsOptional() @IsNumber() weight?: number | null;
  @IsOptional() @IsIn(WEIGHT_UNITS) unitOfWeight?: (typeof WEIGHT_UNITS)[number] | null;
  @IsOptional() @IsString() hsTariffNumber?: string | null;
  @IsOptional() @IsBoolean() doNotShip?: boolean | null;
  /** Whether its stock is not managed. */
  @IsOptional() @IsBoolean() doNotTrack?: boolean | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/** Makes SKUs known or changes what is said of them, all or none. Done with {@link SkusSaved}. Commerce Layer contract §1.2. */
export class SaveSkus {
  @IsArray() @ValidateNested({ each: true }) @Type(() => SkuToSave) skus: SkuToSave[];
}

/** What {@link SaveSkus} saved: SKUs as first spelled, in the order given. */
export interface SkusSaved {
  skus: string[];
}

/** Forgets what was said of SKUs that nothing refers to, all or none. Done with an empty view. */
export class DeleteSkus {
  @IsArray() @IsString({ each: true }) skus: string[];
}
