import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsObject, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';

const MAX_INT = 2_147_483_647;

/** A sales channel; of type `website` the code must be a registered website. */
export class SalesChannel {
  @IsOptional() @IsString() type?: string | null;
  @IsOptional() @IsString() code?: string | null;
}

/** A stock as one wants it to be; without `stockId` a new one. The channels given replace those it had, none given means none. */
export class StockToSave {
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

/** Deletes stocks without channels and their links, all or none; the default stock stays. Done with an empty view. */
export class DeleteStocks {
  @IsArray() @IsInt({ each: true }) stockIds: number[];
}

/** A source of a stock: lower `priority` ships first. `mustBeNew` refuses a pair that is linked already; `mustExist` one that is not, and keeps what is not given. */
export class StockSourceLinkToSave {
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

/** Names a link by its pair. */
export class StockSourcePair {
  @IsOptional() @IsInt() stockId?: number | null;
  @IsOptional() @IsString() sourceCode?: string | null;
}

/** Removes links, all or none; a pair that is not linked is no fault. Done with an empty view. */
export class UnassignSourcesFromStock {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockSourcePair) links: StockSourcePair[];
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
