import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Lets pages of any origin use the dialect, as storefronts do with the token of a sales channel. A browser adds nothing of its own to
 * their requests: who holds no token gets no further. Fastify's plugin for this would answer OPTIONS of every other route, too.
 */
export function answerOtherOrigins({ headers, method, url }: FastifyRequest, reply: FastifyReply, done: () => void) {
  if (headers.origin === undefined || !/^\/(api|oauth)\//.test(url)) return done();
  void reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', EXPOSED);
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return done();
  const asked = headers['access-control-request-headers'];
  if (asked !== undefined) void reply.header('access-control-allow-headers', asked);
  void reply.header('access-control-allow-methods', METHODS).header('access-control-max-age', '7200').code(204).send();
}

const METHODS = 'GET, HEAD, POST, PATCH, DELETE';

const EXPOSED =
  'Location, Preference-Applied, Retry-After, X-Ratelimit-Interval, X-Ratelimit-Limit, X-Ratelimit-Remaining, X-Request-Id';
