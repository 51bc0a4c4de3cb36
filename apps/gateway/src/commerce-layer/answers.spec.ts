import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { Logger } from '@nestjs/common';
import { fastify } from 'fastify';
import { AccessSettings } from '../access/access-settings.js';
import { PublicUrl } from '../access/public-url.js';
import { Accepted, KeyReused, OutcomeUnknown, Unavailable } from '../commands.js';
import { ErrorAnswers } from './answers.js';
import { errorOf, RequestRefused } from './errors.js';

const settings = Object.assign(new AccessSettings(), { PUBLIC_URL: 'https://stock.example/' });
const answers = new ErrorAnswers(new PublicUrl(settings));

async function answerTo(error: unknown) {
  const http = fastify();
  http.get('/', (request, reply) => answers.catch(error, new ExecutionContextHost([request, reply])));
  const { statusCode, headers, body } = await http.inject('/');
  expect(headers['content-type']).toBe('application/vnd.api+json');
  return { status: statusCode, headers, body: JSON.parse(body) as { errors: Record<string, unknown>[] } };
}

describe('what was thrown is answered', () => {
  test('all errors of a refusal, the status being that of the first', async () => {
    const error = new RequestRefused([errorOf('LOCKED', 'a'), errorOf('PARAM_MISSING', 'b')], { allow: 'GET' });
    const answer = await answerTo(error);
    expect(answer).toMatchObject({ status: 423, headers: { allow: 'GET' }, body: { errors: error.errors } });
  });

  test('a command that Kafka did not take: when to try again', async () => {
    const { status, headers, body } = await answerTo(new Unavailable(2));
    expect([status, headers['retry-after']]).toEqual([503, '2']);
    expect(body.errors).toMatchObject([{ code: 'SERVICE_UNAVAILABLE', status: '503' }]);
  });

  test('a command whose outcome is late: where to look it up', async () => {
    const { status, headers, body } = await answerTo(new OutcomeUnknown('/commands/1'));
    expect([status, headers.location]).toEqual([504, 'https://stock.example/commands/1']);
    expect(body.errors).toMatchObject([{ code: 'GATEWAY_TIMEOUT', status: '504' }]);
  });

  test('a command nobody waits for: no error, but where to look it up', async () => {
    const { status, headers, body } = await answerTo(new Accepted('/commands/1'));
    expect([status, headers.location]).toEqual([202, 'https://stock.example/commands/1']);
    expect(body).toEqual({ data: null, links: { related: 'https://stock.example/commands/1' } });
  });

  test('a key used before with another body', async () => {
    const { status, body } = await answerTo(new KeyReused());
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED', status: '422', source: { header: 'Idempotency-Key' } },
    ]);
  });

  test('the unexpected, which is logged and not told', async () => {
    const logged: unknown[] = [];
    Logger.overrideLogger({ log: () => undefined, warn: () => undefined, error: (...words) => logged.push(...words) });
    const { status, body } = await answerTo(new Error('password=secret'));
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(body.errors).toMatchObject([{ code: 'INTERNAL_SERVER_ERROR', meta: { trace_id: expect.any(String) } }]);
    expect(logged.join()).toMatch(/GET \/ failed.*password=secret/s);
  });
});
