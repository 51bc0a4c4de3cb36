import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { DECIMAL } from './quantity.js';

/** How a date is written, with or without a time of the day: `2026-01-15 09:30:00`. */
export const DATE_AND_TIME = /^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$/;

/**
 * How a SKU is sold, on every stock alike; quantities are decimal strings. Absent leaves a setting as it is, null gives it back to the
 * default. `backorders` is 0 for none, 1 for some, 2 for some that the buyer is told of. MSI contract C3.
 */
export class ConfigurationToSave {
  @IsOptional() @IsString() @Matches(DECIMAL) minQty?: string | null;
  @IsOptional() @IsString() @Matches(DECIMAL) minSaleQty?: string | null;
  @IsOptional() @IsString() @Matches(DECIMAL) maxSaleQty?: string | null;
  @IsOptional() @IsInt() backorders?: number | null;
  @IsOptional() @IsString() @Matches(DECIMAL) notifyStockQty?: string | null;
  @IsOptional() @IsString() @Matches(DECIMAL) qtyIncrements?: string | null;
  @IsOptional() @IsBoolean() enableQtyIncrements?: boolean | null;
  @IsOptional() @IsBoolean() manageStock?: boolean | null;
  @IsOptional() @IsBoolean() isQtyDecimal?: boolean | null;
  @IsOptional() @IsBoolean() isDecimalDivided?: boolean | null;
  @IsOptional() @IsString() @Matches(DECIMAL) stockThresholdQty?: string | null;
  @IsOptional() @IsString() @Matches(DATE_AND_TIME) lowStockDate?: string | null;
  @IsOptional() @IsBoolean() isInStock?: boolean | null;
}

/** The configuration of one SKU. */
export class StockItemConfigurationToSave extends ConfigurationToSave {
  @IsOptional() @IsString() sku?: string | null;
}

/**
 * Changes how SKUs are sold, all or none; of a SKU given twice both count, in order. What stocks may sell of them changes at once. Done with
 * {@link StockItemConfigurationsSaved}. MSI contract C3, H2.
 */
export class SaveStockItemConfigurations {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => StockItemConfigurationToSave)
  configurations: StockItemConfigurationToSave[];
}

/** What {@link SaveStockItemConfigurations} made, in the order given. */
export interface StockItemConfigurationsSaved {
  configurations: StockItemConfigurationView[];
}

/** How SKUs are sold that say nothing else, and what counts for all of them. Null goes back to what Magento begins with. */
export class ConfigurationDefaultsToSave extends ConfigurationToSave {
  /** Whether an order takes its quantity off at all. */
  @IsOptional() @IsBoolean() canSubtract?: boolean | null;
  /** Whether what comes back may be sold again. */
  @IsOptional() @IsBoolean() canBackInStock?: boolean | null;
}

/** Changes the defaults. What stocks may sell changes at once. Done with {@link StockItemConfigurationDefaultsSaved}. MSI contract C3, H2. */
export class SaveStockItemConfigurationDefaults {
  @IsObject() @ValidateNested() @Type(() => ConfigurationDefaultsToSave) defaults: ConfigurationDefaultsToSave;
}

/** What {@link SaveStockItemConfigurationDefaults} made: the defaults as they are now. */
export interface StockItemConfigurationDefaultsSaved {
  defaults: StockItemConfiguration;
}

/** How a SKU is sold when everything it leaves to the defaults is filled in; quantities are decimal strings. MSI contract C3. */
export interface StockItemConfiguration {
  minQty: string;
  minSaleQty: string;
  maxSaleQty: string;
  backorders: number;
  notifyStockQty: string;
  qtyIncrements: string;
  enableQtyIncrements: boolean;
  manageStock: boolean;
  isQtyDecimal: boolean;
  isDecimalDivided: boolean;
  stockThresholdQty: string | null;
  lowStockDate: string | null;
  isInStock: boolean;
  canSubtract: boolean;
  canBackInStock: boolean;
}

/** How a SKU is sold, and which of it are settings of its own. */
export interface StockItemConfigurationView {
  sku: string;
  configuration: StockItemConfiguration;
  own: Partial<StockItemConfiguration>;
}
