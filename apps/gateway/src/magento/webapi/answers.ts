import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { applyDecorators, Catch, Header, HttpException, Logger, Req, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BadSearch } from '#inventory/search';
import { Accepted, KeyReused, OutcomeUnknown, Unavailable } from '../../commands.js';
import { orUnavailable, type Patient } from '../../outages.js';
import { errorBody, MagentoError } from './errors.js';
import { keepFields, parseFields } from './fields.js';
import { Listing } from './listing.js';
import { searchRefusal } from './search-criteria.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Answers with JSON whatever a route returns, a bare number or text too and `[]` for nothing, cut down to `fields`; the route takes the
 * request first or nothing. It wraps the method, since an interceptor costs as much as all the rest of a read. MSI contract A2, A6.
 */
export const JsonAnswer = applyDecorators(wrapRoute as MethodDecorator, Header('content-type', JSON_TYPE));

/** Answers errors below `/rest` in Magento's shape, those that come before any route too; leaves the rest to Nest. MSI contract A3. */
@Catch()
export class ErrorAnswers extends BaseExceptionFilter {
  private readonly logger = new Logger('Magento');

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    if (!/^\/rest(\/|\?|$)/.test(http.getRequest<FastifyRequest>().url)) return super.catch(error, host);
    const reply = http.getResponse<FastifyReply>().type(JSON_TYPE).headers(headersOf(error));
    if (error instanceof Accepted) return void reply.status(202).send('[]');
    const explained = this.explained(error);
    void reply.status(explained.status).send(JSON.stringify(errorBody(explained)));
  }

  private explained(error: unknown): MagentoError {
    if (error instanceof MagentoError) return error;
    if (error instanceof BadSearch) return searchRefusal(error);
    if (error instanceof Unavailable) return new MagentoError(503, error.message);
    if (error instanceof OutcomeUnknown) return new MagentoError(504, error.message);
    if (error instanceof KeyReused) return new MagentoError(422, error.message);
    if (error instanceof HttpException) return new MagentoError(error.getStatus(), error.message);
    const report = `webapi-${randomBytes(7).toString('hex')}`;
    this.logger.error(`Report ID: ${report}; ${error instanceof Error ? error.stack : String(error)}`);
    return new MagentoError(500, `Internal Error. Details are available in Magento log file. Report ID: ${report}`);
  }
}

type RouteMethod = (request: Patient) => unknown;

function wrapRoute(controller: object, name: string | symbol, method: TypedPropertyDescriptor<RouteMethod>): void {
  // Without it Nest hands nothing to a route that takes nothing.
  Req()(controller, name, 0);
  const route = method.value!;
  method.value = async function (this: unknown, request) {
    const answer = await orUnavailable(request, () => route.call(this, request));
    return jsonOf(answer, request.query as { fields?: unknown });
  };
}

function jsonOf(answer: unknown = [], { fields: expression }: { fields?: unknown }): string | Readable {
  const all = expression === undefined || expression === '';
  if (answer instanceof Listing) return streamed(answer, all ? undefined : expression);
  return JSON.stringify(all ? answer : keepFields(answer, expression));
}

function streamed(answer: Listing, expression: unknown): string | Readable {
  const fields = typeof expression === 'string' ? parseFields(expression) : undefined;
  if (expression !== undefined && !fields) return '[]';
  return Readable.from(answer.json(fields), { highWaterMark: 1 });
}

function headersOf(error: unknown): Record<string, string> {
  if (error instanceof Unavailable) return { 'retry-after': String(error.retryAfterSeconds) };
  return error instanceof OutcomeUnknown || error instanceof Accepted ? { location: error.location } : {};
}
