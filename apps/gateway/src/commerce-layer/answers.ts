import {
  Catch,
  Injectable,
  Logger,
  PayloadTooLargeException,
  type ArgumentsHost,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { PublicUrl } from '../access/public-url.js';
import { Accepted, KeyReused, OutcomeUnknown, Unavailable } from '../commands.js';
import { errorDocument, MEDIA_TYPE } from './document.js';
import { errorOf, RequestRefused } from './errors.js';
import { preferredPage } from './read-query.rules.js';

/** Sends documents with this dialect's media type. */
@Injectable()
export class DocumentAnswers implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<object | undefined>): Observable<Buffer | undefined> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((document) => {
        if (document === undefined) return undefined;
        const { id, headers } = context.switchToHttp().getRequest<FastifyRequest>();
        void reply.header('content-type', MEDIA_TYPE).header('x-request-id', id);
        const size = preferredPage(headers.prefer);
        if (size !== undefined) void reply.header('preference-applied', `max-page-size=${size}`);
        return bytesOf(document);
      }),
    );
  }
}

/**
 * Answers whatever was thrown with errors of this dialect, each of which says which request it is about; the unexpected is logged. Commerce Layer
 * contract §2, Errors.
 */
@Catch()
export class ErrorAnswers implements ExceptionFilter {
  private readonly log = new Logger('CommerceLayer');

  constructor(private readonly publicUrl: PublicUrl) {}

  catch(error: unknown, host: ArgumentsHost): FastifyReply {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>().header('content-type', MEDIA_TYPE);
    if (error instanceof Accepted) {
      const related = this.publicUrl.of(request) + error.location;
      return reply
        .status(202)
        .header('location', related)
        .send(bytesOf({ data: null, links: { related } }));
    }
    const { errors, headers } = this.refusalOf(error, request);
    const { id, method, url } = request;
    const place = { trace_id: id, method, path: url.split('?')[0] };
    return reply
      .status(Number(errors[0]!.status))
      .headers({ ...headers, 'x-request-id': id })
      .send(bytesOf(errorDocument(errors.map((one) => ({ ...one, meta: { ...one.meta, ...place } })))));
  }

  private refusalOf(error: unknown, request: FastifyRequest): RequestRefused {
    if (error instanceof RequestRefused) return error;
    if (error instanceof KeyReused) {
      return new RequestRefused([
        { ...errorOf('IDEMPOTENCY_KEY_REUSED', error.message), source: { header: 'Idempotency-Key' } },
      ]);
    }
    if (error instanceof Unavailable) {
      const headers = { 'retry-after': String(error.retryAfterSeconds) };
      return new RequestRefused([errorOf('SERVICE_UNAVAILABLE', error.message)], headers);
    }
    if (error instanceof OutcomeUnknown) {
      const location = this.publicUrl.of(request) + error.location;
      return new RequestRefused([errorOf('GATEWAY_TIMEOUT', error.message)], { location });
    }
    if (error instanceof PayloadTooLargeException)
      return new RequestRefused([errorOf('PAYLOAD_TOO_LARGE', error.message)]);
    return this.unexpected(error, request);
  }

  private unexpected(error: unknown, { id, method, url }: FastifyRequest): RequestRefused {
    this.log.error(`${method} ${url} failed, request ${id}`, error instanceof Error ? error.stack : String(error));
    const sorry = errorOf('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.');
    return new RequestRefused([sorry]);
  }
}

// Bytes, because fastify adds a charset to the media type of objects and texts, which JSON:API forbids.
function bytesOf(document: object): Buffer {
  return Buffer.from(JSON.stringify(document));
}
