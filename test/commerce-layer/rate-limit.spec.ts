import { startPipe, type Pipe } from '#testing/pipe';
import { CommerceLayerClient, faultsOf } from './client.js';

let pipe: Pipe;
let client: CommerceLayerClient;

beforeAll(async () => {
  pipe = await startPipe({ RATE_LIMIT: 'on' });
  client = new CommerceLayerClient(pipe);
});
afterAll(() => pipe.close());

const limitsOf = (headers: Headers) =>
  ['limit', 'interval', 'remaining'].map((name) => Number(headers.get(`x-ratelimit-${name}`)));

test('an answer tells of the minute: more for what many read, less for all else', async () => {
  expect(limitsOf((await client.send('GET', 'stock_locations')).headers)).toEqual([500, 60, 499]);
  expect(limitsOf((await client.send('GET', 'stock_locations/DefauLtSrc')).headers)).toEqual([500, 60, 498]);
  expect(limitsOf((await client.send('GET', 'stock_levels')).headers)).toEqual([100, 60, 99]);
  expect(limitsOf((await client.send('DELETE', 'stock_locations/DefauLtSrc')).headers)).toEqual([100, 60, 99]);
});

test('who sends too many at once is told when to come again, while others endpoints answer', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => client.send('GET', 'addresses')));
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  expect([refused[0]!.status, faultsOf(refused[0]!)]).toEqual([429, [['THROTTLED', undefined]]]);
  const retryAfter = Number(refused[0]!.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(10);
  expect((await client.send('GET', 'inventory_models')).status).toBe(200);
});

test('only so many tokens are issued in a minute', async () => {
  const body = { grant_type: 'client_credentials', ...pipe.credentials.integration };
  const ask = () => pipe.http('POST', '/oauth/token', { body, token: null });
  const answers = await Promise.all(Array.from({ length: 31 }, ask));
  expect(answers.map(({ status }) => status)).toContain(429);
});
