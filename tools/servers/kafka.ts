import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.js';
import { javaCommand, kafkaJars } from './kafka-jars.js';
import { endLeftover, runOwned, startOwned, untilReady, type Running } from './owned-process.js';
import { repositoryRoot } from './repository.js';
import { StartProblem } from './start-problem.js';

/** Where a broker keeps its data, the port it listens on, and settings beside or instead of the default ones. */
export interface KafkaOptions {
  dataDir: string;
  port: number;
  settings?: Record<string, string | number>;
  /** The cluster's id, which brokers of one cluster share; by default one of its own. */
  clusterId?: string;
  /** Largest heap, as Java takes it. */
  heap?: string;
  /** A folder to remove should we die without having stopped the broker. */
  scratch?: string;
}

/** A broker for clients at `brokers`, `host:port`; `kind` says how it runs. */
export interface KafkaServer extends Running {
  kind: string;
  brokers: string;
}

/** Starts one Kafka broker on 127.0.0.1, ready for clients; ends one left over on the same data; throws a StartProblem. */
export async function startKafka(options: KafkaOptions): Promise<KafkaServer> {
  const dataDir = resolve(options.dataDir);
  const [java, jars] = await Promise.all([javaCommand(), kafkaJars()]);
  await mkdir(dataDir, { recursive: true });
  await endLeftover(join(dataDir, 'kafka.pid'));
  const settingsFile = join(dataDir, 'server.properties');
  const settings = { ...(await broker(dataDir, options.port)), ...options.settings };
  await writeFile(settingsFile, properties(settings));
  const jvm = [`-Xmx${options.heap ?? '512m'}`, ...JVM, '-cp', join(jars, '*')];
  if (!existsSync(join(dataDir, 'log')))
    await format(dataDir, settings, [java, ...jvm], options.clusterId ?? newClusterId());

  const logFile = join(dataDir, 'kafka.log');
  const started = await startOwned({
    name: 'Kafka',
    command: java,
    args: [...jvm, 'kafka.Kafka', settingsFile],
    env: process.env,
    logFile,
    pidFile: join(dataDir, 'kafka.pid'),
    stopSignal: 'SIGTERM',
    scratch: options.scratch,
  });
  await untilReady(started, logFile, () => readFileSync(logFile, 'utf8').includes('Kafka Server started'));
  return { ...started, kind: 'local process', brokers: `127.0.0.1:${options.port}` };
}

const JVM = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  '-Xshare:auto',
  `-Dlog4j2.configurationFile=${join(repositoryRoot, 'tools', 'servers', 'kafka.log4j2.properties')}`,
];

async function broker(dataDir: string, port: number): Promise<Record<string, string | number>> {
  const controllerPort = await freePort();
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(dataDir, 'log'),
    ...SINGLE_BROKER,
  };
}

/** What a broker that is alone needs, and nothing that fits only one way of running it. */
export const SINGLE_BROKER = {
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'auto.create.topics.enable': 'false',
  'num.partitions': 1,
  'log.cleaner.enable': 'true',
  'log.cleaner.dedupe.buffer.size': 32 * 1024 * 1024,
  'message.max.bytes': 8 * 1024 * 1024 + 64 * 1024,
  // After a SIGKILL the next broker waits until the lease of the killed one has run out.
  'broker.session.timeout.ms': 3_000,
  'broker.heartbeat.interval.ms': 1_000,
};

/** An id for a new cluster. */
export function newClusterId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

function properties(settings: Record<string, string | number>): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}`);
  return lines.join('\n') + '\n';
}

/** Formats a folder beside the real one and renames it, so that an interrupted format is never taken for data. */
async function format(
  dataDir: string,
  settings: Record<string, string | number>,
  java: string[],
  clusterId: string,
): Promise<void> {
  const fresh = join(dataDir, 'log.new');
  await rm(fresh, { recursive: true, force: true });
  const settingsFile = join(dataDir, 'format.properties');
  await writeFile(settingsFile, properties({ ...settings, 'log.dirs': fresh }));
  const [command, ...jvm] = java as [string, ...string[]];
  const args = [...jvm, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', settingsFile];
  await runOwned(command, args).catch((cause: Error & { stdout?: string; stderr?: string }) => {
    throw new StartProblem(`Kafka cannot format its storage: ${said(cause)}`, { cause });
  });
  await rename(fresh, join(dataDir, 'log'));
  await rm(settingsFile);
}

function said({ stderr, stdout, message }: { stderr?: string; stdout?: string; message: string }): string {
  return (stderr || stdout || message).trim().split('\n').slice(-2).join(' | ');
}
