import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KAFKA_VERSION } from '#servers/kafka-jars';
import { stopAllOwned } from '#servers/owned-process';
import { repositoryRoot } from '#servers/repository';
import { bringUpServers, taken } from '#servers/server-set';
import { wishIn } from '#servers/ways';

/** Servers to measure on; `databaseUrl` is a superuser's, `folder` a place for logs. */
export interface Servers {
  databaseUrl: string;
  brokers: string;
  kafkaVersion: string;
  folder: string;
  /** Ends whatever was started and removes its data. */
  close(): Promise<void>;
}

/** The servers that `DATABASE_URL` and `KAFKA_BROKERS` name; of those not named, fresh ones on the disk of the repository. */
export async function benchServers(): Promise<Servers> {
  const { DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers } = process.env;
  const folder = await scratchFolder();
  const wish = wishIn(process.env);
  const set = await bringUpServers({ databaseUrl, kafkaBrokers, wish, dataDir: folder, scratch: true });
  process.stdout.write(`${taken(set)}\n`);
  const close = async () => {
    await stopAllOwned();
    await set.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const kafkaVersion = set.kinds.kafka === 'named' ? 'unknown' : KAFKA_VERSION;
  return { databaseUrl: set.databaseUrl, brokers: set.brokers, kafkaVersion, folder, close };
}

// Not the system's temporary folder: that may lie in memory, where fsync costs nothing.
async function scratchFolder(): Promise<string> {
  const data = join(repositoryRoot, '.data');
  await mkdir(data, { recursive: true });
  const folder = await mkdtemp(join(data, 'bench-'));
  await chmod(folder, 0o755);
  return folder;
}
