import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { BadSettings, NumberText, readSettings, ServerSettings } from '#contracts/settings';
import { dataDirOf, type Credentials } from './servers/run-file.js';
import { StartProblem } from './servers/start-problem.js';
import { WISHES, type Wish } from './servers/ways.js';

/** Settings of `npm start`; those of the apps are checked by the apps. */
export class StartSettings {
  HOST = '127.0.0.1';
  @NumberText() @IsInt() @Min(1) @Max(65_535) PORT = 3000;
  @NumberText() @IsInt() @Min(1) @Max(65_535) WORKER_PORT = 3001;
  /** How servers are brought up that are not named: `auto` means local processes where Java is found, else containers. */
  @IsIn(WISHES) SERVERS: Wish = 'auto';
  @IsOptional() @Matches(/./) DATABASE_URL?: string;
  @IsOptional() @Matches(/./) KAFKA_BROKERS?: string;
}

/** Settings out of the environment, the data folder, and credentials named; throws a StartProblem that lists every fault. */
export function readStartSettings(environment: NodeJS.ProcessEnv) {
  const faults: string[] = [];
  const settings = readInto(faults, StartSettings, environment);
  const named = readNamed(faults, environment);
  const credentials = Object.fromEntries(
    CREDENTIALS.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  ) as Partial<Credentials>;
  const missing = named ? CREDENTIALS.filter((name) => !credentials[name]) : [];
  if (missing.length > 0) faults.push(`named servers need these set, too: ${missing.join(', ')}`);
  if (faults.length > 0) throw new StartProblem(`the environment is wrong: ${faults.join('; ')}`);
  return { ...settings!, dataDir: dataDirOf(environment), named, credentials };
}

export type StartingPoint = ReturnType<typeof readStartSettings>;

const CREDENTIALS = ['ADMIN_USERNAME', 'ADMIN_PASSWORD', 'CLIENT_ID', 'CLIENT_SECRET', 'TOKEN_SECRET'] as const;

/** How to reach servers that the environment names, both filled in since the class asks for both. */
function readNamed(faults: string[], environment: NodeJS.ProcessEnv): ServerSettings | undefined {
  if (!environment.DATABASE_URL && !environment.KAFKA_BROKERS) return undefined;
  const filled = {
    DATABASE_URL: environment.DATABASE_URL || 'postgresql://',
    KAFKA_BROKERS: environment.KAFKA_BROKERS || 'none:0',
  };
  return readInto(faults, ServerSettings, { ...environment, ...filled });
}

function readInto<T extends object>(
  faults: string[],
  shape: new () => T,
  environment: NodeJS.ProcessEnv,
): T | undefined {
  try {
    return readSettings(shape, environment);
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}
