import type { FastifyRequest } from 'fastify';
import { MagentoError } from './errors.js';

/** Top-level values of a JSON body; none when it is empty. Throws 400 for another content type or a body that is no JSON. MSI contract A1. */
export function readBody({ headers, body }: FastifyRequest): Record<string, unknown> {
  if (typeof body !== 'string' || body === '') return {};
  checkContentType(headers['content-type']);
  const decoded = decode(body);
  if (decoded === null) return {};
  if (typeof decoded !== 'object') throw new MagentoError(400, 'Decoding error.');
  return decoded as Record<string, unknown>;
}

function checkContentType(header: string | undefined): void {
  if (!header) throw new MagentoError(400, 'Content-Type header is empty.');
  const [, type, charset = 'utf-8'] = /^([a-z\d/\-+.]+)(?:; *charset=(.+))?$/i.exec(header) ?? [];
  if (!type) throw new MagentoError(400, 'Content-Type header is invalid.');
  if (charset.toLowerCase() !== 'utf-8') throw new MagentoError(400, 'UTF-8 is the only supported charset.');
  if (type.toLowerCase() === 'application/json') return;
  throw new MagentoError(400, 'Server cannot understand Content-Type HTTP header media type %1', [type]);
}

function decode(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new MagentoError(400, 'Decoding error.');
  }
}
