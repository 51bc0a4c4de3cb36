import { All, Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { errorOf, recordNotFound, RequestRefused } from './errors.js';
import { JsonApi } from './json-api.js';

/** What no other controller serves: a method that a path does not know is 405, a path that nobody knows 404. */
@JsonApi()
@Controller('api')
export class UnservedController {
  @All('*')
  refuse(@Req() { method, url }: FastifyRequest): never {
    const path = url.split('?')[0]!;
    const [, allowed] = ROUTES.find(([route]) => route.test(path)) ?? [];
    if (!allowed) throw recordNotFound(path);
    throw new RequestRefused([errorOf('METHOD_NOT_ALLOWED', method, { value: allowed })], { allow: allowed });
  }
}

const LINKS = '(stock_levels|inventory_stock_locations)';
const ANY = '(stock_levels|inventory_stock_locations|stock_locations|inventory_models)';

const ROUTES: [RegExp, string][] = [
  [new RegExp(`^/api/${LINKS}$`), 'GET, POST'],
  [new RegExp(`^/api/${LINKS}/[^/]+$`), 'GET, PATCH, DELETE'],
  [new RegExp(`^/api/${ANY}(/[^/]+(/relationships)?(/[^/]+)?)?$`), 'GET'],
];
