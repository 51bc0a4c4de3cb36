import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Tokens, type Principal } from '../access/tokens.js';
import { MEDIA_TYPE } from './document.js';
import { errorOf, RequestRefused } from './errors.js';

/** Lets requests in that carry a token (401), accept the answers' media type (406) and send bodies of it (415). */
@Injectable()
export class Admission implements CanActivate {
  constructor(private readonly tokens: Tokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { principal?: Principal }>();
    const identification = await this.tokens.identify(request.headers.authorization);
    if (identification.status !== 'known') {
      const [code, error] = CHALLENGES[identification.status];
      throw new RequestRefused([errorOf(code)], { 'www-authenticate': `Bearer realm="stockwire"${error}` });
    }
    // The resources of Magento's roles say nothing about this dialect.
    if (identification.principal.resources) throw new RequestRefused([errorOf('FORBIDDEN')]);
    request.principal = identification.principal;
    checkMediaTypes(request);
    return true;
  }
}

const CHALLENGES = {
  missing: ['UNAUTHORIZED', ''],
  invalid: ['INVALID_TOKEN', ', error="invalid_token"'],
} as const;

const ACCEPTABLE = [MEDIA_TYPE, 'application/*', '*/*'];

function checkMediaTypes({ headers, method, body }: FastifyRequest): void {
  const { accept, 'content-type': contentType = '' } = headers;
  const accepted = (accept ?? '*/*').split(',').filter((range) => !/;\s*q=0(\.0*)?\s*$/i.test(range));
  if (!accepted.some((range) => ACCEPTABLE.includes(bare(range))))
    throw new RequestRefused([errorOf('NOT_ACCEPTABLE', accept)]);
  // Clients send a type with GET and DELETE too, without a body.
  if (!body || method === 'GET' || method === 'DELETE' || method === 'HEAD') return;
  if (bare(contentType) !== MEDIA_TYPE) throw new RequestRefused([errorOf('UNSUPPORTED_MEDIA_TYPE', contentType)]);
}

function bare(mediaType: string): string {
  return mediaType.split(';')[0]!.trim().toLowerCase();
}
