import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.js';
import { startKafka, type KafkaOptions } from './kafka.js';
import { canRunKafka } from './kafka-jars.js';
import { endLeftover, type Running } from './owned-process.js';
import { startPostgres, type PostgresOptions } from './postgres.js';
import { explained, tellsOfTakenPort } from './start-problem.js';
import { wayOf, type Wish } from './ways.js';

/** Which servers are there already, and how to bring up the others. */
export interface ServerSettings {
  databaseUrl?: string;
  kafkaBrokers?: string;
  /** How to bring them up. */
  wish: Wish;
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
  /** How each was had: `named`, or how it runs. */
  kinds: { kafka: string; postgres: string };
  /** The ports of those brought up here, to take again. */
  ports: { kafka?: number; postgres?: number };
  /** Those brought up here, in the order to stop them. */
  servers: Server[];
  /** Stops those brought up here. */
  stop(): Promise<void>;
}

/** A server brought up here, and how to start it again in the same place when it has died. */
export interface Server {
  port: number;
  process: Running;
  startAgain: () => Promise<Running>;
}

/** Which servers were taken, in one line. */
export function taken({ kinds }: ServerSet): string {
  return `Servers: Kafka (${kinds.kafka}), PostgreSQL (${kinds.postgres}).`;
}

/** Brings up what the settings do not name, both at once; nothing is left running when it throws a StartProblem. */
export async function bringUpServers(settings: ServerSettings): Promise<ServerSet> {
  const { databaseUrl, kafkaBrokers, scratch } = settings;
  const dataDir = resolve(settings.dataDir);
  const { startKafka, startPostgres } = await startersOf(settings);
  const kafka = kafkaBrokers ? undefined : bringUp(startKafka, () => kafkaOptions(dataDir, settings));
  const postgres = databaseUrl ? undefined : bringUp(startPostgres, () => postgresOptions(dataDir, settings));
  const starts = await Promise.allSettled([kafka, postgres]);
  const servers = starts.flatMap((start) => (start.status === 'fulfilled' && start.value ? [start.value] : []));
  const stop = async () => {
    await Promise.all(servers.map((server) => server.process.stop()));
    if (scratch) await rm(dataDir, { recursive: true, force: true });
  };
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed) {
    await stop();
    throw explained(failed.reason, dataDir);
  }
  return {
    brokers: kafkaBrokers ?? (await kafka)!.process.brokers,
    databaseUrl: databaseUrl ?? (await postgres)!.process.url,
    kinds: { kafka: (await kafka)?.process.kind ?? 'named', postgres: (await postgres)?.process.kind ?? 'named' },
    ports: { ...(kafka && { kafka: (await kafka).port }), ...(postgres && { postgres: (await postgres).port }) },
    servers,
    stop,
  };
}

async function startersOf({ wish, kafkaBrokers }: ServerSettings) {
  // Imported when they are wanted: their client is large.
  const containers = () => import('./containers.js');
  const runsContainers = async () => (await containers()).canRunContainers();
  const way = await wayOf(wish, !kafkaBrokers, { runsKafka: canRunKafka, runsContainers });
  if (way === 'local') return { startKafka, startPostgres };
  const { startKafkaContainer, startPostgresContainer } = await containers();
  return { startKafka: startKafkaContainer, startPostgres: startPostgresContainer };
}

/** Starts a server on a port of its own; when somebody takes the port before the server does, on another. */
export async function bringUp<O extends { port: number }, R extends Running>(
  start: (options: O) => Promise<R>,
  draw: () => Promise<O>,
): Promise<{ port: number; process: R; startAgain: () => Promise<R> }> {
  for (let tries = 1; ; tries++) {
    const options = await draw();
    try {
      return { port: options.port, process: await start(options), startAgain: () => start(options) };
    } catch (error) {
      if (tries === 3 || !tellsOfTakenPort(error)) throw error;
    }
  }
}

async function kafkaOptions(dataDir: string, { ports, kafkaSettings, scratch }: ServerSettings): Promise<KafkaOptions> {
  const folder = join(dataDir, 'kafka');
  await endLeftover(join(folder, 'kafka.pid'));
  const port = await freePort(ports?.kafka);
  return { dataDir: folder, port, settings: kafkaSettings, scratch: scratch ? dataDir : undefined };
}

async function postgresOptions(dataDir: string, settings: ServerSettings): Promise<PostgresOptions> {
  const { ports, database, postgresSettings, scratch } = settings;
  const folder = join(dataDir, 'postgres');
  await endLeftover(join(folder, 'postgres.pid'));
  const port = await freePort(ports?.postgres);
  return { dataDir: folder, port, database, settings: postgresSettings, scratch: scratch ? dataDir : undefined };
}
