import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

const MAX_INT = 2_147_483_647;

/** A sales channel; of type `website` the code must be a registered website. */
export class SalesChannel {
  @IsOptional() @IsString() type?: string | null;
  @IsOptional() @IsString() code?: string | null;
}

/** How a stock splits an order among its sources; the first by default. Commerce Layer contract §1.4. */
export const STRATEGIES = [
  ...(['no_split', 'split_shipments', 'split_by_line_items'] as const),
  ...(['ship_from_primary', 'ship_from_first_available_or_primary'] as const),
];

/** One of {@link STRATEGIES}. */
export type Strategy = (typeof STRATEGIES)[number];

/**
 * A stock as one wants it to be; without `stockId` a new one. The channels given replace those it had, none given means none. `mustExist`
 * refuses a stock that is not there, and keeps what is not given. `locationsCutoff` counts sources by priority, none is no bound; seconds
 * `reservationCutoff` is how long a drafted reservation lives.
 */
export class StockToSave {
  @IsOptional() @IsBoolean() mustExist?: boolean | null;
  @IsOptional() @IsIn(STRATEGIES) strategy?: Strategy | null;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_INT) locationsCutoff?: number | null;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_INT) reservationCutoff?: number | null;
  @IsOptional() @IsBoolean() putTransfersOnHold?: boolean | null;
  @IsOptional() @IsBoolean() manualDecrement?: boolean | null;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_INT) stockId?: number | null;
  @IsOptional() @IsString() name?: string | null;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => SalesChannel) salesChannels?:
    SalesChannel[] | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/**
 * Creates or updates stocks, all or none. A channel given moves here from the stock that had it; a website taken away goes back to
 * stock 1. Done with {@link StocksSaved}. MSI contract B1, "Stocks".
 */
export class SaveStocks {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockToSave) stocks: StockToSave[];
}

/** What {@link SaveStocks} made: ids in the order given. */
export interface StocksSaved {
  stockIds: number[];
}

/**
 * Deletes stocks without channels and their links, all or none; the default stock stays. `mustBeUnused` refuses stocks that have links or
 * reservations. Done with an empty view.
 */
export class DeleteStocks {
  @IsOptional() @IsBoolean() mustBeUnused?: boolean | null;
  @IsArray() @IsInt({ each: true }) stockIds: number[];
}

/**
 * A source of a stock: lower `priority` ships first. `mustBeNew` refuses a pair that is linked already; `mustExist` one that is not, and
 * keeps what is not given. `linkId`, a public id, names a link that is to change, its ends too, and keeps what is not given.
 */
export class StockSourceLinkToSave {
  @IsOptional() @IsString() linkId?: string | null;
  @IsOptional() @IsInt() @Min(-MAX_INT) @Max(MAX_INT) stockId?: number | null;
  @IsOptional() @IsString() sourceCode?: string | null;
  @IsOptional() @IsInt() @Min(-MAX_INT) @Max(MAX_INT) priority?: number | null;
  @IsOptional() @IsBoolean() onHold?: boolean | null;
  @IsOptional() @IsBoolean() mustBeNew?: boolean | null;
  @IsOptional() @IsBoolean() mustExist?: boolean | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/** Links sources to stocks or changes the links of the same pair, all or none. Done with {@link SourcesAssigned}. MSI contract B1, "Links". */
export class AssignSourcesToStock {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockSourceLinkToSave) links: StockSourceLinkToSave[];
}

/** What {@link AssignSourcesToStock} made: public ids of the links in the order given. */
export interface SourcesAssigned {
  linkIds: string[];
}

/** Names a link by its public id, else by its pair. */
export class StockSourcePair {
  @IsOptional() @IsString() linkId?: string | null;
  @IsOptional() @IsInt() stockId?: number | null;
  @IsOptional() @IsString() sourceCode?: string | null;
}

/** Removes links, all or none; one that is not there is no fault. Done with an empty view. */
export class UnassignSourcesFromStock {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockSourcePair) links: StockSourcePair[];
}

/** A source that takes back what a stock sold: lower `priority` first. Without `returnId`, a public id, a new one; else what is not given is kept. */
export class ReturnSourceToSave {
  @IsOptional() @IsString() returnId?: string | null;
  @IsOptional() @IsInt() @Min(-MAX_INT) @Max(MAX_INT) stockId?: number | null;
  @IsOptional() @IsString() sourceCode?: string | null;
  @IsOptional() @IsInt() @Min(-MAX_INT) @Max(MAX_INT) priority?: number | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/** Says which sources take back what stocks sold, all or none. Done with {@link ReturnSourcesSaved}. Commerce Layer contract §1.6. */
export class SaveReturnSources {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ReturnSourceToSave) returns: ReturnSourceToSave[];
}

/** What {@link SaveReturnSources} made: public ids in the order given. */
export interface ReturnSourcesSaved {
  returnIds: string[];
}

/** Takes sources out of those that take back, named by public ids, all or none; an unknown one is no fault. Done with an empty view. */
export class DeleteReturnSources {
  @IsArray() @IsString({ each: true }) returnIds: string[];
}

/** A website that stocks may be sold on. */
export class WebsiteToRegister {
  @IsString() code: string;
  @IsOptional() @IsString() name?: string | null;
}

/** Makes websites known and channels of stock 1; one known already stays as it is. Done with {@link WebsitesRegistered}. */
export class RegisterWebsites {
  @IsArray() @ValidateNested({ each: true }) @Type(() => WebsiteToRegister) websites: WebsiteToRegister[];
}

/** What {@link RegisterWebsites} made or found: ids in the order given. */
export interface WebsitesRegistered {
  websiteIds: number[];
}
