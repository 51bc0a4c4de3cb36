import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { ALGORITHM, signToken, tokenKey } from '#contracts/tokens';
import { AccessSettings } from './access-settings.js';
import { ALL_RESOURCES } from './users.js';

/** Who a token speaks for: the administrator or a user by name, the integration by client id. */
export interface Principal {
  kind: 'admin' | 'integration';
  name: string;
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
  scope: string;
}

const HOUR = 3600;
const REMEMBERED = 1_000;
const SCOPE = 'market:all';

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
   * Token of the integration, good for 2 hours, with the claims of Commerce Layer; undefined when id or secret is wrong.
   * `origin` becomes the issuer. Commerce Layer contract §2, Authentication.
   */
  async issueIntegration(
    clientId: string,
    clientSecret: string,
    origin: string,
    now = new Date(),
  ): Promise<IssuedToken | undefined> {
    const known = [same(clientId, this.settings.CLIENT_ID), same(clientSecret, this.settings.CLIENT_SECRET)];
    if (!known.every(Boolean)) return undefined;
    const token = await this.sign(integrationClaims(clientId, origin, this.settings.MODE), clientId, now, 2 * HOUR);
    return { token, expiresIn: 2 * HOUR, createdAt: seconds(now), scope: SCOPE };
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
  private principalOf({ application, sub: name, resources }: JWTPayload): Principal | undefined {
    const { kind } = (application ?? {}) as { kind?: unknown };
    if (name === undefined) return undefined;
    if (kind === 'integration' && Array.isArray(resources)) return { kind, name, resources: resources as string[] };
    if (kind === 'integration' || (kind === 'admin' && name === this.settings.ADMIN_USERNAME)) return { kind, name };
    const user = kind === 'admin' ? this.settings.USERS.find(({ username }) => username === name) : undefined;
    return user && { kind: 'admin', name, resources: user.resources };
  }

  private get key(): Uint8Array {
    return tokenKey(this.settings.TOKEN_SECRET);
  }
}

function same(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

// Digests have equal lengths, which timingSafeEqual demands, and so hide the length of the secret too.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function integrationClaims(clientId: string, origin: string, mode: AccessSettings['MODE']): JWTPayload {
  return {
    organization: { id: 'StockwirOg', slug: 'stockwire', enterprise: false, region: 'local' },
    application: { id: 'StockwirAp', kind: 'integration', public: false, client_id: clientId, confidential: true },
    scope: SCOPE,
    iss: origin,
    test: mode === 'test',
  };
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
