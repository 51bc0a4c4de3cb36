import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import qs from 'qs';
import type { GatewaySettings } from './settings.js';

/**
 * A fastify server that hands bodies on as text whatever their type, since each dialect refuses a wrong type or a broken body in its own
 * words; reads query strings in bracket notation without a cap on lists; and takes codes of 255 characters in a path, escaped.
 */
export function httpServer(settings: GatewaySettings): FastifyInstance {
  const http = fastify({
    bodyLimit: settings.BODY_LIMIT,
    routerOptions: {
      maxParamLength: 2_048,
      querystringParser: (text) =>
        qs.parse(text, { depth: 10, arrayLimit: 10_000, parameterLimit: 100_000 }) as Record<string, string>,
    },
    requestIdHeader: 'x-request-id',
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });
  closeWhatIsAnswered(http);
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  return http;
}

/** Logs each answer, with the id of the command it was about. */
export function logRequests(http: FastifyInstance, log: Logger): void {
  http.addHook('onResponse', (request, reply, done) => {
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

/** While the server closes, connections kept alive would hold it open: the answers still owed close theirs. */
function closeWhatIsAnswered(http: FastifyInstance): void {
  let closing = false;
  http.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  http.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
}
