import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  GenericContainer,
  getContainerRuntimeClient,
  getReaper,
  Wait,
  type StartedTestContainer,
} from 'testcontainers';
import { SINGLE_BROKER, type KafkaOptions, type KafkaServer } from './kafka.js';
import { lastLines, type Ending } from './owned-process.js';
import {
  answers,
  DEFAULT_SETTINGS,
  LOCALE,
  passwordOf,
  type PostgresOptions,
  type PostgresServer,
} from './postgres.js';
import { StartProblem } from './start-problem.js';

/** Whether a container engine answers. */
export function canRunContainers(): Promise<boolean> {
  return engine().then(
    () => true,
    () => false,
  );
}

/** Starts Kafka in a container, its data in a volume named after the data folder; throws a StartProblem. */
export async function startKafkaContainer(options: KafkaOptions): Promise<KafkaServer> {
  const host = await engineAddress();
  const brokers = `${host}:${options.port}`;
  const environment = { ...brokerIn(brokers), ...SINGLE_BROKER, ...options.settings };
  const container = new PrivateContainer('apache/kafka:4.3.1', host)
    .withEnvironment({ ...named(environment), KAFKA_HEAP_OPTS: '-Xmx512m' })
    .withExposedPorts({ container: 9092, host: options.port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/));
  const running = await run('Kafka', container, options, '/var/lib/kafka/data');
  return { ...running, brokers };
}

/** Starts PostgreSQL in a container, its data in a volume named after the data folder; throws a StartProblem. */
export async function startPostgresContainer(options: PostgresOptions): Promise<PostgresServer> {
  const host = await engineAddress();
  await mkdir(options.dataDir, { recursive: true });
  const password = await passwordOf(options.dataDir);
  const database = options.database ?? 'postgres';
  const settings = Object.entries({ ...DEFAULT_SETTINGS, ...options.settings });
  const container = new PrivateContainer('postgres:18', host)
    .withEnvironment({ POSTGRES_PASSWORD: password, POSTGRES_DB: database, POSTGRES_INITDB_ARGS: LOCALE.join(' ') })
    .withCommand(['postgres', ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])])
    .withExposedPorts({ container: 5432, host: options.port })
    .withWaitStrategy(Wait.forListeningPorts());
  const running = await run('PostgreSQL', container, options, '/var/lib/postgresql');
  const url = `postgresql://postgres:${password}@${host}:${options.port}/${database}`;
  while (!(await answers(url))) await new Promise((later) => setTimeout(later, 50));
  return { ...running, url };
}

/** A container whose ports are open at one address only. */
class PrivateContainer extends GenericContainer {
  constructor(
    image: string,
    private readonly address: string,
  ) {
    super(image);
  }

  protected override beforeContainerCreated(): Promise<void> {
    const bindings = Object.values((this.hostConfig.PortBindings ?? {}) as Record<string, { HostIp?: string }[]>);
    for (const binding of bindings.flat()) binding.HostIp = this.address;
    return Promise.resolve();
  }
}

/** The address at which we reach what the engine runs: 127.0.0.1, unless we are in a container ourselves or it is elsewhere. */
async function engineAddress(): Promise<string> {
  const client = await engine().catch((cause: Error) => {
    throw new StartProblem(
      `containers need an engine such as Docker, and none answers (${cause.message}): start it, or set SERVERS=local ` +
        'with Java 17 and Maven, or name servers with KAFKA_BROKERS and DATABASE_URL',
      { cause },
    );
  });
  const { host, hostIps } = client.info.containerRuntime;
  return host === 'localhost' ? '127.0.0.1' : (hostIps[0]?.address ?? host);
}

/** Connects once, and has the one reaper that removes the containers when we are killed. */
function engine() {
  connected ??= getContainerRuntimeClient().then(async (client) => {
    await getReaper(client);
    return client;
  });
  return connected;
}

let connected: ReturnType<typeof getContainerRuntimeClient> | undefined;

/** Clients outside come in by the published port; the broker itself, which also is its own client, by another. */
function brokerIn(brokers: string): Record<string, string | number> {
  return {
    'node.id': 1,
    'process.roles': 'broker,controller',
    'controller.quorum.voters': '1@localhost:9094',
    listeners: 'PLAINTEXT://:9092,INTERNAL://localhost:9093,CONTROLLER://localhost:9094',
    'advertised.listeners': `PLAINTEXT://${brokers},INTERNAL://localhost:9093`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'INTERNAL',
    'log.dirs': '/var/lib/kafka/data',
  };
}

/** Kafka's settings as the variables that its image makes them of. */
function named(settings: Record<string, string | number>): Record<string, string> {
  const variable = (name: string) => `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`;
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [variable(name), String(value)]));
}

interface Place {
  dataDir: string;
  scratch?: string;
}

async function run(name: string, container: GenericContainer, place: Place, target: string) {
  const folder = resolve(place.dataDir);
  const known = volumeOf(name, folder);
  await mkdir(folder, { recursive: true });
  await removeLeftover(known);
  if (place.scratch) await makePassingVolume(known);
  const logFile = join(folder, `${name.toLowerCase()}.log`);
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const log = createWriteStream(logFile);
  const started = await container
    .withName(known)
    .withBindMounts([{ source: known, target, mode: 'rw' }])
    .withLogConsumer((lines) => lines.pipe(log))
    .start()
    .catch((cause: Error) => {
      const said = [cause.message, lastLines(logFile)].filter(Boolean).join(': ');
      throw new StartProblem(`the container of ${name} does not start: ${said}`, { cause });
    });
  const kind = place.scratch ? 'container' : `container, data in volume ${known}`;
  const ended = endingOf(started, logFile);
  const kill = async () => {
    await (await engine()).container.getById(started.getId()).kill();
    await ended;
  };
  const stop = async () => {
    await stopped(started);
    if (place.scratch) await removeVolume(known);
  };
  return { name, kind, ended, stop, kill };
}

/** The name of a server's container and volume: the same for the same absolute folder. */
export function volumeOf(name: string, folder: string): string {
  return `stockwire-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}-${name.toLowerCase()}`;
}

/** A volume that goes when we do, however we end. */
async function makePassingVolume(name: string): Promise<void> {
  const client = await engine();
  const { sessionId } = await getReaper(client);
  await client.container.dockerode.createVolume({ Name: name, Labels: { 'org.testcontainers.session-id': sessionId } });
}

async function removeVolume(name: string): Promise<void> {
  const { container } = await engine();
  await container.dockerode.getVolume(name).remove().catch(unlessGone);
}

async function removeLeftover(name: string): Promise<void> {
  const client = await engine();
  const leftover = client.container.getById(name);
  await leftover.stop({ t: 15 }).catch(() => undefined);
  await leftover.remove({ force: true, v: true }).catch(() => undefined);
}

async function endingOf(container: StartedTestContainer, logFile: string): Promise<Ending> {
  const client = await engine();
  const how = await client.container
    .getById(container.getId())
    .wait()
    .then(
      ({ StatusCode }: { StatusCode: number }) => `exit code ${StatusCode}`,
      (error: Error) => error.message,
    );
  return { how, lastLines: lastLines(logFile) };
}

async function stopped(container: StartedTestContainer): Promise<void> {
  await container.stop({ timeout: 15_000, removeVolumes: true }).catch(unlessGone);
}

function unlessGone(error: Error & { statusCode?: number }): void {
  if (error.statusCode !== 404) throw error;
}
