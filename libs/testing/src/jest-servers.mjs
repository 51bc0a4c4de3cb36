import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
  process.env.TEST_COMPILE_CACHE = join(tmpdir(), 'stockwire-compiled');
  const compiled = Promise.all(['worker', 'gateway'].map(compile));
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
  await compiled;
}

/** Without settings an app loads all it has, says what it lacks and ends: those that specs start, and kill, find it compiled. */
async function compile(app) {
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.TEST_COMPILE_CACHE };
  await once(spawn(process.execPath, [`dist/apps/${app}/src/main.js`], { env, stdio: 'ignore' }), 'exit');
}
