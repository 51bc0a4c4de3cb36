import {
  Catch,
  Injectable,
  type ArgumentsHost,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { catchError, throwError, type Observable } from 'rxjs';
import { failureOf } from '#messaging/failure.rules';
import { Unavailable } from './commands.js';

const RETRY_AFTER_S = 2;

/** Turns what a route failed with for want of a server into {@link Unavailable}, which each dialect says in its own words. */
@Injectable()
export class OutagesAsUnavailable implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => named(error))));
  }
}

function named(error: unknown): unknown {
  return failureOf(error) === 'outage' ? new Unavailable(RETRY_AFTER_S, { cause: error }) : error;
}

/** Answers {@link Unavailable} where no dialect does. */
@Catch(Unavailable)
export class UnavailableAnswers implements ExceptionFilter<Unavailable> {
  catch({ message, retryAfterSeconds }: Unavailable, host: ArgumentsHost): FastifyReply {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    return reply.status(503).header('retry-after', String(retryAfterSeconds)).send({ statusCode: 503, message });
  }
}
