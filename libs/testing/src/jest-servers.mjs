import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringUpServers, taken } from '../../../dist/tools/servers/server-set.js';
import { wishIn } from '../../../dist/tools/servers/ways.js';

/**
 * Kafka and PostgreSQL for all specs of a run: TEST_KAFKA_BROKERS, and TEST_DATABASE_URL of a superuser. What pipes specs share is written
 * down in TEST_PIPES.
 */
export default async function startServers() {
  const dataDir = await mkdtemp(join(tmpdir(), 'stockwire-test-'));
  await chmod(dataDir, 0o755);
  const servers = await bringUpServers({
    databaseUrl: process.env.DATABASE_URL,
    kafkaBrokers: process.env.KAFKA_BROKERS,
    wish: wishIn(process.env),
    dataDir,
    scratch: true,
  });
  process.stderr.write(`${taken(servers)}\n`);
  process.env.TEST_DATABASE_URL = servers.databaseUrl;
  process.env.TEST_KAFKA_BROKERS = servers.brokers;
  process.env.TEST_PIPES = await mkdtemp(join(tmpdir(), 'stockwire-pipes-'));
  globalThis.stopTestServers = servers.stop;
}
