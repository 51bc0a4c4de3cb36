import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { KeptRunning } from './keep-running.js';
import { listenProblem } from './servers/free-port.js';
import { checkBrokers, checkDatabase } from './servers/named-servers.js';
import * as owned from './servers/owned-process.js';
import { lockFileOf, makeCredentials, readRunFile, writeRunFile, type Credentials } from './servers/run-file.js';
import { bringUpServers, taken, type ServerSet } from './servers/server-set.js';
import { explained, StartProblem, tellsOfFullDisk } from './servers/start-problem.js';
import { readStartSettings, type StartingPoint } from './start-settings.js';

/** What node is to run: the migrate step with its words, and the two apps. */
export interface Entries {
  migrate: string[];
  worker: string;
  gateway: string;
}

/** A Stockwire that runs: where it answers, the servers it took, and the credentials that let in. */
export interface Started {
  gatewayUrl: string;
  workerUrl: string;
  dataDir: string;
  servers: ServerSet;
  credentials: Credentials;
}

/** Brings up servers and apps and keeps them running; `say` hears what dies, `giveUp` what cannot be mended. */
export class Stockwire {
  private readonly settings: StartingPoint;
  private readonly kept: KeptRunning[] = [];

  /** Throws a StartProblem that lists all that is wrong with the environment. */
  constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly entries: Entries,
    private readonly say: (line: string) => void,
    private readonly giveUp: (problem: StartProblem) => void,
  ) {
    this.settings = readStartSettings(environment);
  }

  /** Returns when gateway and worker are ready; throws a StartProblem, and what is up then is still to be stopped. */
  async start(): Promise<Started> {
    try {
      this.claimDataDir();
      await this.checkPorts();
      const servers = await this.bringUpServers();
      const started = this.remember(servers);
      await this.startApps(started);
      return started;
    } catch (error) {
      throw explained(error, this.settings.dataDir);
    }
  }

  /** Stops the gateway, then the worker, then the servers brought up here; nothing can be started in this process after. */
  async stop(): Promise<void> {
    for (const kept of [...this.kept].reverse()) await kept.stop();
    await owned.stopAllOwned();
  }

  private claimDataDir(): void {
    const { dataDir } = this.settings;
    const holder = claimIn(dataDir);
    if (holder === undefined) return;
    throw new StartProblem(
      `Stockwire already runs on ${dataDir} (process ${holder}): stop that one, or set other DATA_DIR, PORT and WORKER_PORT`,
    );
  }

  /** Takes the ports back from apps that a killed start left running, and sees that nobody else has them. */
  private async checkPorts(): Promise<void> {
    const { dataDir, HOST } = this.settings;
    await Promise.all(['gateway', 'worker'].map((app) => owned.endLeftover(join(dataDir, `${app}.pid`))));
    for (const name of ['PORT', 'WORKER_PORT'] as const) {
      const port = this.settings[name];
      const code = await listenProblem(port, HOST);
      if (code === 'EADDRINUSE') {
        throw new StartProblem(`${name}: something else listens on ${HOST}:${port}: stop it, or set another ${name}`);
      }
      if (code)
        throw new StartProblem(`${name}: cannot listen on ${HOST}:${port} (${code}): set another ${name} or HOST`);
    }
  }

  private async bringUpServers(): Promise<ServerSet> {
    const { named, DATABASE_URL, KAFKA_BROKERS, SERVERS, dataDir } = this.settings;
    if (DATABASE_URL) await checkDatabase(DATABASE_URL, named!.DATABASE_SSL);
    if (KAFKA_BROKERS) await checkBrokers(named!);
    const servers = await bringUpServers({
      databaseUrl: DATABASE_URL,
      kafkaBrokers: KAFKA_BROKERS,
      wish: SERVERS,
      dataDir,
      ports: readRunFile(dataDir)?.ports,
      database: 'stockwire',
    });
    this.say(taken(servers));
    // Kafka is stopped before PostgreSQL.
    for (const { process, startAgain } of [...servers.servers].reverse()) this.keep(process, startAgain);
    return servers;
  }

  private remember(servers: ServerSet): Started {
    const { HOST, PORT, WORKER_PORT, dataDir, DATABASE_URL, KAFKA_BROKERS } = this.settings;
    const host = HOST === '0.0.0.0' ? '127.0.0.1' : HOST.includes(':') ? `[${HOST === '::' ? '::1' : HOST}]` : HOST;
    const urls = { gatewayUrl: `http://${host}:${PORT}`, workerUrl: `http://${host}:${WORKER_PORT}` };
    const before = readRunFile(dataDir);
    const made = before?.credentials ?? makeCredentials();
    writeRunFile(dataDir, {
      supervisorPid: process.pid,
      ...urls,
      brokers: KAFKA_BROKERS ? undefined : servers.brokers,
      databaseUrl: DATABASE_URL ? undefined : servers.databaseUrl,
      ports: { ...before?.ports, ...servers.ports },
      credentials: made,
    });
    return { ...urls, dataDir, servers, credentials: { ...made, ...this.settings.credentials } };
  }

  private async startApps({ servers, credentials, gatewayUrl, workerUrl, dataDir }: Started): Promise<void> {
    const { HOST, PORT, WORKER_PORT, named } = this.settings;
    const environment = {
      ...(named ? {} : { WEBSITES: 'na_site,eu_site,test_site' }),
      MALLOC_ARENA_MAX: '1',
      ...this.environment,
      ...{ HOST, PORT: String(PORT), WORKER_PORT: String(WORKER_PORT) },
      ...{ DATABASE_URL: servers.databaseUrl, KAFKA_BROKERS: servers.brokers, ...credentials },
    };
    await migrate(this.entries.migrate, environment);
    const app = (name: 'worker' | 'gateway') => startApp(name, this.entries[name], dataDir, environment);
    const [worker, gateway] = [await app('worker'), await app('gateway')];
    await Promise.all([
      owned.untilReady(worker, logOf(dataDir, 'worker'), () => isReady(workerUrl)),
      owned.untilReady(gateway, logOf(dataDir, 'gateway'), () => isReady(gatewayUrl)),
    ]);
    this.keep(worker, () => app('worker'));
    this.keep(gateway, () => app('gateway'));
  }

  private keep(process: owned.Running, startAgain: () => Promise<owned.Running>): void {
    const { say, giveUp } = this;
    this.kept.push(new KeptRunning({ process, startAgain, dataDir: this.settings.dataDir, say, giveUp }));
  }
}

