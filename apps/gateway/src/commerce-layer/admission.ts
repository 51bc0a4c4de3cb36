import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Tokens, type Principal } from '../access/tokens.js';
import { MEDIA_TYPE } from './document.js';
import { errorOf, notPermitted, RequestRefused } from './errors.js';
import { leadsElsewhere } from './filters.rules.js';
import { isResourceType, resourceOf } from './resources.js';

/** Lets requests in that carry a token (401), accept the answers' media type (406) and send bodies of it (415). */
@Injectable()
export class Admission implements CanActivate {
  constructor(private readonly tokens: Tokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { principal?: Principal }>();
    const identification = await this.tokens.identify(request.headers.authorization);
    if (identification.status !== 'known') {
      const [code, detail, error] = CHALLENGES[identification.status];
      throw new RequestRefused([errorOf(code, detail)], { 'www-authenticate': `Bearer realm="stockwire"${error}` });
    }
    const { principal } = identification;
    // The resources of Magento's roles say nothing about this dialect.
    if (principal.kind !== 'sales_channel' && principal.resources)
      throw notPermitted('use this API with a token of another');
    if (principal.kind === 'sales_channel') admitSalesChannel(request);
    request.principal = principal;
    checkMediaTypes(request);
    return true;
  }
}

const CHALLENGES = {
  missing: ['UNAUTHORIZED', 'Send a bearer token, which POST /oauth/token issues.', ''],
  invalid: ['INVALID_TOKEN', '', ', error="invalid_token"'],
} as const;

/** A sales channel reads what is open to it, and nothing below or along with that. Commerce Layer contract §2, Authentication. */
function admitSalesChannel({ method, url, query }: FastifyRequest): void {
  const [, type = '', below] = /^\/api\/([^/?]+)(?:\/[^/?]+\/([^?]+))?/.exec(url) ?? [];
  const open = isResourceType(type) && resourceOf(type).open;
  if ((method !== 'GET' && method !== 'HEAD') || !open) throw notPermitted(`${method} ${type}`);
  const { include, filter } = query as Record<string, unknown>;
  // The number of records that a condition finds would tell what they are related to.
  if (below || include || leadsElsewhere(resourceOf(type), filter))
    throw notPermitted(`read what ${type} are related to`);
}

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
