import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { livingHolder } from './owned-process.js';
import { repositoryRoot } from './repository.js';
import { StartProblem } from './start-problem.js';

/** Who may come in, and the secret that signs tokens; named as in the environment. */
export interface Credentials {
  ADMIN_USERNAME: string;
  ADMIN_PASSWORD: string;
  CLIENT_ID: string;
  CLIENT_SECRET: string;
  TOKEN_SECRET: string;
}

/** What `npm start` has brought up: addresses, and the credentials it made; nothing that the environment named. */
export interface RunFile {
  supervisorPid: number;
  gatewayUrl: string;
  workerUrl: string;
  brokers?: string;
  databaseUrl?: string;
  ports: { kafka?: number; postgres?: number };
  credentials: Credentials;
}

/** How to reach the running Stockwire; what the environment names goes before what `npm start` made. */
export interface RunningStockwire extends Credentials {
  gatewayUrl: string;
  workerUrl: string;
  brokers: string;
  databaseUrl: string;
}

/** Reads how to reach the Stockwire that `npm start` keeps running; throws a StartProblem when there is none. */
export function runningStockwire(environment: NodeJS.ProcessEnv): RunningStockwire {
  const dataDir = dataDirOf(environment);
  const run = readRunFile(dataDir);
  if (!run || livingHolder(lockFileOf(dataDir)) === undefined) {
    throw new StartProblem(`no Stockwire runs on ${dataDir}: run npm start, or set DATA_DIR to the one it was given`);
  }
  const { gatewayUrl, workerUrl, credentials } = run;
  const named = Object.keys(credentials).filter((name) => environment[name]);
  return {
    gatewayUrl,
    workerUrl,
    ...{ ...credentials, ...Object.fromEntries(named.map((name) => [name, environment[name]])) },
    brokers: environment.KAFKA_BROKERS || run.brokers || '',
    databaseUrl: environment.DATABASE_URL || run.databaseUrl || '',
  };
}

/** The run file of the last `npm start` on a data folder, still running or not. */
export function readRunFile(dataDir: string): RunFile | undefined {
  const file = join(dataDir, 'run.json');
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  } catch (cause) {
    throw new StartProblem(`${file} is not readable JSON: mend it, or remove it to have new credentials made`, {
      cause,
    });
  }
}

/** Replaces the run file as a whole; only its owner may read it. */
export function writeRunFile(dataDir: string, run: RunFile): void {
  const file = join(dataDir, 'run.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

/** Absolute path of the data folder that an environment means. */
export function dataDirOf(environment: NodeJS.ProcessEnv): string {
  return resolve(repositoryRoot, environment.DATA_DIR || '.data');
}

/** The file that the supervisor of a data folder holds as long as it lives. */
export function lockFileOf(dataDir: string): string {
  return join(dataDir, 'start.pid');
}

/** Credentials nobody else has. */
export function makeCredentials(): Credentials {
  const secret = (bytes: number) => randomBytes(bytes).toString('base64url');
  return {
    ADMIN_USERNAME: 'admin',
    ADMIN_PASSWORD: secret(15),
    CLIENT_ID: secret(15),
    CLIENT_SECRET: secret(30),
    TOKEN_SECRET: secret(48),
  };
}
