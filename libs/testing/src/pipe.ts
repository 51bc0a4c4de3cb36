import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import kafkajs, { type Kafka, type Message } from 'kafkajs';
import { Pool } from 'pg';
import { topicsOf, type Topics } from '#messaging/topics';
import { AppProcess } from './app-process.js';
import { freshDatabase, servers, type Servers } from './database.js';

const ADMIN = { username: 'admin', password: 'admin-password' };
const INTEGRATION = { client_id: 'spec-client', client_secret: 'spec-secret' };

/** An answer over HTTP; `body` is parsed when it is JSON. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into answers of every shape
  body: any;
}

/** What a request carries; a body that is not text goes out as JSON. `token: null` sends none. */
export interface HttpRequest {
  body?: unknown;
  headers?: Record<string, string>;
  token?: string | null;
}

/** A whole Stockwire of its own: database, topics, worker and gateway. */
export interface Pipe {
  http(method: string, path: string, request?: HttpRequest): Promise<HttpAnswer>;
  magentoToken: string;
  integrationToken: string;
  credentials: { admin: typeof ADMIN; integration: typeof INTEGRATION };
  kafka: Kafka;
  topics: Topics;
  environment: Record<string, string>;
  worker: AppProcess;
  gateway: AppProcess;
  url: string;
  /** Runs SQL on its database. */
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Runs `stockwire …`; returns exit code and output. */
  stockwire(...words: string[]): Promise<{ code: number; output: string }>;
  /** The same with another environment. */
  stockwireWith(environment: Record<string, string>, ...words: string[]): Promise<{ code: number; output: string }>;
  /** Publishes messages to `inventory.commands` through a plain Kafka producer. */
  publish(...messages: Message[]): Promise<void>;
  /** Starts one more worker or gateway on the same servers. */
  another(app: 'worker' | 'gateway', settings?: Record<string, string>): Promise<AppProcess & { url: string }>;
  close(): Promise<void>;
}

/**
 * Starts a pipe on a fresh database and fresh topics; settings are added to those of both apps. Its apps reach the servers `via` other
 * addresses if there are any, which its clients do not. Needs a build.
 */
export async function startPipe(
  settings: Record<string, string> = {},
  { gateway: withGateway = true, on = servers(), via = on }: { gateway?: boolean; on?: Servers; via?: Servers } = {},
): Promise<Pipe> {
  const database = await freshDatabase(on);
  const prefix = `spec-${randomBytes(4).toString('hex')}.`;
  const [PORT, WORKER_PORT] = [await freePort(), await freePort()];
  const environment: Record<string, string> = {
    DATABASE_URL: Object.assign(new URL(database.url), { host: new URL(via.databaseUrl).host }).href,
    KAFKA_BROKERS: via.brokers,
    KAFKA_PREFIX: prefix,
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_PASSWORD: ADMIN.password,
    CLIENT_ID: INTEGRATION.client_id,
    CLIENT_SECRET: INTEGRATION.client_secret,
    TOKEN_SECRET: 'a secret of specs that is long enough',
    WEBSITES: 'na_site,eu_site,test_site',
    LOG_LEVEL: 'info',
    PORT: String(PORT),
    WORKER_PORT: String(WORKER_PORT),
    ...settings,
  };
  await stockwire(environment, ['migrate']);
  const worker = new AppProcess('worker', environment, WORKER_PORT);
  const gateway = new AppProcess('gateway', environment, PORT);
  await Promise.all([worker.start(), ...(withGateway ? [gateway.start()] : [])]).catch(async (error: unknown) => {
    await Promise.all([worker.end('SIGKILL'), gateway.end('SIGKILL')]);
    throw error;
  });

  const url = `http://127.0.0.1:${PORT}`;
  const { magentoToken, integrationToken } = withGateway
    ? await logIn(url)
    : { magentoToken: '', integrationToken: '' };
  const db = new Pool({ connectionString: database.url, max: 4, connectionTimeoutMillis: 2_000 });
  db.on('error', () => undefined);
  const others: AppProcess[] = [];
  const kafka = new kafkajs.Kafka({
    clientId: 'spec',
    brokers: on.brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const topics = topicsOf(prefix);
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return {
    http: (method, path, { token: given, ...rest } = {}) =>
      request(url, method, path, { token: given === undefined ? magentoToken : given, ...rest }),
    url,
    magentoToken,
    integrationToken,
    credentials: { admin: ADMIN, integration: INTEGRATION },
    kafka,
    topics,
    publish: async (...messages) => void (await producer.send({ topic: topics.commands, acks: -1, messages })),
    environment,
    worker,
    gateway,
    sql: async <Row>(text: string, values?: unknown[]) => (await db.query(text, values)).rows as Row[],
    stockwire: (...words) => stockwire(environment, words),
    stockwireWith: (other, ...words) => stockwire(other, words),
    another: async (app, more = {}) => {
      const port = await freePort();
      const own = { ...environment, ...more, [app === 'worker' ? 'WORKER_PORT' : 'PORT']: String(port) };
      const process = Object.assign(new AppProcess(app, own, port), { url: `http://127.0.0.1:${port}` });
      others.push(process);
      await process.start();
      return process;
    },
    close: async () => {
      await producer.disconnect();
      await db.end();
      await Promise.all([worker, gateway, ...others].map((process) => process.end('SIGKILL')));
      await database.drop();
    },
  };
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function logIn(url: string): Promise<{ magentoToken: string; integrationToken: string }> {
  const admin = await request(url, 'POST', '/rest/V1/integration/admin/token', { body: ADMIN, token: null });
  const oauth = { grant_type: 'client_credentials', ...INTEGRATION };
  const integration = await request(url, 'POST', '/oauth/token', { body: oauth, token: null });
  return {
    magentoToken: admin.body as string,
    integrationToken: (integration.body as { access_token: string }).access_token,
  };
}

async function request(
  url: string,
  method: string,
  path: string,
  { body, headers = {}, token }: HttpRequest,
): Promise<HttpAnswer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: text,
  });
  const answer = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(answer) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function stockwire(
  environment: Record<string, string>,
  words: string[],
): Promise<{ code: number; output: string }> {
  const argv = ['--disable-warning=TimeoutNegativeWarning', 'dist/apps/cli/src/main.js', ...words];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, {
      env: { PATH: process.env.PATH, ...environment },
    });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    if (words[0] === 'migrate') throw new Error(`stockwire migrate failed:\n${stdout}${stderr}`, { cause: error });
    return { code, output: stdout + stderr };
  }
}
