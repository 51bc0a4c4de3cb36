import { signToken } from '#contracts/tokens';
import { print, printJson, type PrintOptions } from './output.js';
import type { TokenSettings } from './settings.js';

/** Options of a new token. */
export interface TokenOptions extends PrintOptions {
  days: number;
  resource?: string[];
}

const DAY_S = 86_400;

/**
 * Prints a token for an integration: one that may do everything in both dialects, or only what some of Magento's ACL resources allow. Nothing
 * ends it before its time but another `TOKEN_SECRET`.
 */
export async function createToken(settings: TokenSettings, name: string, options: TokenOptions): Promise<void> {
  const now = new Date();
  const { days, resource: resources } = options;
  const claims = { application: { kind: 'integration' }, ...(resources && { resources }) };
  const content = { claims, subject: name, now, lifeSeconds: days * DAY_S };
  const token = await signToken(settings.TOKEN_SECRET, content);
  if (!options.json) return print(token);
  const expiresAt = new Date(now.getTime() + days * DAY_S * 1000).toISOString();
  printJson({ name, token, expiresAt, resources: resources ?? 'all' });
}
