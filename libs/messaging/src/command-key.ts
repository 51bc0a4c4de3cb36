import { hash } from 'node:crypto';

const NAMESPACE = Buffer.from('b1f0c7d65b0e5f6c9d0a6f1b2f0e7a11', 'hex');

/** `ce_source` of commands that come in over HTTP. */
export const GATEWAY_SOURCE = '/stockwire/gateway';

/** The one key of a command, made of its `ce_source` and `ce_id` as a UUID of version 5: a second message of the same key is a repeat. */
export function commandKey(source: string, id: string): string {
  const digest = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(`${source}\n${id}`)]), 'hex');
  const variant = VARIANTS[parseInt(digest[16]!, 16) & 3];
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

const VARIANTS = '89ab';
