import {
  Catch,
  Injectable,
  type ArgumentsHost,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, throwError, timeout, type Observable } from 'rxjs';
import { failureOf } from '#messaging/failure.rules';
import { Unavailable } from './commands.js';
import { GatewaySettings } from './settings.js';

const RETRY_AFTER_S = 2;

/**
 * Turns what a route failed with for want of a server into {@link Unavailable}, which each dialect says in its own words; a read that is
 * not done in time is no different. Writes look after their time themselves: only they know what may still take effect.
 */
@Injectable()
export class OutagesAsUnavailable implements NestInterceptor {
  constructor(private readonly settings: GatewaySettings) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    const answer = next.handle().pipe(catchError((error: unknown) => throwError(() => named(error))));
    return method === 'GET' ? answer.pipe(timeout({ first: this.settings.ANSWER_TIMEOUT_MS, with: late })) : answer;
  }
}

function late(): Observable<never> {
  return throwError(() => new Unavailable(RETRY_AFTER_S));
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
