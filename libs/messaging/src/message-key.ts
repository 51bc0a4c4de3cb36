import { createHash } from 'node:crypto';

const MAX_BYTES = 256;

/** A message's key, its digest instead when it is long: kafkajs spends time on a key that grows with more than its length. */
export function messageKey(key: string): string;
export function messageKey(key: string | null): string | null;
export function messageKey(key: string | null): string | null {
  if (key === null || Buffer.byteLength(key) <= MAX_BYTES) return key;
  return createHash('sha256').update(key).digest('base64url');
}
