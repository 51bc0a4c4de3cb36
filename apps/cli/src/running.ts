import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface RunFile {
  databaseUrl?: string;
  brokers?: string;
  credentials?: { TOKEN_SECRET?: string };
}

/** The environment, with servers and secret of the Stockwire that `npm start` runs from `DATA_DIR` where it names none itself. */
export function withRunningServers(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = join(environment.DATA_DIR ?? '.data', 'run.json');
  if (environment.DATABASE_URL || environment.KAFKA_BROKERS || !existsSync(file)) return environment;
  const { databaseUrl, brokers, credentials } = JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  return { ...credentials, ...environment, DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers };
}
