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
import { from, lastValueFrom, type Observable } from 'rxjs';
import { failureOf } from '#messaging/failure.rules';
import { Unavailable } from './commands.js';

const RETRY_AFTER_S = 2;

/** A request that tells how long it may take to read. */
export type Patient = FastifyRequest & { patienceMs: number };

/**
 * What a route came to; {@link Unavailable}, which each dialect says in its own words, when it failed for want of a server. A read that
 * is not done within the request's `patienceMs` is no different. Writes look after their time themselves: only they know what may
 * still take effect.
 */
export async function orUnavailable<T>(request: Patient, route: () => T | Promise<T>): Promise<T> {
  try {
    const answer = route();
    return request.method === 'GET' && answer instanceof Promise
      ? await inTime(answer, request.patienceMs)
      : await answer;
  } catch (error) {
    throw failureOf(error) === 'outage' ? new Unavailable(RETRY_AFTER_S, { cause: error }) : error;
  }
}

/** {@link orUnavailable} for all routes of a controller. */
@Injectable()
export class OutagesAsUnavailable implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Patient>();
    return from(orUnavailable(request, () => lastValueFrom(next.handle())));
  }
}

/** Answers {@link Unavailable} where no dialect does. */
@Catch(Unavailable)
export class UnavailableAnswers implements ExceptionFilter<Unavailable> {
  catch({ message, retryAfterSeconds }: Unavailable, host: ArgumentsHost): FastifyReply {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    return reply.status(503).header('retry-after', String(retryAfterSeconds)).send({ statusCode: 503, message });
  }
}

function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Unavailable(RETRY_AFTER_S)), ms);
    const ended =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        settle(value);
      };
    work.then(ended(resolve), ended(reject));
  });
}
