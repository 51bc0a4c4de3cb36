import type { IHeaders } from 'kafkajs';

/** Headers as base64: a value, null, or several of one name. */
export type Base64Headers = Record<string, string | null | (string | null)[]>;

/** Bytes as base64; null stays null. */
export function base64(value: Buffer | string | null | undefined): string | null {
  return value === null || value === undefined ? null : Buffer.from(value as Buffer).toString('base64');
}

/** Headers as base64. */
export function base64OfHeaders(headers: IHeaders = {}): Base64Headers {
  return mapped(headers, base64);
}

/** The bytes of base64; null stays null. */
export function bytes(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text, 'base64');
}

/** Headers for a producer; kafkajs cannot write one that is null, so it becomes empty. */
export function bytesOfHeaders(headers: Base64Headers): Record<string, Buffer | Buffer[]> {
  return mapped(headers, (value) => bytes(value) ?? Buffer.alloc(0));
}

function mapped<A, B>(headers: Record<string, A | A[]>, map: (value: A) => B): Record<string, B | B[]> {
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.map(map) : map(value)]));
}
