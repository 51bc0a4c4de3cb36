import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessSettings } from './access-settings.js';

/** Knows the address under which clients reach the gateway. */
@Injectable()
export class PublicUrl {
  constructor(private readonly settings: AccessSettings) {}

  /** Origin (and prefix, if `PUBLIC_URL` has one) of absolute links in the answer to a request; no slash at the end. */
  of(request: FastifyRequest): string {
    const url = this.settings.PUBLIC_URL ?? `${request.protocol}://${request.host}`;
    return url.replace(/\/+$/, '');
  }
}
