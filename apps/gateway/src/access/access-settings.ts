import { IsIn, IsOptional, IsString, IsUrl, MinLength } from 'class-validator';
import { ServerSettings } from '#contracts/settings';
import { UserList, type User } from './users.js';

/** Settings of who may come in and under which address; the gateway's settings class extends this one. House contract §6. */
export class AccessSettings extends ServerSettings {
  /** Name of the administrator, for Magento's admin token. */
  @IsString() ADMIN_USERNAME: string;
  /** Password of the administrator. */
  @IsString() ADMIN_PASSWORD: string;
  /** Further users for Magento's admin token, each with the ACL resources of a role: a JSON list of `{username, password, resources}`. */
  @UserList() USERS: User[] = [];
  /** Client id of the integration, for Commerce Layer's client credentials. */
  @IsString() CLIENT_ID: string;
  /** Client secret of the integration. */
  @IsString() CLIENT_SECRET: string;
  /** Client ids of sales channels, which have no secrets and read SKUs only, separated by commas. */
  @IsString() SALES_CHANNELS: string = '';
  /** Secret that signs tokens, at least 32 characters; changing it ends all tokens. */
  @IsString() @MinLength(32) TOKEN_SECRET: string;
  /** Address under which clients reach the gateway, for absolute links; unset, it is taken from the request. */
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  PUBLIC_URL?: string;
  /** What Commerce Layer records and tokens say of the environment. */
  @IsIn(['test', 'live']) MODE: 'test' | 'live' = 'test';
}
