import { IsInt, Max, Min } from 'class-validator';
import { NumberText, ServerSettings } from '#contracts/settings';

/** Settings of the worker. */
export class WorkerSettings extends ServerSettings {
  /** Address and port of health and metrics. */
  HOST = '127.0.0.1';
  @NumberText() @IsInt() @Min(1) @Max(65_535) WORKER_PORT = 3001;
  /** Heaviest batch applied in one transaction, in items. */
  @NumberText() @IsInt() @Min(1) @Max(100_000) BATCH_WEIGHT = 5_000;
  /** How long outcomes are kept against producers that send twice, in hours. */
  @NumberText() @IsInt() @Min(1) DEDUPE_WINDOW = 24;
  /** How long closed orders and reservations of orders that add up to nothing are kept, in days; what is refunded later is refused. */
  @NumberText() @IsInt() @Min(1) @Max(36_500) ORDER_RETENTION = 90;
  /** How long it is kept what webhooks were told, and tried to tell them, in days. */
  @NumberText() @IsInt() @Min(1) @Max(3_650) WEBHOOK_RETENTION = 7;
}
