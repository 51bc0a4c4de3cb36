import { Type } from 'class-transformer';
import { IsArray, IsIn, IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { DECIMAL } from './quantity.js';

/** What can be done with the stock of a line item, in this order. */
export const LINE_ITEM_STEPS = ['reserve', 'release', 'decrement'] as const;

/** One of {@link LINE_ITEM_STEPS}. */
export type LineItemStep = (typeof LINE_ITEM_STEPS)[number];

/**
 * A quantity of a SKU that is to be shipped from a source. Without `lineItemId` a new one; with it that one of the SKU changes, and what is not
 * given stays; at source null it is at none. Then `steps` are taken in their order.
 */
export class StockLineItemToSave {
  @IsOptional() @IsString() lineItemId?: string | null;
  @IsOptional() @IsString() sku?: string | null;
  @IsOptional() @IsString() sourceCode?: string | null;
  @IsOptional() @IsString() @Matches(DECIMAL) quantity?: string | null;
  @IsOptional() @IsArray() @IsIn(LINE_ITEM_STEPS, { each: true }) steps?: LineItemStep[] | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/**
 * Creates or changes stock line items, all or none: `reserve` claims their quantity at the source, `release` gives it back, `decrement` takes it
 * off the source, once. Done with {@link StockLineItemsSaved}. Commerce Layer contract §1.11.
 */
export class SaveStockLineItems {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockLineItemToSave) lineItems: StockLineItemToSave[];
}

/** What {@link SaveStockLineItems} saved: public ids in the order given. */
export interface StockLineItemsSaved {
  lineItemIds: string[];
}

/** Names a stock line item and its SKU. */
export class StockLineItemName {
  @IsString() lineItemId: string;
  @IsString() sku: string;
}

/** Deletes stock line items, all or none, and gives back what they had reserved. Done with an empty view. */
export class DeleteStockLineItems {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockLineItemName) lineItems: StockLineItemName[];
}
