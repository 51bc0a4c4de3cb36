import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface RunFile {
  databaseUrl?: string;
  brokers?: string;
  credentials?: { TOKEN_SECRET?: string };
}

/**
 * The environment, with servers and secret of the Stockwire that `npm start` runs from `DATA_DIR` where it names none itself. Throws when that
 * Stockwire's file tells nothing.
 */
export function withRunningServers(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = runFileOf(environment);
  if (namesServers(environment) || !existsSync(file)) return environment;
  const { databaseUrl, brokers, credentials } = read(file);
  return { ...credentials, ...environment, DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers };
}

/** Throws when an environment names no servers and none were ever started from its `DATA_DIR`. */
export function mustKnowServers(environment: NodeJS.ProcessEnv): void {
  const file = runFileOf(environment);
  if (namesServers(environment) || existsSync(file)) return;
  throw new Error(`There is no ${file}: ${WHAT_TO_DO}`);
}

const WHAT_TO_DO =
  'run npm start, set DATA_DIR to the one that it was given, or set DATABASE_URL and KAFKA_BROKERS to servers of your own.';

function runFileOf(environment: NodeJS.ProcessEnv): string {
  return join(environment.DATA_DIR || '.data', 'run.json');
}

function namesServers(environment: NodeJS.ProcessEnv): boolean {
  return Boolean(environment.DATABASE_URL || environment.KAFKA_BROKERS);
}

function read(file: string): RunFile {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
