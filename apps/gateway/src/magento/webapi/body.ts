import type { FastifyRequest } from 'fastify';
import { UNREADABLE_TYPE } from '../../http.js';
import { MagentoError } from './errors.js';

/** Top-level values of a JSON body; none when it is empty. Throws 400 for another content type or a body that is no JSON, 406 for XML. MSI contract A1. */
export function readBody(request: FastifyRequest): Record<string, unknown> {
  const body = readText(request);
  if (body === '') return {};
  const decoded = decode(body);
  if (decoded === null) return {};
  if (typeof decoded !== 'object') throw new MagentoError(400, 'Decoding error.');
  return decoded as Record<string, unknown>;
}

/** The text of a JSON body, none when there is no body. Throws 400 for another content type, 406 for XML. */
export function readText({ headers, body }: FastifyRequest): string {
  if (typeof body !== 'string' || body === '') return '';
  checkContentType(headers['content-type']);
  return body;
}

/** What JSON says. Throws 400 for what is no JSON. */
export function decode(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new MagentoError(400, 'Decoding error.');
  }
}

function checkContentType(header: string | undefined): void {
  if (!header) throw new MagentoError(400, 'Content-Type header is empty.');
  const [, type, charset = 'utf-8'] = /^([a-z\d/\-+.]+)(?:; *charset=(.+))?$/i.exec(header) ?? [];
  if (!type || type === UNREADABLE_TYPE) throw new MagentoError(400, 'Content-Type header is invalid.');
  if (charset.toLowerCase() !== 'utf-8') throw new MagentoError(400, 'UTF-8 is the only supported charset.');
  if (type.toLowerCase() === 'application/json') return;
  if (isXml(type)) throw xmlRefusal();
  throw new MagentoError(400, 'Server cannot understand Content-Type HTTP header media type %1', [type]);
}

/** Whether a media type is one of XML. */
export function isXml(type: string): boolean {
  return /^(application|text)\/([\w.-]+\+)?xml$/i.test(type);
}

/** The refusal of XML, which Magento speaks as well. */
export function xmlRefusal(): MagentoError {
  return new MagentoError(406, 'XML is not supported. Send and accept application/json.');
}
