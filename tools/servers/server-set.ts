import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.js';
import { startKafka } from './kafka.js';
import { endLeftover, type OwnedProcess } from './owned-process.js';
import { startPostgres } from './postgres.js';
import { explained } from './start-problem.js';

/** Which servers are there already, and how to bring up the others. */
export interface ServerSettings {
  databaseUrl?: string;
  kafkaBrokers?: string;
  dataDir: string;
  /** The ports to take if they are free. */
  ports?: { kafka?: number; postgres?: number };
  /** The name of the database on a PostgreSQL brought up here; `postgres` by default. */
  database?: string;
  kafkaSettings?: Record<string, string | number>;
  postgresSettings?: Record<string, string | number>;
  /** Whether the data folder is to go when the servers do, even when we are killed. */
  scratch?: boolean;
}

/** Kafka and PostgreSQL to work with: brokers as `host:port,...`, the database as a URL. */
export interface ServerSet {
  brokers: string;
  databaseUrl: string;
  /** How each was had. */
  kinds: { kafka: ServerKind; postgres: ServerKind };
  /** The ports of those brought up here, to take again. */
  ports: { kafka?: number; postgres?: number };
  /** Those brought up here, in the order to stop them. */
  servers: Server[];
  /** Stops those brought up here. */
  stop(): Promise<void>;
}

export type ServerKind = 'named' | 'local process' | 'container';

/** A server brought up here, and how to start it again in the same place when it has died. */
export interface Server {
  port: number;
  process: OwnedProcess;
  startAgain: () => Promise<OwnedProcess>;
}

/** Brings up what the settings do not name, both at once; nothing is left running when it throws a StartProblem. */
export async function bringUpServers(settings: ServerSettings): Promise<ServerSet> {
  const dataDir = resolve(settings.dataDir);
  const kafka = settings.kafkaBrokers ? undefined : localKafka(dataDir, settings);
  const postgres = settings.databaseUrl ? undefined : localPostgres(dataDir, settings);
  const starts = await Promise.allSettled([kafka, postgres]);
  const started = starts.flatMap((start) => (start.status === 'fulfilled' && start.value ? [start.value] : []));
  const stop = async () => {
    await Promise.all(started.map((server) => server.process.stop()));
    if (settings.scratch) await rm(dataDir, { recursive: true, force: true });
  };
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed) {
    await stop();
    throw explained(failed.reason, dataDir);
  }
  return {
    brokers: settings.kafkaBrokers ?? (await kafka)!.process.brokers,
    databaseUrl: settings.databaseUrl ?? (await postgres)!.process.url,
    kinds: { kafka: kafka ? 'local process' : 'named', postgres: postgres ? 'local process' : 'named' },
    ports: { ...(kafka && { kafka: (await kafka).port }), ...(postgres && { postgres: (await postgres).port }) },
    servers: started,
    stop,
  };
}

async function localKafka(dataDir: string, { ports, kafkaSettings, scratch }: ServerSettings) {
  const folder = join(dataDir, 'kafka');
  await endLeftover(join(folder, 'kafka.pid'));
  const port = await freePort(ports?.kafka);
  const options = { dataDir: folder, port, settings: kafkaSettings, scratch: scratch ? dataDir : undefined };
  return { port, process: await startKafka(options), startAgain: () => startKafka(options) };
}

async function localPostgres(dataDir: string, { ports, database, postgresSettings, scratch }: ServerSettings) {
  const folder = join(dataDir, 'postgres');
  await endLeftover(join(folder, 'postgres.pid'));
  const port = await freePort(ports?.postgres);
  const settings = { settings: postgresSettings, scratch: scratch ? dataDir : undefined };
  const options = { dataDir: folder, port, database, ...settings };
  return { port, process: await startPostgres(options), startAgain: () => startPostgres(options) };
}
