import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { mayUse, Tokens, type Principal } from '../../access/tokens.js';
import { GatewaySettings } from '../../settings.js';
import { isXml, xmlRefusal } from './body.js';
import { MagentoError } from './errors.js';
import type { InputLimits } from './input-limits.js';

/** The ACL resource that a route needs; a route without one is open to everybody. */
export const Needs = Reflector.createDecorator<string>();

/**
 * Lets requests in that carry a token of somebody who may use the route's ACL resource (401) and take JSON (406), before their input is
 * looked at; tells what they may ask for at once. MSI contract A1.
 */
@Injectable()
export class Admission implements CanActivate {
  private readonly limits: InputLimits;

  constructor(
    private readonly tokens: Tokens,
    private readonly reflector: Reflector,
    { ITEM_LIMIT, PAGE_LIMIT, DEFAULT_PAGE_SIZE }: GatewaySettings,
  ) {
    this.limits = {
      items: ITEM_LIMIT || Infinity,
      pageSize: PAGE_LIMIT || Infinity,
      defaultPageSize: DEFAULT_PAGE_SIZE || undefined,
    };
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<Admitted>();
    const resources = this.reflector.get(Needs, context.getHandler()) as string | undefined;
    if (!resources) return this.admit(request);
    const principal = this.tokens.verify(request.headers.authorization);
    // A promise costs more than all the rest, and nearly every token is known.
    if (principal instanceof Promise) return principal.then((known) => this.admitHolder(request, resources, known));
    return this.admitHolder(request, resources, principal);
  }

  private admitHolder(request: Admitted, resources: string, principal: Principal | undefined): true {
    if (!principal || !mayUse(principal, resources))
      throw new MagentoError(401, "The consumer isn't authorized to access %resources.", { resources });
    request.principal = principal;
    return this.admit(request);
  }

  private admit(request: Admitted): true {
    checkAccept(request.headers.accept);
    request.limits = this.limits;
    return true;
  }
}

type Admitted = FastifyRequest & { principal?: Principal; limits?: InputLimits };

const ACCEPTABLE = ['application/json', 'application/*', '*/*'];

/** A header without a well-formed type counts as none. */
function checkAccept(header = '*/*'): void {
  if (ACCEPTABLE.includes(header)) return;
  const types = header.split(',').map((range) => range.split(';')[0]!.trim().toLowerCase());
  const formed = types.filter((type) => /^[0-9a-z*+-]+(\/[0-9a-z*+.-]+)?$/.test(type));
  if (formed.length === 0 || formed.some((type) => ACCEPTABLE.includes(type))) return;
  if (formed.every(isXml)) throw xmlRefusal();
  const message =
    'Server cannot match any of the given Accept HTTP header media type(s) from the request: "%1" with media types from the config of response renderer.';
  throw new MagentoError(406, message, [formed.join(', ')]);
}
