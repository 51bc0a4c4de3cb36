import { All, Req } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorOf, recordNotFound, RequestRefused } from './errors.js';
import { JsonApi } from './json-api.js';

/** What no other controller serves: a method that a path does not know is 405, a path that nobody knows 404. */
@JsonApi('api')
export class UnservedController {
  constructor(private readonly host: HttpAdapterHost) {}

  @All(['', '*'])
  refuse(@Req() { method, url }: FastifyRequest): never {
    const path = url.split('?')[0]!;
    const methods = this.methodsOf(path);
    // A path whose id is too long to be one is known by its form only.
    if (methods.length === 0 || methods.includes(method)) throw recordNotFound(path);
    const allowed = methods.join(', ');
    throw new RequestRefused([errorOf('METHOD_NOT_ALLOWED', method, { value: allowed })], { allow: allowed });
  }

  private methodsOf(path: string): string[] {
    const http = this.host.httpAdapter.getInstance<FastifyInstance>();
    const [, type = '', id, ...rest] =
      /^\/api\/([^/:*]+)(?:\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?)?\/?$/.exec(path) ?? [];
    const [first, second] = rest;
    if (second !== undefined && first !== 'relationships') return [];
    const below = [id && '/:id', second && '/relationships', first && '/:relationship'].filter(Boolean).join('');
    return METHODS.filter((method) => http.hasRoute({ method, url: `/api/${type}${below}` }));
  }
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];
