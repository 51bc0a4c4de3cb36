import { isUtf8 } from 'node:buffer';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import qs from 'qs';
import { errorDocument, MEDIA_TYPE } from './commerce-layer/document.js';
import { errorOf } from './commerce-layer/errors.js';
import { answerOtherOrigins } from './commerce-layer/other-origins.js';
import { MALFORMED_URL } from './magento/webapi/errors.js';
import { withoutStoreView } from './magento/webapi/store-views.js';
import type { GatewaySettings } from './settings.js';

/**
 * A fastify server that hands bodies on as text whatever their type, since each dialect refuses a wrong type or a broken body in its own
 * words; reads query strings in bracket notation without a cap on lists, the last of two values; takes codes of 255 characters in a
 * path, escaped; and minds no slash at its end. Requests tell as `patienceMs` how long a read may take.
 */
export function httpServer(settings: GatewaySettings): FastifyInstance {
  const storeCodes = new Set(['all', ...settings.STORE_CODES.split(',')]);
  const http = fastify({
    bodyLimit: settings.BODY_LIMIT,
    http: { maxHeaderSize: 65_536 },
    rewriteUrl: ({ url = '/' }) => withoutStoreView(url, storeCodes),
    frameworkErrors: (error, { url }, reply) => refuseUrl(error, url, reply as unknown as FastifyReply),
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
  http.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, isUtf8(body as Buffer) ? body.toString() : NO_TEXT),
  );
  http.addHook('onRequest', (request, _reply, done) => {
    nameUnreadableType(request);
    done();
  });
  http.addHook('onRequest', answerOtherOrigins);
  return http;
}

/** Answers what no route gets to see: a path that is not escaped as it should be, or a part of it that is too long. */
function refuseUrl({ statusCode = 400, code, message }: FastifyError, url: string, reply: FastifyReply): void {
  const ofMagento = { message: code === 'FST_ERR_BAD_URL' ? MALFORMED_URL : message };
  const ofCommerceLayer = errorDocument([{ ...errorOf('INVALID_URL', message), status: String(statusCode) }]);
  if (url.startsWith('/api/'))
    return void reply.status(statusCode).type(MEDIA_TYPE).send(JSON.stringify(ofCommerceLayer));
  const body = url.startsWith('/rest/') ? ofMagento : { statusCode, code, message };
  void reply.status(statusCode).type('application/json; charset=utf-8').send(JSON.stringify(body));
}

/** Stands for a content type that cannot be read. */
export const UNREADABLE_TYPE = 'unreadable/unreadable';

/** Stands for a body that is no UTF-8; it is no JSON either. */
const NO_TEXT = '\uFFFD';

/** Fastify refuses content types that it cannot read before any dialect is asked. */
function nameUnreadableType({ headers }: FastifyRequest): void {
  const type = headers['content-type'];
  if (type === undefined || /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]/.test(type)) return;
  if (type.trim() === '') delete headers['content-type'];
  else headers['content-type'] = UNREADABLE_TYPE;
}

function readQuery(text: string): Record<string, string> {
  if (text === '') return {};
  const options = { depth: 10, arrayLimit: 10_000, parameterLimit: 100_000, duplicates: 'last' } as const;
  return qs.parse(text, options) as Record<string, string>;
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
      url: request.originalUrl,
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
