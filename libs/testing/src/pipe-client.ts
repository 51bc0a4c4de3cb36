import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import kafkajs, { type Kafka, type Message } from 'kafkajs';
import { Pool } from 'pg';
import { topicsOf, type Topics } from '#messaging/topics';
import { AppProcess, STARTING } from './app-process.js';
import { servers, type Servers } from './database.js';
import { kafkaAt } from './kafka.js';
import { freePort } from '#servers/free-port';

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
  /** Address of another gateway than the pipe's. */
  at?: string;
}

/** What reaches a running Stockwire: its gateway, its topics, its database and its command line. */
export interface PipeClient {
  http(method: string, path: string, request?: HttpRequest): Promise<HttpAnswer>;
  magentoToken: string;
  integrationToken: string;
  credentials: { admin: typeof ADMIN; integration: typeof INTEGRATION };
  kafka: Kafka;
  topics: Topics;
  environment: Record<string, string>;
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
  /** Closes it and ends what it has started. */
  close(): Promise<void>;
}

/** Environment of apps with these settings on a database and topics of their own. */
export async function environmentOf(databaseUrl: string, brokers: string, settings: Record<string, string>) {
  const environment: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: brokers,
    KAFKA_PREFIX: `spec-${randomBytes(4).toString('hex')}.`,
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_PASSWORD: ADMIN.password,
    CLIENT_ID: INTEGRATION.client_id,
    CLIENT_SECRET: INTEGRATION.client_secret,
    TOKEN_SECRET: 'a secret of specs that is long enough',
    WEBSITES: 'na_site,eu_site,test_site',
    LOG_LEVEL: 'info',
    // Other specs keep the machine busy: a new pipe may need more than the usual ten seconds for its first answer.
    ANSWER_TIMEOUT_MS: '30000',
    PORT: String(await freePort()),
    WORKER_PORT: String(await freePort()),
    ...settings,
  };
  return environment;
}

/** Opens a client of apps that run with this environment; tokens are empty without a gateway. */
export async function openClient(
  environment: Record<string, string>,
  { gateway = true, on = servers() }: { gateway?: boolean; on?: Servers } = {},
): Promise<PipeClient> {
  const url = `http://127.0.0.1:${environment.PORT}`;
  const { magentoToken, integrationToken } = gateway ? await logIn(url) : { magentoToken: '', integrationToken: '' };
  const reached = Object.assign(new URL(environment.DATABASE_URL!), { host: new URL(on.databaseUrl).host });
  const db = new Pool({ connectionString: reached.href, max: 4, connectionTimeoutMillis: 2_000 });
  db.on('error', () => undefined);
  const others: AppProcess[] = [];
  const kafka = kafkaAt(on.brokers);
  const topics = topicsOf(environment.KAFKA_PREFIX!);
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return {
    http: (method, path, { token: given, at = url, ...rest } = {}) =>
      request(at, method, path, { token: given === undefined ? magentoToken : given, ...rest }),
    url,
    magentoToken,
    integrationToken,
    credentials: { admin: ADMIN, integration: INTEGRATION },
    kafka,
    topics,
    publish: async (...messages) => void (await producer.send({ topic: topics.commands, acks: -1, messages })),
    environment,
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
      await Promise.all(others.map((process) => process.end('SIGKILL')));
    },
  };
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

/** Runs `stockwire …` with an environment. */
export async function stockwire(
  environment: Record<string, string>,
  words: string[],
): Promise<{ code: number; output: string }> {
  const argv = ['dist/apps/cli/src/main.js', ...words];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, {
      env: { ...STARTING, ...environment },
    });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    if (words[0] === 'migrate') throw new Error(`stockwire migrate failed:\n${stdout}${stderr}`, { cause: error });
    return { code, output: stdout + stderr };
  }
}
