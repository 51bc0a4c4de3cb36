import { servers } from '#testing/database';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { audit } from './audit.js';
import { bringUpBrokers, type Brokers } from './brokers.js';
import { expectHealed } from './healing.js';
import { note } from './report.js';
import { Chance, seed } from './scale.js';
import { openShop, Traffic } from './traffic.js';

let cluster: Brokers;
let pipe: Pipe;
let traffic: Traffic;

beforeAll(async () => {
  cluster = await bringUpBrokers();
  const on = { databaseUrl: servers().databaseUrl, brokers: cluster.brokers };
  pipe = await startPipe({ KAFKA_REPLICATION: '3', ANSWER_TIMEOUT_MS: '10000' }, { on });
  await openShop(pipe);
  traffic = new Traffic(pipe, new Chance(seed));
}, 180_000);
afterAll(async () => {
  traffic?.abandon();
  await pipe?.close();
  await cluster?.stop();
}, 60_000);

test('brokers killed one after the other lose nothing that was accepted and double nothing', async () => {
  const pids = [pipe.worker.pid, pipe.gateway.pid];
  traffic.start();
  await traffic.flows();
  const kills = 6;
  const healedMs: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const [leading, what] = LEADING[kill % LEADING.length]!;
    const leader = cluster.victims.get(await leading())!;
    const before = doneSoFar();
    await leader.kill();
    await eventually(() => doneSoFar() > before + 50, 30_000).catch((cause: Error) => {
      throw new Error(`Nothing goes on without the broker that leads ${what}.`, { cause });
    });
    await leader.startAgain();
    healedMs.push(await expectHealed(pipe, traffic));
    await eventually(allInStep, 60_000);
  }

  const { applied, entries } = await audit(pipe, traffic);
  expect([pipe.worker.pid, pipe.gateway.pid]).toEqual(pids);
  note({
    promise: 'no accepted command lost, each applied exactly once',
    run: `three brokers, ${kills} times the one that leads commands, the group or transactions killed by SIGKILL under load`,
    seen:
      `${entries} commands, ${applied} applied once, none lost, none twice; work went on without the broker; normal ` +
      `${(Math.max(...healedMs) / 1_000).toFixed(1)} s after its return at the latest; answers ${traffic.told}`,
  });
}, 400_000);

const LEADING: [leading: () => Promise<number>, what: string][] = [
  [() => leaderOf(pipe.topics.commands, () => 0), 'commands'],
  [() => coordinatorOf(pipe.topics.group, '__consumer_offsets'), "the workers' group"],
  [() => coordinatorOf(pipe.topics.relay, '__transaction_state'), "the relay's transactions"],
];

function doneSoFar(): number {
  return traffic.journal.entries.filter(({ told }) => told === 'done').length;
}

/** Who coordinates an id, as Kafka decides it: whoever leads the partition in which it keeps what it knows of it. */
function coordinatorOf(id: string, topic: string): Promise<number> {
  return leaderOf(topic, (count) => Math.abs(javaHashOf(id)) % count);
}

function javaHashOf(text: string): number {
  return text.split('').reduce((hash, unit) => (Math.imul(31, hash) + unit.charCodeAt(0)) | 0, 0);
}

async function leaderOf(topic: string, partitionOf: (count: number) => number): Promise<number> {
  const partitions = await partitionsOf(topic);
  return partitions.find(({ partitionId }) => partitionId === partitionOf(partitions.length))!.leader;
}

async function allInStep(): Promise<boolean> {
  const partitions = await partitionsOf(...Object.values(pipe.topics).filter((name) => /inventory/.test(name)));
  return partitions.every(({ isr }) => isr.length === 3);
}

async function partitionsOf(...topics: string[]) {
  const admin = pipe.kafka.admin();
  await admin.connect();
  try {
    const metadata = await admin.fetchTopicMetadata({ topics });
    return metadata.topics.flatMap(({ partitions }) => partitions);
  } finally {
    await admin.disconnect();
  }
}
