import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { audit } from './audit.js';
import { expectHealed } from './healing.js';
import { note } from './report.js';
import { Chance, seed } from './scale.js';
import { mountProblem, SmallDisk } from './small-disk.js';
import { openShop, Traffic } from './traffic.js';
import { bringUpVictims, type Victims } from './victims.js';

const run = promisify(execFile);
const FULL_MS = 20_000;

const problem = await mountProblem();
if (problem)
  process.stderr.write(`Specs of full disks are left out: a small disk cannot be mounted here (${problem}).\n`);
const onSmallDisks = problem ? test.skip : test;

let dataDir: string;
let disks: SmallDisk[];
let victims: Victims;
let pipe: Pipe;
let traffic: Traffic;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stockwire-disks-'));
  await chmod(dataDir, 0o755);
  disks = problem ? [] : [await SmallDisk.mount(join(dataDir, 'kafka'), 96), await mounted('tables', 64)];
  victims = await bringUpVictims({
    wish: 'local',
    dataDir,
    postgresSettings: { max_wal_size: '64MB', min_wal_size: '32MB' },
  });
  if (!problem) await moveOntoSmallDisks();
  pipe = await startPipe({ ANSWER_TIMEOUT_MS: '2000' }, { on: victims });
  await openShop(pipe);
}, 120_000);
beforeEach(async () => {
  traffic = new Traffic(pipe, new Chance(seed));
  traffic.start();
  await traffic.flows();
}, 60_000);
afterEach(() => traffic.abandon());
afterAll(async () => {
  await pipe?.close();
  for (const victim of [victims?.kafka, victims?.postgres]) await victim?.kill().catch(() => undefined);
  for (const disk of disks) await disk.unmount();
  await victims?.stop();
});

test('while each commit takes 100 ms all is carried out, only later', async () => {
  await asSuperuser(
    'alter system set commit_delay = 100000',
    'alter system set commit_siblings = 0',
    'select pg_reload_conf()',
  );
  await pause(20_000);
  await asSuperuser('alter system reset commit_delay', 'alter system reset commit_siblings', 'select pg_reload_conf()');
  expect(traffic.troubles.filter((status) => status !== 'POST 504')).toEqual([]);
  const { applied } = await audit(pipe, traffic);
  note({
    promise: 'outages heal without a hand',
    run: 'each commit of PostgreSQL takes 100 ms longer, under load',
    seen: `${applied} commands applied once, none lost; answers ${traffic.told}`,
  });
}, 60_000);

onSmallDisks(
  'the disk of the tables full: commands wait, and all is carried out once there is space',
  async () => {
    const [, tables] = disks as [SmallDisk, SmallDisk];
    await tables.fill();
    await eventually(() => pipe.worker.printed.includes('No space left on device'), 30_000);
    await pause(FULL_MS);
    await tables.free();
    await expectSound("the disk of PostgreSQL's tables full", 'without a hand but the one that made space');
  },
  120_000,
);

onSmallDisks(
  'the disk of the log of PostgreSQL full: it ends, and all is carried out once it is started with space',
  async () => {
    const wal = disks[2]!;
    await wal.fill();
    await eventually(async () => {
      const alive = await asSuperuser('select pg_switch_wal()', 'select txid_current()').then(
        () => true,
        () => false,
      );
      return !alive;
    }, 30_000);
    await pause(FULL_MS);
    await victims.postgres.ended();
    await wal.free();
    await victims.postgres.startAgain();
    await expectSound("the disk of PostgreSQL's write-ahead log full, which ends it", 'after its start');
  },
  120_000,
);

onSmallDisks(
  'the disk of Kafka full: the broker ends, and all is carried out once it is started with space',
  async () => {
    const [kafka] = disks as [SmallDisk];
    await kafka.fill();
    await victims.kafka.ended();
    await pause(FULL_MS);
    await kafka.free();
    await victims.kafka.startAgain();
    await expectSound('the disk of Kafka full, which ends the broker', 'after its start');
  },
  120_000,
);

async function expectSound(what: string, when: string): Promise<void> {
  const pids = [pipe.worker.pid, pipe.gateway.pid];
  const healedMs = await expectHealed(pipe, traffic);
  const { troubles } = traffic;
  const { applied, entries } = await audit(pipe, traffic);
  expect(troubles).not.toEqual([]);
  expect([pipe.worker.pid, pipe.gateway.pid]).toEqual(pids);
  note({
    promise: 'outages heal without a hand',
    run: `${what}, under load`,
    seen:
      `normal ${(healedMs / 1_000).toFixed(1)} s later, ${when}; ${entries} commands, ${applied} applied once, none lost; ` +
      `answers ${traffic.told}`,
  });
}

async function mounted(name: string, megabytes: number): Promise<SmallDisk> {
  return SmallDisk.mount(join(dataDir, name), megabytes);
}

/** Has new databases on one small disk, and what PostgreSQL writes ahead on another. */
async function moveOntoSmallDisks(): Promise<void> {
  const folder = join(dataDir, 'tables', 'space');
  await asSuperuser(`copy (select) to program 'mkdir -m 700 ${folder}'`);
  await asSuperuser(`create tablespace small location '${folder}'`, 'alter database template1 set tablespace small');

  await victims.postgres.kill();
  const wal = join(dataDir, 'postgres', 'data', 'pg_wal');
  disks.push(await mounted('wal', 160));
  await run('cp', ['-a', wal, join(dataDir, 'wal')]);
  await rm(wal, { recursive: true });
  await symlink(join(dataDir, 'wal', 'pg_wal'), wal);
  await victims.postgres.startAgain();
}

async function asSuperuser(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: victims.databaseUrl, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
