import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startPipe, type Pipe } from '#testing/pipe';

let pipe: Pipe;

beforeAll(async () => (pipe = await startPipe()));
afterAll(() => pipe.close());

describe('the merchant tutorial', () => {
  it('runs through on a new system, whose first stocks are 2 and 3, and once more on what it has left', async () => {
    for (const run of ['first', 'second']) {
      const output = await runTutorial();
      expect(output).toMatch(/Tutorial done: 9 steps, \d+ checks, [1-9]\d* stock-updated events, in [\d.]+ s\.\n$/);
      expect([run, await nameOf(2), await nameOf(3)]).toEqual([run, 'North America Stock', 'Europe Stock']);
    }
  });

  it('ends with one clear line when it is not let in', async () => {
    const failure = await runTutorial({ ADMIN_PASSWORD: 'wrong' }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^\nThe tutorial failed: step 1: the administrator is given a token: no, .*401.*\n$/,
      ),
    });
  });
});

/** Runs the built tutorial against the pipe, found as any other service would be; returns what it has printed. */
async function runTutorial(settings: Record<string, string> = {}): Promise<string> {
  const { KAFKA_BROKERS, KAFKA_PREFIX, PORT } = pipe.environment;
  const { admin, integration } = pipe.credentials;
  const env = {
    PATH: process.env.PATH,
    STOCKWIRE_URL: `http://127.0.0.1:${PORT}`,
    KAFKA_BROKERS,
    KAFKA_PREFIX,
    ADMIN_USERNAME: admin.username,
    ADMIN_PASSWORD: admin.password,
    CLIENT_ID: integration.client_id,
    CLIENT_SECRET: integration.client_secret,
    ...settings,
  };
  const argv = ['--disable-warning=TimeoutNegativeWarning', 'dist/tools/tutorial.js'];
  return (await promisify(execFile)(process.execPath, argv, { env, maxBuffer: 10_000_000 })).stdout;
}

async function nameOf(stockId: number): Promise<string> {
  return (await pipe.http('GET', `/rest/V1/inventory/stocks/${stockId}`)).body.name as string;
}
