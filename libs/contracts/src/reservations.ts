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
 * Appends reservations, all lines or none. Unless `check` is false, the negative lines of one SKU on one stock are summed and must be a
 * quantity that may be bought at once and is salable. Lines of a SKU whose stock is not managed, or from which orders do not subtract, are
 * passed over in silence. Done with {@link ReservationsPlaced}. MSI contract C4, C5, H1.
 */
export class PlaceReservations {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ReservationToPlace) reservations: ReservationToPlace[];
  @IsOptional() @IsBoolean() check?: boolean | null;
}

/** What {@link PlaceReservations} made: ids in the order given, null for a line passed over. */
export interface ReservationsPlaced {
  reservationIds: (number | null)[];
}

/** What the ledger lacks of an order: a negative quantity promises, a positive one gives back. */
export class Compensation {
  @IsString() incrementId: string;
  @IsString() sku: string;
  @IsString() @Matches(DECIMAL) quantity: string;
  @IsInt() stockId: number;
}

/**
 * Appends what the ledger lacks of orders that were reported, all lines or none, whatever is salable. What is promised so is given back as
 * the order goes on, up to what is left to deliver. Lines of a SKU whose stock is not managed, or from which orders do not subtract, are
 * passed over in silence. Done with {@link ReservationsPlaced}. MSI contract C5, D.
 */
export class CompensateReservations {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Compensation) compensations: Compensation[];
}
