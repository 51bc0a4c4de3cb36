import { IsOptional, Matches } from 'class-validator';
import { ServerSettings } from '#contracts/settings';

/** Settings of the command line. */
export class CliSettings extends ServerSettings {
  /** Website codes to register besides `base`, separated by commas; none is ever removed. */
  @IsOptional()
  @Matches(/^[^\s,]+(\s*,\s*[^\s,]+)*$/, { message: 'WEBSITES must be codes separated by commas' })
  WEBSITES?: string;
  override LOG_LEVEL = 'warn';
}
