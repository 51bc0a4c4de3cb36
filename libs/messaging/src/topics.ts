import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import { setTimeout as delay } from 'node:timers/promises';

/** Names of the topics and of the workers' group; `KAFKA_PREFIX` goes before each. */
export interface Topics {
  commands: string;
  dead: string;
  updates: string;
  events: string;
  group: string;
  /** Transactional id of the relay. */
  relay: string;
}

const MEGABYTE = 1_048_576;

/** Largest value of a command, in bytes; the rest of a message's 4 MB is for its headers. */
export const MAX_COMMAND_BYTES = 4 * MEGABYTE - 16_384;

/** The topics of an installation. */
export function topicsOf(prefix: string): Topics {
  return {
    commands: `${prefix}inventory.commands`,
    dead: `${prefix}inventory.commands.dead`,
    updates: `${prefix}inventory.stock-updated`,
    events: `${prefix}inventory.events`,
    group: `${prefix}stockwire-worker`,
    relay: `${prefix}stockwire-relay`,
  };
}

/** Makes the topics that are missing and leaves the others as they are; returns the names of those it made. */
export async function makeTopics(kafka: Kafka, topics: Topics, replication: number): Promise<string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = wanted(topics, replication).filter(({ topic }) => !existing.has(topic));
    const made = missing.map(({ topic }) => topic);
    if (made.length > 0) {
      // kafkajs's own waiting fails when a broker has not heard of the topic yet.
      await admin.createTopics({ topics: missing, waitForLeaders: false });
      await untilThere(admin, made);
    }
    return made;
  } finally {
    await admin.disconnect();
  }
}

async function untilThere(admin: Admin, topics: string[]): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(LOOK_MS);
    }
  }
}

const PATIENCE_MS = 10_000;
const LOOK_MS = 100;

const DAY_MS = 86_400_000;

function wanted({ commands, dead, updates, events }: Topics, replicationFactor: number): ITopicConfig[] {
  // What Kafka has taken must outlive the loss of a broker, and of three one may be missing.
  const safe: Record<string, number> = replicationFactor >= 3 ? { 'min.insync.replicas': 2 } : {};
  const topic = (name: string, settings: Record<string, number | string>): ITopicConfig => ({
    topic: name,
    numPartitions: 6,
    replicationFactor,
    configEntries: Object.entries({ ...settings, ...safe }).map(([key, value]) => ({
      name: key,
      value: String(value),
    })),
  });
  return [
    // Unpacked by the broker: kafkajs reads only some compressions, and a command's limit is that of its plain bytes.
    // Dated by the broker: that tells records of a topic made anew from those that were applied.
    topic(commands, {
      'retention.ms': 7 * DAY_MS,
      'max.message.bytes': 4 * MEGABYTE,
      'compression.type': 'uncompressed',
      'message.timestamp.type': 'LogAppendTime',
    }),
    topic(dead, { 'retention.ms': 30 * DAY_MS, 'max.message.bytes': 8 * MEGABYTE }),
    topic(updates, { 'cleanup.policy': 'compact', 'max.message.bytes': 4 * MEGABYTE }),
    topic(events, { 'retention.ms': 7 * DAY_MS, 'max.message.bytes': 4 * MEGABYTE }),
  ];
}
