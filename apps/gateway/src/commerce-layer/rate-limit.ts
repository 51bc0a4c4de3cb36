import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewaySettings } from '../settings.js';
import { errorOf, RequestRefused } from './errors.js';
import { isResourceType, resourceOf } from './resources.js';
import { SlidingWindows, type Window } from './sliding-windows.js';

/**
 * Lets a client's address send only so many requests to an endpoint, when `RATE_LIMIT` is on; says with each answer what is left of the minute, and
 * with a refusal (429) when to come again. Commerce Layer contract §2, Rate limits.
 */
@Injectable()
export class RateLimit implements CanActivate {
  private readonly windows = new SlidingWindows();

  constructor(private readonly settings: GatewaySettings) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.settings.RATE_LIMIT === 'off') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { name, windows } = endpointOf(request, this.settings.MODE);
    const { remaining, retryAfterSeconds } = this.windows.pass(`${request.ip} ${name}`, windows, Date.now());
    const headers = {
      'x-ratelimit-limit': String(windows[0]!.most),
      'x-ratelimit-interval': String(windows[0]!.seconds),
      'x-ratelimit-remaining': String(remaining[0]),
    };
    if (retryAfterSeconds === 0) {
      void context.switchToHttp().getResponse<FastifyReply>().headers(headers);
      return true;
    }
    const detail = `Too many requests: try again in ${retryAfterSeconds} seconds.`;
    throw new RequestRefused([errorOf('THROTTLED', detail)], { ...headers, 'retry-after': String(retryAfterSeconds) });
  }
}

const TOKENS: Window[] = [{ seconds: 60, most: 30 }];

/** The minute comes first. In a live environment twice as many may come. */
function endpointOf({ method, url }: FastifyRequest, mode: 'test' | 'live'): { name: string; windows: Window[] } {
  if (url.startsWith('/oauth/')) return { name: 'token', windows: TOKENS };
  const [, type = ''] = /^\/api\/([^/?]+)/.exec(url) ?? [];
  const cached = method === 'GET' && isResourceType(type) && resourceOf(type).cached;
  const most = (cached ? 500 : 100) * (mode === 'live' ? 2 : 1);
  return {
    name: `${method} ${type}`,
    windows: [
      { seconds: 60, most },
      { seconds: 10, most: most / 4 },
    ],
  };
}
