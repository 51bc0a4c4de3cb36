import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

/**
 * A postal address as one wants it to be; without `publicId` a new one. A field that is absent keeps its stored value, null clears it where it may
 * be empty. Coordinates are degrees. Commerce Layer contract §1.1.
 */
export class AddressToSave {
  @IsOptional() @IsString() publicId?: string | null;
  @IsOptional() @IsBoolean() business?: boolean | null;
  @IsOptional() @IsString() firstName?: string | null;
  @IsOptional() @IsString() lastName?: string | null;
  @IsOptional() @IsString() company?: string | null;
  @IsOptional() @IsString() line1?: string | null;
  @IsOptional() @IsString() line2?: string | null;
  @IsOptional() @IsString() city?: string | null;
  @IsOptional() @IsString() postcode?: string | null;
  @IsOptional() @IsString() region?: string | null;
  @IsOptional() @IsString() countryId?: string | null;
  @IsOptional() @IsString() phone?: string | null;
  @IsOptional() @IsString() email?: string | null;
  @IsOptional() @IsString() notes?: string | null;
  @IsOptional() @IsString() billingInfo?: string | null;
  @IsOptional() @IsNumber() @Min(-90) @Max(90) latitude?: number | null;
  @IsOptional() @IsNumber() @Min(-180) @Max(180) longitude?: number | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/** Creates or changes addresses, all or none; sources that have one change with it. Done with {@link AddressesSaved}. */
export class SaveAddresses {
  @IsArray() @ValidateNested({ each: true }) @Type(() => AddressToSave) addresses: AddressToSave[];
}

/** What {@link SaveAddresses} made: public ids in the order given. */
export interface AddressesSaved {
  addressIds: string[];
}

/** Deletes addresses that no source has, all or none. Done with an empty view. */
export class DeleteAddresses {
  @IsArray() @IsString({ each: true }) addressIds: string[];
}
