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

/** In which a place prints its shipping labels; the first by default. */
export const LABEL_FORMATS = ['PDF', 'ZPL', 'EPL2', 'PNG'] as const;

/** One of {@link LABEL_FORMATS}. */
export type LabelFormat = (typeof LABEL_FORMATS)[number];

/**
 * A place that holds stock, as one wants it to be. A field that is absent keeps its stored value, null clears it where it may be empty.
 * Coordinates are degrees. `mustExist` refuses a source that is not there, and demands nothing else; `mustBeNew` refuses one that is, and
 * one without a code gets its alias for one, or a code of its own. `addressId` gives it the fields of an address. MSI contract B1, "Sources"; Commerce Layer contract §1.3.
 */
export class SourceToSave {
  @IsOptional() @IsString() sourceCode?: string | null;
  @IsOptional() @IsString() name?: string | null;
  @IsOptional() @IsString() contactName?: string | null;
  @IsOptional() @IsString() email?: string | null;
  @IsOptional() @IsBoolean() enabled?: boolean | null;
  @IsOptional() @IsString() description?: string | null;
  @IsOptional() @IsNumber() @Min(-99.999999) @Max(99.999999) latitude?: number | null;
  @IsOptional() @IsNumber() @Min(-999.999999) @Max(999.999999) longitude?: number | null;
  @IsOptional() @IsString() countryId?: string | null;
  @IsOptional() @IsInt() regionId?: number | null;
  @IsOptional() @IsString() region?: string | null;
  @IsOptional() @IsString() city?: string | null;
  @IsOptional() @IsString() street?: string | null;
  @IsOptional() @IsString() postcode?: string | null;
  @IsOptional() @IsString() phone?: string | null;
  @IsOptional() @IsString() fax?: string | null;
  @IsOptional() @IsArray() @IsObject({ each: true }) carrierLinks?: object[] | null;
  @IsOptional() @IsBoolean() isPickupLocationActive?: boolean | null;
  @IsOptional() @IsString() frontendName?: string | null;
  @IsOptional() @IsString() frontendDescription?: string | null;
  @IsOptional() @IsBoolean() mustBeNew?: boolean | null;
  @IsOptional() @IsBoolean() mustExist?: boolean | null;
  @IsOptional() @IsString() alias?: string | null;
  @IsOptional() @IsIn(LABEL_FORMATS) labelFormat?: LabelFormat | null;
  @IsOptional() @IsBoolean() suppressEtd?: boolean | null;
  @IsOptional() @IsString() addressId?: string | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/** Creates sources or updates those of the same code, all or none; a repeat changes nothing. Done with {@link SourcesSaved}. */
export class SaveSources {
  @IsArray() @ValidateNested({ each: true }) @Type(() => SourceToSave) sources: SourceToSave[];
}

/** Deletes sources that no stock is linked with and that hold nothing, all or none; the default source stays. Done with an empty view. */
export class DeleteSources {
  @IsArray() @IsString({ each: true }) sourceCodes: string[];
}

/** What {@link SaveSources} made: codes in the order given. */
export interface SourcesSaved {
  sourceCodes: string[];
}
