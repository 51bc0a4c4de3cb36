import { randomBytes } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';

/** How tokens are signed. */
export const ALGORITHM = 'HS512';

/** What a token says: for whom, from when on, for how long. */
export interface TokenContent {
  claims: JWTPayload;
  subject: string;
  now: Date;
  lifeSeconds: number;
}

/** A bearer token signed with `TOKEN_SECRET`, so that every gateway knows it; no two are the same. */
export function signToken(secret: string, { claims, subject, now, lifeSeconds }: TokenContent): Promise<string> {
  const issued = Math.floor(now.getTime() / 1000);
  return new SignJWT({ ...claims, rand: randomBytes(8).toString('hex') })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setSubject(subject)
    .setIssuedAt(issued)
    .setExpirationTime(issued + lifeSeconds)
    .sign(tokenKey(secret));
}

/** The key that `TOKEN_SECRET` is. */
export function tokenKey(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}
