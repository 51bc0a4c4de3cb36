import type { Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MagentoError } from '../webapi/errors.js';
import { Rest, Route, type RouteDescription } from '../webapi/rest.js';
import { Bulks } from './bulks.js';
import { ACCEPTED_SHOWN } from './operation.shapes.js';
import { Services } from './services.js';

/** The controller that serves the asynchronous form and the bulk form of every route that changes something. MSI contract A8. */
export function asyncControllerOf(routes: RouteDescription[]): Type {
  @Rest()
  class AsyncController {
    constructor(readonly bulks: Bulks) {}
  }
  const add = (path: string, route: RouteDescription, accepts: 'one' | 'many', accept: Handler) => {
    const { method, resource, summary = '', takes, write } = route;
    const name = `${method} ${path}`;
    const descriptor = { value: accept, writable: true, configurable: true };
    const prototype = AsyncController.prototype as unknown as object;
    Route(method, path, resource, { ...{ summary, takes, write, accepts }, answers: ACCEPTED_SHOWN })(
      prototype,
      name,
      descriptor,
    );
    Object.defineProperty(prototype, name, descriptor);
  };
  for (const service of new Services(routes).values()) {
    const { route } = service;
    add(`async/${route.path}`, route, 'one', function (this: AsyncController, request) {
      return this.bulks.acceptOne(request, service);
    });
    add(`async/bulk/${bulkPath(route)}`, route, 'many', function (this: AsyncController, request) {
      return this.bulks.acceptMany(request, service);
    });
  }
  for (const route of routes.filter(({ method, write }) => method !== 'GET' && !write)) {
    add(`async/${route.path}`, route, 'one', refuse);
    add(`async/bulk/${bulkPath(route)}`, route, 'many', refuse);
  }
  return AsyncController;
}

type Handler = (this: { bulks: Bulks }, request: FastifyRequest) => unknown;

/** Parameters of the path move into the bodies: `:sourceCode` is `bySourceCode`. */
function bulkPath({ path }: RouteDescription): string {
  return path.replace(/:(\w)(\w*)/g, (_, first: string, others: string) => `by${first.toUpperCase()}${others}`);
}

function refuse(): never {
  throw new MagentoError(400, 'This route changes nothing, so there is nothing to do later. Call it without "async".');
}
