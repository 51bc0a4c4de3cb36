import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#testing/eventually';
import { servers } from '#testing/database';
import { freePort } from '#servers/free-port';

/** `npm start` as a process, and what it has printed. */
interface Start {
  child: ChildProcess;
  printed: () => string;
  settings: Record<string, string>;
}

let dataDir: string;
const starts: Start[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stockwire-start-'));
});
afterAll(async () => {
  for (const start of starts) await ended(start);
  await rm(dataDir, { recursive: true, force: true });
});

async function started(settings: Record<string, string> = {}): Promise<Start> {
  const [PORT, WORKER_PORT] = [String(await freePort()), String(await freePort())];
  const { PATH, HOME, SERVERS = 'auto' } = process.env as Record<string, string>;
  const own = { PATH: PATH!, HOME: HOME!, SERVERS, DATA_DIR: dataDir, PORT, WORKER_PORT, ...settings };
  const child = spawn(process.execPath, ['dist/tools/start.js'], {
    env: own,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const start = { child, printed: () => output, settings: own };
  starts.push(start);
  return start;
}

async function ended({ child }: Start, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** It ends by itself with one line that says what to do. */
async function refusal(start: Start): Promise<string> {
  if (start.child.exitCode === null) await once(start.child, 'exit');
  expect(start.child.exitCode).toBe(1);
  const lines = start.printed().trim().split('\n');
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

const ready = (start: Start) => eventually(() => start.printed().includes('Stockwire is ready.'), 50_000);

const stocksNamed = async ({ settings }: Start, method: 'GET' | 'POST', name?: string) => {
  const run = JSON.parse(await readFile(join(dataDir, 'run.json'), 'utf8')) as { credentials: Record<string, string> };
  const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = run.credentials;
  const rest = `http://127.0.0.1:${settings.PORT}/rest/V1`;
  const json = { 'content-type': 'application/json' };
  const login = await fetch(`${rest}/integration/admin/token`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ username, password }),
  });
  const authorization = `Bearer ${(await login.json()) as string}`;
  const body = name ? JSON.stringify({ stock: { name } }) : undefined;
  const answer = await fetch(`${rest}/inventory/stocks`, { method, headers: { ...json, authorization }, body });
  return answer.text();
};

test('it brings everything up, mends an app that dies, refuses a second start, stops in seconds and finds its data again', async () => {
  const first = await started();
  await ready(first);
  expect(first.printed()).toMatch(/^Servers: Kafka \(\w.*\), PostgreSQL \(\w.*\)\.$/m);
  expect(first.printed()).toMatch(/curl -s .*Authorization: Bearer/);
  await stocksNamed(first, 'POST', 'Kept');

  expect(await refusal(await started())).toMatch(/already runs on .*stop that one/);

  const pid = Number(await readFile(join(dataDir, 'worker.pid'), 'utf8').then((text) => /\d+/.exec(text)?.[0]));
  process.kill(pid, 'SIGKILL');
  const health = `http://127.0.0.1:${first.settings.WORKER_PORT}/health/ready`;
  await eventually(
    async () => Number(/\d+/.exec(await readFile(join(dataDir, 'worker.pid'), 'utf8'))?.[0]) !== pid,
    20_000,
  );
  await eventually(async () => (await fetch(health)).ok, 30_000);

  const stopping = Date.now();
  await ended(first);
  expect(Date.now() - stopping).toBeLessThan(10_000);

  const second = await started();
  await ready(second);
  expect(await stocksNamed(second, 'GET')).toContain('Kept');
  await ended(second);
}, 120_000);

test('a port that is taken is named', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const PORT = String((taken.address() as { port: number }).port);
  expect(await refusal(await started({ PORT, DATA_DIR: join(dataDir, 'other') }))).toContain(
    `PORT: something else listens on 127.0.0.1:${PORT}`,
  );
  taken.close();
});

const named = {
  ADMIN_USERNAME: 'a',
  ADMIN_PASSWORD: 'b',
  CLIENT_ID: 'c',
  CLIENT_SECRET: 'd',
  TOKEN_SECRET: 'e'.repeat(40),
};

test('a database that is not there is named, and nothing is brought up', async () => {
  const DATABASE_URL = `postgresql://nobody:secret@127.0.0.1:${await freePort()}/nothing`;
  const line = await refusal(
    await started({ ...named, DATABASE_URL, KAFKA_BROKERS: servers().brokers, DATA_DIR: join(dataDir, 'named') }),
  );
  expect(line).toContain('DATABASE_URL');
  expect(line).not.toContain('secret');
});

test('named servers need credentials: all that are missing are listed at once', async () => {
  const url = servers().databaseUrl;
  const line = await refusal(
    await started({ DATABASE_URL: url, KAFKA_BROKERS: servers().brokers, DATA_DIR: join(dataDir, 'named') }),
  );
  for (const name of Object.keys(named)) expect(line).toContain(name);
});

test('without Java it says what to install', async () => {
  const line = await refusal(await started({ PATH: '/nowhere', SERVERS: 'local', DATA_DIR: join(dataDir, 'no-java') }));
  expect(line).toMatch(/Java/);
});
