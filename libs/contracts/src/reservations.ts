import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { DECIMAL } from './quantity.js';

/** A line of the ledger: a negative quantity promises stock to somebody, a positive one gives it back. */
export class ReservationToPlace {
  @IsInt() stockId: number;
  @IsString() sku: string;
  @IsString() @Matches(DECIMAL) quantity: string;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/**
 * Appends reservations, all lines or none. Unless `check` is false, the negative lines of one SKU on one stock are summed and must not
 * exceed what is salable: it never falls below zero. Done with {@link ReservationsPlaced}. MSI contract C5, H1.
 */
export class PlaceReservations {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ReservationToPlace) reservations: ReservationToPlace[];
  @IsOptional() @IsBoolean() check?: boolean | null;
}

/** What {@link PlaceReservations} made: ids in the order given. */
export interface ReservationsPlaced {
  reservationIds: number[];
}
