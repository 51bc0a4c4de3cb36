import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import kafkajs, { type Kafka } from 'kafkajs';
import pg from 'pg';
import { restWhenIdle } from '#messaging/rest-when-idle';
import { topicsOf, type Topics } from '#messaging/topics';
import { freePort } from '#servers/free-port';
import { startOwned, untilReady, type OwnedProcess } from '#servers/owned-process';
import type { Servers } from './servers.js';

/** The administrator of every installation. */
export const ADMIN = { username: 'admin', password: 'admin-password' };

/** A Stockwire with a database and topics of its own; worker and gateway run as processes from the build. */
export interface Installation {
  databaseUrl: string;
  db: pg.Client;
  kafka: Kafka;
  topics: Topics;
  /** Starts a worker that is ready to take commands. */
  startWorker(): Promise<OwnedProcess>;
  /** Starts a gateway that is ready to answer. */
  startGateway(): Promise<Gateway>;
  /** Starts a program of the build that is no part of Stockwire; it must answer at `/health/ready` of its `PORT`. */
  startBeside(name: string, file: string): Promise<Gateway>;
  /** Makes an empty database on the same server, for a rival. */
  emptyDatabase(): Promise<string>;
  /** Runs `stockwire …`; throws with its output when it fails. */
  stockwire(...words: string[]): Promise<string>;
  /** Has something stopped before the installation is removed, whether its row succeeded or not. */
  stopLater(stop: () => Promise<void>): void;
  /** Stops its processes and drops its database and topics. */
  remove(): Promise<void>;
}

/** A process that answers HTTP at its address. */
export interface Gateway extends OwnedProcess {
  url: string;
}

/** Makes an installation on the servers, migrated and without a process yet. */
export async function install(servers: Servers): Promise<Installation> {
  const name = `bench_${randomBytes(5).toString('hex')}`;
  const databases: string[] = [];
  const createDatabase = async (database: string) => {
    await asSuperuser(servers, `create database ${database}`);
    databases.push(database);
    return Object.assign(new URL(servers.databaseUrl), { pathname: `/${database}` }).href;
  };
  const databaseUrl = await createDatabase(name);
  const shared = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: servers.brokers, KAFKA_PREFIX: `${name}.` };
  const environment = { ...settings(), ...shared };
  await stockwire(environment, ['migrate']);
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const kafka = kafkaOf(servers.brokers);
  const stops: (() => Promise<void>)[] = [];
  const start = async (program: string, file: string) => {
    const port = await freePort();
    const process = await startProgram(program, file, port, join(servers.folder, `${name}-${program}`), environment);
    stops.push(() => process.stop());
    return { ...process, url: `http://127.0.0.1:${port}` };
  };
  return {
    ...{ databaseUrl, db, kafka, topics: topicsOf(`${name}.`) },
    startWorker: () => start('worker', 'dist/apps/worker/src/main.js'),
    startGateway: () => start('gateway', 'dist/apps/gateway/src/main.js'),
    startBeside: start,
    emptyDatabase: () => createDatabase(`${name}_${databases.length}`),
    stockwire: (...words) => stockwire(environment, words),
    stopLater: (stop) => stops.push(stop),
    remove: async () => {
      await Promise.all([...stops.map((stop) => stop()), db.end()]);
      for (const database of databases) await asSuperuser(servers, `drop database ${database} with (force)`);
      await dropTopics(kafka, `${name}.`);
    },
  };
}

function settings(): Record<string, string> {
  return {
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_PASSWORD: ADMIN.password,
    CLIENT_ID: 'bench',
    CLIENT_SECRET: randomBytes(16).toString('hex'),
    TOKEN_SECRET: randomBytes(32).toString('hex'),
    LOG_LEVEL: 'warn',
  };
}

function kafkaOf(brokers: string): Kafka {
  restWhenIdle();
  return new kafkajs.Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
}

async function startProgram(
  name: string,
  file: string,
  port: number,
  path: string,
  environment: Record<string, string>,
): Promise<OwnedProcess> {
  const [logFile, pidFile] = [`${path}.log`, `${path}.pid`];
  const started = await startOwned({
    name,
    command: process.execPath,
    args: [LEAN, file],
    env: {
      PATH: process.env.PATH,
      MALLOC_ARENA_MAX: '1',
      ...environment,
      PORT: String(port),
      WORKER_PORT: String(port),
    },
    logFile,
    pidFile,
    stopSignal: 'SIGTERM',
  });
  await untilReady(started, logFile, () => isReady(port));
  return started;
}

function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

const LEAN = '--max-semi-space-size=8';

async function stockwire(environment: Record<string, string>, words: string[]): Promise<string> {
  const argv = ['dist/apps/cli/src/main.js', ...words];
  const env = { PATH: process.env.PATH, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, argv, { env }).catch(
    (cause: Error & { stdout: string; stderr: string }) => {
      throw new Error(`stockwire ${words.join(' ')} failed:\n${cause.stdout}${cause.stderr}`, { cause });
    },
  );
  return stdout;
}

async function asSuperuser(servers: Servers, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: servers.databaseUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

async function dropTopics(kafka: Kafka, prefix: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  await admin.deleteTopics({ topics });
  await admin.disconnect();
}
