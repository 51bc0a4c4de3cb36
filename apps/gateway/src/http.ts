import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import qs from 'qs';
import type { GatewaySettings } from './settings.js';

/**
 * A fastify server that hands bodies on as text whatever their type, since each dialect refuses a wrong type or a broken body in its own
 * words; reads query strings in bracket notation without a cap on lists; takes codes of 255 characters in a path, escaped; and minds no
 * slash at its end. Requests tell as `patienceMs` how long a read may take.
 */
export function httpServer(settings: GatewaySettings): FastifyInstance {
  const http = fastify({
    bodyLimit: settings.BODY_LIMIT,
    routerOptions: {
      maxParamLength: 2_048,
      ignoreTrailingSlash: true,
      querystringParser: readQuery,
    },
    requestIdHeader: 'x-request-id',
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_MS,
    return503OnClosing: false,
  });
  http.decorateRequest('patienceMs', settings.ANSWER_TIMEOUT_MS);
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  return http;
}

function readQuery(text: string): Record<string, string> {
  if (text === '') return {};
  return qs.parse(text, { depth: 10, arrayLimit: 10_000, parameterLimit: 100_000 }) as Record<string, string>;
}

/** A request that has not arrived whole by then never will. */
const REQUEST_MS = 60_000;

/** Logs each answer, with the id of the command it was about. */
export function logRequests(http: FastifyInstance, log: Logger): void {
  http.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode < 500 && !log.isLevelEnabled('debug')) return done();
    const { commandId } = request as { commandId?: string };
    const line = {
      method: request.method,
      url: request.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      commandId,
    };
    if (reply.statusCode >= 500) log.warn({ requestId: request.id, ...line }, 'Answered a request with a failure.');
    else log.debug({ requestId: request.id, ...line }, 'Answered a request.');
    done();
  });
}

/**
 * Lets connections go when the gateway stops: while it is `leaving`, each answer closes its connection; once the server closes and the
 * last answer is given, or `patienceMs` have passed, so are those that have asked nothing or not to the end, which would hold it open.
 */
export function letConnectionsGo(http: FastifyInstance, leaving: () => boolean, patienceMs: number): void {
  let unanswered = 0;
  let closing = false;
  const sweep = () => {
    if (unanswered === 0) http.server.closeAllConnections();
  };
  const answered = () => {
    unanswered--;
    if (closing) setImmediate(sweep);
  };
  http.addHook('onRequest', (_request, reply, done) => {
    unanswered++;
    reply.raw.on('close', answered);
    done();
  });
  http.addHook('onSend', (_request, reply, _payload, done) => {
    if (leaving()) void reply.header('connection', 'close');
    done();
  });
  http.addHook('preClose', (done) => {
    closing = true;
    setImmediate(sweep);
    setTimeout(() => http.server.closeAllConnections(), patienceMs).unref();
    done();
  });
}
