import { decodeJwt } from 'jose';
import { type HttpAnswer, type PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';

let pipe: PipeClient;

beforeAll(async () => {
  pipe = await sharedPipe();
});
afterAll(() => pipe.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function ask(body: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  return pipe.http('POST', '/oauth/token', { body, headers, token: null });
}

function grant(more: Record<string, unknown> = {}) {
  return { grant_type: 'client_credentials', ...pipe.credentials.integration, ...more };
}

function text(parameters: Record<string, unknown>): string {
  return new URLSearchParams(parameters as Record<string, string>).toString();
}

describe('a token', () => {
  test('is issued for client credentials in JSON', async () => {
    const { status, headers, body } = await ask(grant());
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 7200,
      scope: 'market:all',
      created_at: expect.any(Number),
    });
    expect(Math.abs(body.created_at - Date.now() / 1000)).toBeLessThan(60);
  });

  test('is issued for client credentials in a form', async () => {
    const { status, body } = await ask(text(grant({ scope: 'market:all' })), FORM);
    expect([status, body.token_type]).toEqual([200, 'Bearer']);
  });

  test('is issued for HTTP Basic', async () => {
    const { client_id: id, client_secret: secret } = pipe.credentials.integration;
    const authorization = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
    const { status } = await ask('grant_type=client_credentials', { ...FORM, authorization });
    expect(status).toBe(200);
  });

  test('says whose it is, of which organization, and until when', async () => {
    const { body } = await ask(grant());
    expect(decodeJwt(body.access_token)).toMatchObject({
      organization: { slug: 'stockwire' },
      application: { kind: 'integration', client_id: pipe.credentials.integration.client_id },
      scope: 'market:all',
      iss: `https://auth.localhost:${pipe.environment.PORT}`,
      test: true,
      iat: body.created_at,
      exp: body.created_at + 7200,
    });
  });

  test('opens the API', async () => {
    const { body } = await ask(grant());
    expect((await pipe.http('GET', '/api/stock_locations', { token: body.access_token })).status).toBe(200);
  });
});

describe('a scope', () => {
  test('of markets and locations is what the token is for', async () => {
    const { status, body } = await ask(grant({ scope: 'market:code:eu_site stock_location:id:QWERtyUpBa' }));
    expect([status, body.scope]).toEqual([200, 'market:code:eu_site stock_location:id:QWERtyUpBa']);
    expect(decodeJwt(body.access_token)).toMatchObject({
      scope: body.scope,
      market: { id: ['eu_site'], stock_location_ids: ['QWERtyUpBa'] },
    });
    expect((await ask(grant({ scope: 'market:eu_site' }))).status).toBe(200);
  });

  const endless = 'market:code:eu_site '.repeat(60);

  test.each(['market', 'market:code:nowhere', 'stock_location:id:QWERtyUpBa', 'orders:all', endless])(
    'that makes no sense is refused: %s',
    async (scope) => {
      const { status, body } = await ask(grant({ scope }));
      expect([status, body.error]).toEqual([400, 'invalid_scope']);
    },
  );
});

describe('no token', () => {
  test.each([
    ['no grant type', { grant_type: undefined }, 400, 'invalid_request'],
    ['another grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['a wrong client', { client_id: 'wrong' }, 401, 'invalid_client'],
    ['no secret', { client_secret: undefined }, 401, 'invalid_client'],
    ['no client', { client_id: '' }, 401, 'invalid_client'],
    ['a secret that is no text', { client_secret: { a: 1 } }, 401, 'invalid_client'],
  ])('is issued for %s', async (_, more, status, error) => {
    const answer = await ask(grant(more));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      ...{ error, error_description: expect.any(String) },
      errors: [expect.objectContaining({ code: error.toUpperCase(), status: String(status) })],
    });
  });

  test.each([
    ['{"grant_type":', 'application/json'],
    ['null', 'application/json'],
    ['', 'application/json'],
    ['', FORM['content-type']],
    ['grant_type=client_credentials&grant_type=client_credentials', FORM['content-type']],
  ])('is issued for the body %j of type %s', async (body, type) => {
    const answer = await ask(body, { 'content-type': type });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toBe('invalid_request');
  });

  test('is issued to the administrator, whose login is elsewhere', async () => {
    const { username, password } = pipe.credentials.admin;
    expect((await ask(grant({ client_id: username, client_secret: password }))).status).toBe(401);
  });
});
