import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { runOwned } from './owned-process.js';
import { repositoryRoot } from './repository.js';
import { diskFull, FULL, StartProblem, tellsOfFullDisk } from './start-problem.js';

/** The version of Apache Kafka whose jars are fetched. */
export const KAFKA_VERSION = '4.3.1';

/** The folder with the jars of Apache Kafka, fetched by Maven on first use; throws a StartProblem. */
export async function kafkaJars(): Promise<string> {
  const folder = jarsFolder();
  if (!existsSync(folder)) {
    await fetchJars(folder).catch((error: Error) => {
      throw tellsOfFullDisk(error) ? diskFull(dirname(folder), error) : error;
    });
  }
  return folder;
}

/** The java command to use, at least version 17; throws a StartProblem. */
export async function javaCommand(): Promise<string> {
  const home = process.env.JAVA_HOME && join(process.env.JAVA_HOME, 'bin', 'java');
  const java = home && existsSync(home) ? home : 'java';
  const answer = await runOwned(java, ['-version']).catch(() => undefined);
  if (!answer) throw new StartProblem(`Kafka needs Java 17 or newer, and there is no java: install it, ${OTHERWISE}`);
  const version = /version "(?:1\.)?(\d+)/.exec(answer.stderr)?.[1];
  if (Number(version) < 17) {
    throw new StartProblem(
      `Kafka needs Java 17 or newer, and ${java} is ${version}: install a newer one, ${OTHERWISE}`,
    );
  }
  return java;
}

/** Whether a local Kafka can be had: Java, and its jars or Maven to fetch them. */
export async function canRunKafka(): Promise<boolean> {
  const hasJava = await javaCommand().then(
    () => true,
    () => false,
  );
  return (
    hasJava && (existsSync(jarsFolder()) || (await runOwned('mvn', ['--version']).catch(() => undefined)) !== undefined)
  );
}

const OTHERWISE = 'or name servers with KAFKA_BROKERS and DATABASE_URL, or set SERVERS=containers';

function jarsFolder(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'stockwire', `kafka-${KAFKA_VERSION}`);
}

/** Fetches into a folder of its own and renames it at the end: whole or not there, also when two do it at once. */
async function fetchJars(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const fetched = await mkdtemp(`${folder}.part-`);
  try {
    await runMaven(fetched);
    await rename(fetched, folder).catch((error: Error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(fetched, { recursive: true, force: true });
  }
}

async function runMaven(outputDirectory: string): Promise<void> {
  const pom = join(repositoryRoot, 'tools', 'servers', 'kafka.pom.xml');
  const args = ['-B', '-q', '-Dstyle.color=never', '-f', pom, COPY, '-DincludeScope=runtime'];
  await runOwned('mvn', [...args, `-DoutputDirectory=${outputDirectory}`]).catch((cause: MavenFailure) => {
    throw mavenProblem(cause);
  });
}

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

interface MavenFailure extends Error {
  code?: string | number;
  stdout?: string;
}

function mavenProblem(cause: MavenFailure): Error {
  if (cause.code === 'ENOENT') {
    return new StartProblem(`fetching Kafka's jars needs Maven, and there is no mvn: install it, ${OTHERWISE}`, {
      cause,
    });
  }
  const lines = (cause.stdout ?? '').split('\n');
  const said =
    lines.find((line) => FULL.test(line)) ?? lines.find((line) => line.startsWith('[ERROR]')) ?? cause.message;
  return new StartProblem(`Maven could not fetch Kafka's jars (${said}): help it to a repository, ${OTHERWISE}`, {
    cause,
  });
}
