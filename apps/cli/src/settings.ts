import { IsOptional, IsString, Matches, MinLength } from 'class-validator';
import { readSettings, ServerSettings } from '#contracts/settings';
import { mustKnowServers, withRunningServers } from './running.js';

/** Settings of the command line. */
export class CliSettings extends ServerSettings {
  /** Website codes to register besides `base`, separated by commas; none is ever removed. */
  @IsOptional()
  @Matches(/^[^\s,]+(\s*,\s*[^\s,]+)*$/, { message: 'WEBSITES must be codes separated by commas' })
  WEBSITES?: string;
  override LOG_LEVEL = 'warn';
}

/** Settings of who signs tokens. */
export class TokenSettings {
  /** Secret that signs tokens: that of the gateways. */
  @IsString()
  @MinLength(32, { message: 'TOKEN_SECRET must be that of the gateways, at least 32 characters' })
  TOKEN_SECRET: string;
}

/** Settings of a verb, out of its environment. */
export function cliSettings(environment: NodeJS.ProcessEnv): CliSettings {
  mustKnowServers(environment);
  return readSettings(CliSettings, withRunningServers(environment));
}

/** Settings of a verb that signs tokens, out of its environment. */
export function tokenSettings(environment: NodeJS.ProcessEnv): TokenSettings {
  return readSettings(TokenSettings, withRunningServers(environment));
}