function claimIn(dataDir: string): number | undefined {
  try {
    mkdirSync(dataDir, { recursive: true });
    return owned.claim(lockFileOf(dataDir));
  } catch (cause) {
    if (tellsOfFullDisk(cause as Error)) throw cause;
    throw new StartProblem(`DATA_DIR: cannot write to ${dataDir} (${(cause as Error).message}): set another one`, {
      cause,
    });
  }
}

const NODE_OPTIONS = ['--max-semi-space-size=8'];

async function migrate(words: string[], environment: NodeJS.ProcessEnv): Promise<void> {
  await owned
    .runOwned(process.execPath, [...NODE_OPTIONS, ...words], { env: environment })
    .catch((cause: Error & { stderr?: string }) => {
      const said = (cause.stderr || cause.message).trim().split('\n').slice(-3).join(' | ');
      throw new StartProblem(`the migrate step failed: ${said}`, { cause });
    });
}

function startApp(name: 'worker' | 'gateway', entry: string, dataDir: string, env: NodeJS.ProcessEnv) {
  return owned.startOwned({
    name,
    command: process.execPath,
    args: [...NODE_OPTIONS, entry],
    env,
    logFile: logOf(dataDir, name),
    pidFile: join(dataDir, `${name}.pid`),
    stopSignal: 'SIGTERM',
  });
}

function logOf(dataDir: string, app: 'worker' | 'gateway'): string {
  return join(dataDir, `${app}.log`);
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status === 200,
    () => false,
  );
}
