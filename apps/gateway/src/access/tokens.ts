import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { ALGORITHM, signToken, tokenKey } from '#contracts/tokens';
import { AccessSettings } from './access-settings.js';
import { issuerOf } from './issuer.js';
import { ALL_RESOURCES } from './users.js';

/** Who a token speaks for: the administrator or a user by name, the integration or a sales channel by client id. */
export interface Principal {
  kind: 'admin' | 'integration' | 'sales_channel';
  name: string;
  /** What a token of Commerce Layer is for, as it was asked for: `market:all`, `market:code:eu`, … */
  scope?: string;
  /** Magento's ACL resources that are all it may use; none given: it may do everything. */
  resources?: readonly string[];
}

/** Whether somebody may use an ACL resource of Magento. */
export function mayUse({ resources }: Principal, resource: string): boolean {
  return !resources || resources.includes(resource) || resources.includes(ALL_RESOURCES);
}

/** What an `Authorization` header came to. `missing`: no bearer token in it; `invalid`: one that is expired, forged or garbled. */
export type Identification = { status: 'known'; principal: Principal } | { status: 'missing' } | { status: 'invalid' };

/** A token of the integration; times in seconds, `createdAt` since the epoch. Commerce Layer contract §2, Authentication. */
export interface IssuedToken {
  token: string;
  expiresIn: number;
  createdAt: number;
}

const HOUR = 3600;
const REMEMBERED = 1_000;

/**
 * Issues and verifies bearer tokens: JWTs signed with `TOKEN_SECRET`, so that every gateway knows those of the others. What was verified is
 * remembered until it expires, the last 1,000 of them: nothing else ends a token as long as the process lives.
 */
@Injectable()
export class Tokens {
  private readonly verified = new Map<string, { principal: Principal; expires: number }>();

  constructor(private readonly settings: AccessSettings) {}

  /** Token of the administrator or of another user, good for 4 hours; undefined when name or password is wrong. */
  async issueAdmin(username: string, password: string, now = new Date()): Promise<string | undefined> {
    const { ADMIN_USERNAME, ADMIN_PASSWORD, USERS } = this.settings;
    const accounts = [{ username: ADMIN_USERNAME, password: ADMIN_PASSWORD }, ...USERS];
    const known = accounts.map((one) => [same(username, one.username), same(password, one.password)].every(Boolean));
    return known.includes(true) ? this.sign({ application: { kind: 'admin' } }, username, now, 4 * HOUR) : undefined;
  }

  /**
   * Token of the integration or of a sales channel, good for 2 hours, with the claims of Commerce Layer; undefined when id or secret is
   * wrong. `origin` is where they are asked for. Commerce Layer contract §2, Authentication.
   */
  async issueClient(
    { id, secret }: { id: string; secret?: string },
    { origin, scope = 'market:all', claims = {} }: { origin: string; scope?: string; claims?: JWTPayload },
    now = new Date(),
  ): Promise<IssuedToken | undefined> {
    const kind = this.kindOf(id, secret);
    if (!kind) return undefined;
    const common = { ...clientClaims(id, kind), scope, test: this.settings.MODE === 'test', ...claims };
    const token = await this.sign({ ...common, iss: issuerOf(origin, ORGANIZATION.slug) }, id, now, 2 * HOUR);
    return { token, expiresIn: 2 * HOUR, createdAt: seconds(now) };
  }

  /** Who an `Authorization` header speaks for, told at once when it was verified before; undefined when it holds no valid token. */
  verify(authorization: string | undefined, now = new Date()): Principal | Promise<Principal | undefined> {
    return this.remembered(authorization, now) ?? this.principalBy(authorization, now);
  }

  /** Like {@link verify}, telling a missing token from an invalid one. */
  async identify(authorization: string | undefined, now = new Date()): Promise<Identification> {
    const before = this.remembered(authorization, now);
    if (before) return { status: 'known', principal: before };
    const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return { status: 'missing' };
    try {
      const { payload } = await jwtVerify(token, this.key, { algorithms: [ALGORITHM], currentDate: now });
      const principal = this.principalOf(payload);
      if (!principal) return { status: 'invalid' };
      if (payload.exp !== undefined) this.remember(authorization!, principal, payload.exp);
      return { status: 'known', principal };
    } catch (error) {
      if (error instanceof errors.JOSEError) return { status: 'invalid' };
      throw error;
    }
  }

  private kindOf(id: string, secret = ''): 'integration' | 'sales_channel' | undefined {
    const known = [same(id, this.settings.CLIENT_ID), same(secret, this.settings.CLIENT_SECRET)];
    if (known.every(Boolean)) return 'integration';
    return secret === '' && this.isSalesChannel(id) ? 'sales_channel' : undefined;
  }

  private isSalesChannel(id: string): boolean {
    return id !== '' && this.settings.SALES_CHANNELS.split(',').some((one) => one.trim() === id);
  }

  private async principalBy(authorization: string | undefined, now: Date): Promise<Principal | undefined> {
    const identification = await this.identify(authorization, now);
    return identification.status === 'known' ? identification.principal : undefined;
  }

  private remembered(authorization: string | undefined, now: Date): Principal | undefined {
    const before = this.verified.get(authorization ?? '');
    return before && before.expires > seconds(now) ? before.principal : undefined;
  }

  private remember(authorization: string, principal: Principal, expires: number): void {
    const [oldest] = this.verified.keys();
    if (this.verified.size >= REMEMBERED) this.verified.delete(oldest!);
    this.verified.set(authorization, { principal, expires });
  }

  private sign(claims: JWTPayload, subject: string, now: Date, life: number): Promise<string> {
    return signToken(this.settings.TOKEN_SECRET, { claims, subject, now, lifeSeconds: life });
  }

  /** What users may do is looked up with each request, so that a change counts for tokens that are out already. */
  private principalOf({ application, sub: name, scope, resources }: JWTPayload): Principal | undefined {
    const { kind } = (application ?? {}) as { kind?: unknown };
    if (name === undefined) return undefined;
    if (kind === 'admin' && name === this.settings.ADMIN_USERNAME) return { kind, name };
    // A claim that cannot be read allows nothing, rather than everything.
    if (kind === 'integration' && resources !== undefined) return { kind, name, resources: textsOf(resources) };
    if (kind === 'integration') return { kind, name, scope: String(scope) };
    if (kind === 'sales_channel')
      return this.isSalesChannel(name) ? { kind, name, scope: String(scope), resources: [] } : undefined;
    const user = kind === 'admin' ? this.settings.USERS.find(({ username }) => username === name) : undefined;
    return user && { kind: 'admin', name, resources: user.resources };
  }

  private get key(): Uint8Array {
    return tokenKey(this.settings.TOKEN_SECRET);
  }
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

function same(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

// Digests have equal lengths, which timingSafeEqual demands, and so hide the length of the secret too.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The organization that every client belongs to. */
export const ORGANIZATION = { id: 'StockwirOg', slug: 'stockwire', enterprise: false, region: 'local' };

function clientClaims(clientId: string, kind: 'integration' | 'sales_channel'): JWTPayload {
  const isPublic = kind === 'sales_channel';
  return {
    organization: ORGANIZATION,
    application: {
      id: isPublic ? 'StockwirSc' : 'StockwirAp',
      kind,
      ...{ public: isPublic, client_id: clientId, confidential: !isPublic },
    },
  };
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
