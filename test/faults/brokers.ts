import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#servers/free-port';
import { newClusterId, startKafka, type KafkaOptions } from '#servers/kafka';
import { victim, type Victim } from './victims.js';

/** Three brokers that form one cluster, each of which may be harmed; their node ids are 1 to 3. */
export interface Brokers {
  brokers: string;
  victims: Map<number, Victim>;
  stop(): Promise<void>;
}

/** Starts three brokers with three copies of everything, of which two must be in step. */
export async function bringUpBrokers(): Promise<Brokers> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stockwire-brokers-'));
  await chmod(dataDir, 0o755);
  const nodes = [];
  for (const id of [1, 2, 3]) nodes.push({ id, port: await freePort(), controller: await freePort() });
  const shared = {
    ...COPIES,
    'controller.quorum.voters': nodes.map(({ id, controller }) => `${id}@127.0.0.1:${controller}`).join(','),
  };
  const clusterId = newClusterId();
  const started = await Promise.all(
    nodes.map(async ({ id, port, controller }) => {
      const listeners = `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`;
      const settings = { ...shared, 'node.id': id, listeners };
      const folder = join(dataDir, String(id));
      const options: KafkaOptions = { dataDir: folder, port, settings, clusterId, heap: '256m', scratch: folder };
      return { id, process: await startKafka(options), startAgain: () => startKafka(options) };
    }),
  );
  const victims = new Map(started.map((server) => [server.id, victim(server)]));
  return {
    brokers: nodes.map(({ port }) => `127.0.0.1:${port}`).join(','),
    victims,
    stop: async () => {
      // Asked politely, the last two would wait in vain for the quorum to let them go.
      await Promise.all([...victims.values()].map((broker) => broker.kill().catch(() => undefined)));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const COPIES = {
  'offsets.topic.replication.factor': 3,
  'transaction.state.log.replication.factor': 3,
  'transaction.state.log.min.isr': 2,
  'share.coordinator.state.topic.replication.factor': 3,
  'share.coordinator.state.topic.min.isr': 2,
};
