import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringUpServers } from '../../../dist/tools/servers/server-set.js';

/** Kafka and PostgreSQL for all specs of a run: TEST_KAFKA_BROKERS, and TEST_DATABASE_URL of a superuser. */
export default async function startServers() {
  const dataDir = await mkdtemp(join(tmpdir(), 'stockwire-test-'));
  await chmod(dataDir, 0o755);
  const servers = await bringUpServers({
    databaseUrl: process.env.DATABASE_URL,
    kafkaBrokers: process.env.KAFKA_BROKERS,
    dataDir,
    scratch: true,
  });
  process.env.TEST_DATABASE_URL = servers.databaseUrl;
  process.env.TEST_KAFKA_BROKERS = servers.brokers;
  globalThis.stopTestServers = servers.stop;
}
