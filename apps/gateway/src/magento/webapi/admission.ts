import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Tokens, type Principal } from '../../access/tokens.js';
import { MagentoError } from './errors.js';

/** The ACL resource that a route needs; a route without one is open to everybody. */
export const Needs = Reflector.createDecorator<string>();

/** Lets requests in that carry a token for the route's ACL resource (401) and take JSON (406), before their input is looked at. MSI contract A1. */
@Injectable()
export class Admission implements CanActivate {
  constructor(
    private readonly tokens: Tokens,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { principal?: Principal }>();
    const resources = this.reflector.get(Needs, context.getHandler()) as string | undefined;
    if (resources) {
      request.principal = await this.tokens.verify(request.headers.authorization);
      if (!request.principal)
        throw new MagentoError(401, "The consumer isn't authorized to access %resources.", { resources });
    }
    checkAccept(request.headers.accept);
    return true;
  }
}

const ACCEPTABLE = ['application/json', 'application/*', '*/*'];

/** A header without a well-formed type counts as none. */
function checkAccept(header = '*/*'): void {
  if (ACCEPTABLE.includes(header)) return;
  const types = header.split(',').map((range) => range.split(';')[0]!.trim().toLowerCase());
  const formed = types.filter((type) => /^[0-9a-z*+-]+(\/[0-9a-z*+.-]+)?$/.test(type));
  if (formed.length === 0 || formed.some((type) => ACCEPTABLE.includes(type))) return;
  const message =
    'Server cannot match any of the given Accept HTTP header media type(s) from the request: "%1" with media types from the config of response renderer.';
  throw new MagentoError(406, message, [formed.join(', ')]);
}
