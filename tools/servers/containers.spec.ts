import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { getContainerRuntimeClient } from 'testcontainers';
import { kafkaAt } from '#testing/kafka';
import { volumeOf } from './containers.js';
import { bringUpServers, taken, type Server, type ServerSet } from './server-set.js';

// An engine may be there without images, and fetching them takes minutes.
const withEngine = process.env.SERVERS === 'containers' ? test : test.skip;
if (withEngine === test.skip)
  process.stderr.write('The spec of servers in containers is left out: set SERVERS=containers.\n');

let dataDir: string;
let set: ServerSet | undefined;
beforeAll(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'stockwire-containers-'))));
afterAll(async () => {
  await set?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

withEngine(
  'servers in containers keep their data over a kill, and leave nothing behind when that was asked for',
  async () => {
    set = await bringUpServers({ wish: 'containers', dataDir, scratch: true });
    expect(taken(set)).toBe('Servers: Kafka (container), PostgreSQL (container).');
    const admin = kafkaAt(set.brokers).admin();
    const query = async (text: string) => {
      const client = new pg.Client({ connectionString: set!.databaseUrl });
      await client.connect();
      return client.query<{ n: number }>(text).finally(() => client.end());
    };
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] });
    await admin.disconnect();
    await query('create table kept as select 1 as n');

    for (const server of set.servers) await killedAndStarted(server);
    expect((await query('select n from kept')).rows).toEqual([{ n: 1 }]);
    await admin.connect();
    expect(await admin.listTopics().finally(() => admin.disconnect())).toContain('kept');

    const its = [volumeOf('Kafka', join(dataDir, 'kafka')), volumeOf('PostgreSQL', join(dataDir, 'postgres'))];
    expect(await volumes()).toEqual(expect.arrayContaining(its));
    await set.stop();
    expect((await volumes()).filter((name) => its.includes(name))).toEqual([]);
  },
  240_000,
);

async function killedAndStarted(server: Server): Promise<void> {
  await server.process.kill();
  expect((await server.process.ended).how).toBe('exit code 137');
  server.process = await server.startAgain();
}

async function volumes(): Promise<string[]> {
  const { container } = await getContainerRuntimeClient();
  const { Volumes } = await container.dockerode.listVolumes();
  return Volumes.map(({ Name }) => Name);
}
