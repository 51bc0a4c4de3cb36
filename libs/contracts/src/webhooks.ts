import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';

/** What can be told by webhooks: what became of which kind of record. */
export const WATCHES = [
  ...(['source.created', 'source.updated', 'source.deleted'] as const),
  ...(['link.created', 'link.updated', 'link.deleted'] as const),
  ...(['sourceItem.created', 'sourceItem.updated', 'sourceItem.deleted'] as const),
  ...(['stockReservation.created', 'stockReservation.updated', 'stockReservation.deleted'] as const),
  'stockReservation.expired' as const,
  ...(['stockTransfer.created', 'stockTransfer.upcoming', 'stockTransfer.on_hold', 'stockTransfer.picking'] as const),
  ...(['stockTransfer.in_transit', 'stockTransfer.completed', 'stockTransfer.cancelled'] as const),
  'stockTransfer.deleted' as const,
  ...(['import.created', 'import.started', 'import.completed', 'import.interrupted', 'import.deleted'] as const),
];

/** One of {@link WATCHES}. */
export type Watch = (typeof WATCHES)[number];

/** What became of a record that may be watched; `seen` are fields of its view as the change left them, of which others may change before anybody is told. */
export interface WatchedChange {
  watch: Watch;
  recordId: string;
  seen?: object;
}

/**
 * An address that is to be told of changes; without `webhookId` a new one. What is not given stays. `topic` is what its dialect calls what it
 * watches, `includes` what is to come along with the record. Commerce Layer contract §2, Webhooks.
 */
export class WebhookToSave {
  @IsOptional() @IsString() webhookId?: string | null;
  @IsOptional() @IsString() name?: string | null;
  @IsOptional() @IsString() topic?: string | null;
  @IsOptional() @IsIn(WATCHES) watch?: Watch | null;
  @IsOptional() @IsString() callbackUrl?: string | null;
  @IsOptional() @IsArray() @IsString({ each: true }) includes?: string[] | null;
  @IsOptional() @IsBoolean() disable?: boolean | null;
  @IsOptional() @IsBoolean() enable?: boolean | null;
  @IsOptional() @IsBoolean() resetCircuit?: boolean | null;
  @IsOptional() @IsString() reference?: string | null;
  @IsOptional() @IsString() referenceOrigin?: string | null;
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/** Creates or changes webhooks, all or none; those that are new get a secret. Done with {@link WebhooksSaved}. */
export class SaveWebhooks {
  @IsArray() @ValidateNested({ each: true }) @Type(() => WebhookToSave) webhooks: WebhookToSave[];
}

/** What {@link SaveWebhooks} made: public ids in the order given. */
export interface WebhooksSaved {
  webhookIds: string[];
}

/** Deletes webhooks, all or none, with what they were still to be told. Done with an empty view. */
export class DeleteWebhooks {
  @IsArray() @IsString({ each: true }) webhookIds: string[];
}
