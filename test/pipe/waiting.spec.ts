import { randomUUID } from 'node:crypto';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';

let pipe: Pipe;

beforeAll(async () => {
  pipe = await startPipe();
});
afterAll(() => pipe.close());

const SOURCES = '/rest/all/V1/inventory/sources';

const sourceBody = (code: string, name = code) => ({
  source: { source_code: code, name, postcode: '1', country_id: 'DE' },
});

const stockBody = (name: string) => ({ stock: { name } });

test('a write answers when its outcome is there, and a read after it sees it', async () => {
  expect(await pipe.http('POST', SOURCES, { body: sourceBody('read-after-write') })).toMatchObject({
    status: 200,
    body: [],
  });
  expect((await pipe.http('GET', `${SOURCES}/read-after-write`)).body).toMatchObject({
    source_code: 'read-after-write',
  });
});

describe('Idempotency-Key', () => {
  const STOCKS = '/rest/all/V1/inventory/stocks';

  test('the same key with the same body has the outcome of the first request, and changes nothing twice', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await pipe.http('POST', STOCKS, { headers, body: stockBody('Once') });
    expect(first.status).toBe(200);
    expect(await pipe.http('POST', STOCKS, { headers, body: stockBody('Once') })).toMatchObject({
      status: 200,
      body: first.body,
    });
  });

  test('ten requests of one key at once have one outcome', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => pipe.http('POST', STOCKS, { headers, body: stockBody('Together') })),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
  });

  test('a refusal is repeated too', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = [1, 2].map(() => pipe.http('POST', STOCKS, { headers, body: stockBody(' ') }));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([400, 400]);
  });

  test('the same key with another body is refused and does nothing', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await pipe.http('POST', STOCKS, { headers, body: stockBody('First body') });
    expect((await pipe.http('POST', STOCKS, { headers, body: stockBody('Other body') })).status).toBe(422);
    expect(await pipe.sql(`select 1 from stock where name = 'Other body'`)).toEqual([]);
  });

  test('the same key on another route is another request', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    expect((await pipe.http('POST', STOCKS, { headers, body: stockBody('Route') })).status).toBe(200);
    expect((await pipe.http('POST', SOURCES, { headers, body: sourceBody('route') })).status).toBe(200);
  });
});

test('a client that prefers not to wait gets 202 with the place of the outcome', async () => {
  const answer = await pipe.http('POST', SOURCES, { body: sourceBody('async'), headers: { prefer: 'respond-async' } });
  expect(answer.status).toBe(202);
  const location = answer.headers.get('location')!;
  expect(location).toMatch(/^\/commands\/[0-9a-f-]{36}$/);
  const outcome = await eventually(async () => {
    const { body } = await pipe.http('GET', location);
    return body.status === 'pending' ? undefined : body;
  });
  expect(outcome).toMatchObject({ status: 'done', view: { sourceCodes: ['async'] } });
});

test('a refused command is told at its place with what to do; without a token nobody is told anything', async () => {
  const { headers } = await pipe.http('POST', SOURCES, {
    body: sourceBody('bad', ' '),
    headers: { prefer: 'respond-async' },
  });
  const location = headers.get('location')!;
  const refused = await eventually(async () => {
    const { body } = await pipe.http('GET', location);
    return body.status === 'refused' ? body : undefined;
  });
  expect(refused.problems).toMatchObject([{ code: 'FIELD_EMPTY', message: '"name" is empty: give it a value.' }]);
  expect((await pipe.http('GET', location, { token: null })).status).toBe(401);
});

test('a SKU of megabytes is refused at once', async () => {
  const body = { sourceItems: [{ sku: 'x'.repeat(3_000_000), source_code: 'default', quantity: 1, status: 1 }] };
  expect((await pipe.http('POST', '/rest/V1/inventory/source-items', { body })).status).toBe(400);
});

test('a body that makes a command of megabytes is carried out, one too large for a message is refused with what to do', async () => {
  const items = (count: number) => ({
    sourceItems: Array.from({ length: count }, (_, index) => ({
      sku: `LARGE-${index}`,
      source_code: 'default',
      quantity: 1,
      status: 1,
    })),
  });
  expect((await pipe.http('POST', '/rest/V1/inventory/source-items', { body: items(30_000) })).status).toBe(200);
  const refused = await pipe.http('POST', '/rest/V1/inventory/source-items', { body: items(90_000) });
  expect(refused.status).toBe(413);
  expect(refused.body.message).toContain('send fewer items');
  expect(await pipe.sql(`select sku from sku where sku_key in ('large-29999', 'large-30000')`)).toEqual([
    { sku: 'LARGE-29999' },
  ]);
});

test('without Kafka a write is answered 503 with Retry-After and nothing happens, and reads go on', async () => {
  const deaf = await pipe.another('gateway', { KAFKA_BROKERS: '127.0.0.1:1' });
  const write = await pipe.http('POST', SOURCES, { body: sourceBody('never'), at: deaf.url });
  expect([write.status, write.headers.get('retry-after')]).toEqual([503, '2']);
  expect((await pipe.http('GET', `${SOURCES}/default`, { at: deaf.url })).status).toBe(200);
  expect((await pipe.http('GET', `${SOURCES}/never`)).status).toBe(404);
});

test('an outcome that is not known in time is a 504 with its place, and comes once the worker is back', async () => {
  const impatient = await pipe.another('gateway', { ANSWER_TIMEOUT_MS: '1500' });
  pipe.worker.signal('SIGSTOP');
  const answer = await pipe.http('POST', SOURCES, { body: sourceBody('late'), at: impatient.url });
  expect(answer.status).toBe(504);
  const location = answer.headers.get('location')!;
  expect((await pipe.http('GET', location)).body).toMatchObject({ status: 'pending' });
  pipe.worker.signal('SIGCONT');
  await eventually(async () => (await pipe.http('GET', location)).body.status === 'done', 30_000);
});
