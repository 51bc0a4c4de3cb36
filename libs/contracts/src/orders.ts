import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import type { Problem } from './problems.js';
import { DECIMAL } from './quantity.js';
import { SalesChannel } from './stocks.js';

/** What may happen to an order. MSI contract C5. */
export const ORDER_EVENT_TYPES = [
  'order_placed',
  'order_place_failed',
  'order_canceled',
  'shipment_created',
  'invoice_created',
  'creditmemo_created',
] as const;

/** One of {@link ORDER_EVENT_TYPES}. */
export type OrderEventType = (typeof ORDER_EVENT_TYPES)[number];

/** A line of an event: how much of an item of the order it is about. `virtual` counts when the order is placed. */
export class OrderEventItem {
  @IsOptional() @IsString() itemId?: string | null;
  @IsOptional() @IsString() sku?: string | null;
  @IsOptional() @IsString() @Matches(DECIMAL) quantity?: string | null;
  @IsOptional() @IsBoolean() virtual?: boolean | null;
}

/** The order that an event is about; channel and pickup location count when it is placed. */
export class OrderOfEvent {
  @IsOptional() @IsString() incrementId?: string | null;
  @IsOptional() @IsString() entityId?: string | null;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => SalesChannel) salesChannel?: SalesChannel | null;
  @IsOptional() @IsString() pickupLocationCode?: string | null;
}

/**
 * Something that happened to an order, under an id of its own: the same id changes nothing twice, nor does a line given twice in one
 * event. `sourceCode` says where a shipment is taken from, `returnToStock` whether refunded goods go back to where they came from.
 * A cancellation, or an order that failed, may leave out items or quantities: it is then about all that is left.
 */
export class OrderEvent {
  @IsOptional() @IsString() type?: string | null;
  @IsOptional() @IsString() id?: string | null;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => OrderOfEvent) order?: OrderOfEvent | null;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => OrderEventItem) items?: OrderEventItem[] | null;
  @IsOptional() @IsString() sourceCode?: string | null;
  @IsOptional() @IsBoolean() returnToStock?: boolean | null;
}

/**
 * Tells what happened to orders, in this order, all or nothing: reservations and source items follow. Unless `check` is false, an order
 * is placed only if all of it is salable. Done with an empty view. MSI contract C5, C6, H3.
 */
export class ReportOrderEvents {
  @IsArray() @ValidateNested({ each: true }) @Type(() => OrderEvent) events: OrderEvent[];
  @IsOptional() @IsBoolean() check?: boolean | null;
}

/**
 * Says of orders, by the ids that their shop gave them, that they wait at their pickup location: what is not shipped yet is taken from
 * there. One that is not ready does not stop the others. Done with {@link OrdersNotified}. MSI contract B8, 39.
 */
export class NotifyOrdersReadyForPickup {
  @IsArray() @IsString({ each: true }) orderIds: string[];
}

/** What became of {@link NotifyOrdersReadyForPickup}: why some of the orders were left alone, `orderId` among the params. */
export interface OrdersNotified {
  failed: Problem[];
}
