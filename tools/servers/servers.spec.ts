import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from '#testing/eventually';
import { kafkaAt } from '#testing/kafka';
import { freePort, portsToListenOn } from './free-port.js';
import { startKafka } from './kafka.js';
import { claim, livingHolder, type Running } from './owned-process.js';
import { startPostgres } from './postgres.js';
import { repositoryRoot } from './repository.js';
import { bringUp } from './server-set.js';

let folder: string;
const running: Running[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stockwire-servers-'));
  await chmod(folder, 0o755);
});
afterAll(async () => {
  for (const server of running) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function kept<T extends Running>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  running.push(server);
  return server;
}

/** Starts a server whose port was free when it was drawn and is not when it is to be used. */
async function withPortTaken<T extends Running>(start: (port: number) => Promise<T>) {
  const quicker = createServer().listen(await freePort(), '127.0.0.1');
  await once(quicker, 'listening');
  const ports = [(quicker.address() as AddressInfo).port, await freePort()];
  const up = await bringUp(
    ({ port }) => start(port),
    () => Promise.resolve({ port: ports.shift()! }),
  );
  running.push(up.process);
  quicker.close();
  expect(ports).toEqual([]);
  return up;
}

async function kill(server: Running, pidFile: string): Promise<void> {
  process.kill(livingHolder(join(folder, pidFile))!, 'SIGKILL');
  expect((await server.ended).how).toBe('killed by SIGKILL');
}

test('PostgreSQL takes another port when somebody was quicker, and keeps its data over a stop and over a SIGKILL, whatever process has its pid since', async () => {
  const dataDir = join(folder, 'postgres');
  const { process: first, port } = await withPortTaken((port) => startPostgres({ dataDir, port, database: 'kept' }));
  const start = () => kept(startPostgres({ dataDir, port, database: 'kept' }));
  const query = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client.query<{ n: number }>(text).finally(() => client.end());
  };

  await query(first.url, 'create table kept as select 1 as n');
  await first.stop();
  const second = await start();
  expect(second.url).toBe(first.url);
  await query(second.url, 'insert into kept values (2)');
  await kill(second, 'postgres/postgres.pid');

  const lock = join(folder, 'postgres', 'data', 'postmaster.pid');
  await writeFile(lock, (await readFile(lock, 'utf8')).replace(/^\d+/, String(process.pid)));
  await writeFile(join(folder, 'postgres', 'postgres.pid'), JSON.stringify({ pid: process.pid, born: 'long ago' }));
  const third = await start();
  expect((await query(third.url, 'select sum(n)::int as n from kept')).rows).toEqual([{ n: 3 }]);
});

test('Kafka takes another port when somebody was quicker, keeps its data over a stop and over a SIGKILL, and takes messages of 8 MB', async () => {
  const dataDir = join(folder, 'kafka');
  const { process: first, port } = await withPortTaken((port) => startKafka({ dataDir, port }));
  const start = () => kept(startKafka({ dataDir, port }));
  const kafka = kafkaAt(`127.0.0.1:${port}`);
  const produce = async (value: Buffer | string, retries = 5) => {
    const producer = kafka.producer({ retry: { retries } });
    await producer.connect();
    await producer.send({ topic: 'kept', messages: [{ value }] }).finally(() => producer.disconnect());
  };
  const count = async () => {
    const admin = kafka.admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets('kept').finally(() => admin.disconnect());
    return offsets.map(({ high }) => high);
  };

  await expect(produce('no topic is made on the way', 0)).rejects.toThrow('This server does not host this topic');
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] }).finally(() => admin.disconnect());
  await produce(Buffer.alloc(8 * 1024 * 1024));
  await first.stop();
  const second = await start();
  await produce('two');
  await kill(second, 'kafka/kafka.pid');
  await start();
  expect(await count()).toEqual(['2']);
});

test('a server ends when its owner is killed, and its scratch folder goes', async () => {
  const dataDir = join(folder, 'scratch');
  const module = join(repositoryRoot, 'dist', 'tools', 'servers', 'postgres.js');
  const settings = JSON.stringify({ dataDir, port: await freePort(), scratch: dataDir });
  const script = `import { startPostgres } from ${JSON.stringify(module)};
    console.log((await startPostgres(${settings})).name);
    setInterval(() => {}, 1_000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data');
  const pidFile = join(dataDir, 'postgres.pid');
  expect(livingHolder(pidFile)).toBeDefined();
  owner.kill('SIGKILL');
  await eventually(() => !existsSync(dataDir));
});

test('a server that cannot start says why', async () => {
  const taken = createServer().listen(await freePort(), '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const start = startPostgres({ dataDir: join(folder, 'refused'), port });
  await expect(start).rejects.toThrow(/PostgreSQL ended \(exit code 1\): .*could not create any TCP\/IP sockets/);
  taken.close();
});

test.each([
  ['below the outgoing ones', [32_768, 60_999], [10_000, 32_000]],
  ['below them, as far as there is room', [16_000, 65_535], [10_000, 16_000]],
  ['above them where there is none below', [1_024, 60_000], [60_001, 65_536]],
  ['anywhere when the kernel takes all', [1_024, 65_535], [10_000, 32_000]],
] as const)('ports to listen on lie %s', (_, outgoing, ports) => {
  expect(portsToListenOn(outgoing)).toEqual(ports);
});

test('a pid file is claimed once, and again when its holder is gone', async () => {
  const file = join(folder, 'claimed.pid');
  expect(claim(file)).toBeUndefined();
  const script = `import { claim } from ${JSON.stringify(join(repositoryRoot, 'dist', 'tools', 'servers', 'owned-process.js'))};
    console.log(claim(${JSON.stringify(file)}));`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [answer] = (await once(other.stdout, 'data')) as [Buffer];
  expect(Number(answer.toString())).toBe(process.pid);
  await writeFile(file, JSON.stringify({ pid: process.pid, born: 'long ago' }));
  expect(livingHolder(file)).toBeUndefined();
  expect(claim(file)).toBeUndefined();
});
