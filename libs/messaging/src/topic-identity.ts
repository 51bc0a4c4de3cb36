import type { EntityManager } from '@mikro-orm/postgresql';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { findPlaces, movePlaces, type Place } from './inbox.sql.js';
import type { Topics } from './topics.js';

/**
 * The commands topic is not the one that was applied to this database: it was made anew, or has lost what it held. Its records would be
 * taken for repeats by their offsets and left out, so nothing may be applied from it until somebody says that it is to be.
 */
export class TopicReplaced extends Error {
  constructor(topic: string, partition: number, detail: string) {
    super(
      `${topic} is not the topic whose commands this database has applied: ${detail} in partition ${partition}. Bring the topic back, ` +
        'or see "A commands topic made anew" in docs/operations.md and run `stockwire topic adopt`.',
    );
  }
}

/** What a partition holds: from `low` up to but without `high`; `later` is the first record newer than all that were applied. `dated` by the broker, not by producers. */
export interface Holding {
  partition: number;
  low: bigint;
  high: bigint;
  later: bigint;
  dated: boolean;
}

/**
 * Throws {@link TopicReplaced} when the topic cannot be the one that was applied: it ends before a place that was reached, or holds
 * before that place a record newer than all that were applied, which tells only where the broker dates records. Needs no record to be
 * still there.
 */
export function checkPlaces(topic: string, places: Place[], holdings: Holding[]): void {
  for (const { partition, next } of places) {
    const held = holdings.find((holding) => holding.partition === partition);
    if (!held || held.high < next) {
      const ends = `it ends at offset ${held?.high ?? 0} but ${next} had been reached`;
      throw new TopicReplaced(topic, partition, ends);
    }
    if (held.dated && held.low < next && held.later < next)
      throw new TopicReplaced(
        topic,
        partition,
        `offset ${held.later} is newer than offset ${next - 1n}, the last applied,`,
      );
  }
}

/**
 * Where to go on in a topic that was replaced: at the first record newer than all that were applied. That is the beginning of a topic made
 * anew, and the end of one that has lost its newest records.
 */
export function adoptedPlaces(places: Place[], holdings: Holding[]): Place[] {
  return holdings.map(({ partition, low, high, later }) => {
    const place = places.find((one) => one.partition === partition);
    if (!place) return { partition, next: low, newest: null };
    const from = later < high ? later : high;
    return { ...place, next: place.next < from ? place.next : from };
  });
}

/** Tells the commands topic that was applied from one that has taken its name. */
export class TopicIdentity {
  private admin?: Admin;
  private readonly complained = new Set<number>();

  constructor(
    private readonly kafka: Kafka,
    private readonly topics: Topics,
    private readonly log: Logger,
  ) {}

  /** Throws {@link TopicReplaced} when the topic is not the one that was applied. Commands that were removed before they were applied are logged. */
  async check(em: EntityManager): Promise<void> {
    const { commands } = this.topics;
    const places = await findPlaces(em, commands);
    if (places.length === 0) return;
    const holdings = await this.holdings(places);
    checkPlaces(commands, places, holdings);
    for (const { partition, next } of places)
      this.complainOfLoss(
        next,
        holdings.find((it) => it.partition === partition)!,
      );
  }

  /**
   * Takes the topic that is there for the right one from now on, see {@link adoptedPlaces}. Only a replaced topic can be adopted, and only
   * while no worker runs. Returns the places as they were and as they are, nothing when there was nothing to adopt.
   */
  async adopt(em: EntityManager): Promise<{ was: Place; is: Place }[]> {
    const { commands, group } = this.topics;
    const places = await findPlaces(em, commands);
    const holdings = await this.holdings(places);
    try {
      checkPlaces(commands, places, holdings);
      return [];
    } catch (error) {
      if (!(error instanceof TopicReplaced)) throw error;
    }
    const adopted = adoptedPlaces(places, holdings);
    const partitions = adopted.map(({ partition, next }) => ({ partition, offset: String(next) }));
    await this.ask((admin) => admin.setOffsets({ groupId: group, topic: commands, partitions }));
    await movePlaces(em, commands, adopted);
    return places.map((was) => ({ was, is: adopted.find(({ partition }) => partition === was.partition) ?? was }));
  }

  async close(): Promise<void> {
    await this.admin?.disconnect().catch(() => undefined);
    this.admin = undefined;
  }

  private holdings(places: Place[]): Promise<Holding[]> {
    const { commands } = this.topics;
    return this.ask(async (admin) => {
      const [ends, dated, later] = await Promise.all([
        admin.fetchTopicOffsets(commands),
        isDated(admin, commands),
        laterOffsets(admin, commands, places),
      ]);
      return ends.map(({ partition, low, high }) => {
        const at = later.get(partition) ?? high;
        return { partition, low: BigInt(low), high: BigInt(high), later: BigInt(at), dated };
      });
    });
  }

  /** The connection is kept for the next question, unless this one failed. */
  private async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    try {
      if (!this.admin) {
        this.admin = this.kafka.admin();
        await this.admin.connect();
        await mustExist(this.admin, this.topics.commands);
      }
      return await question(this.admin);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private complainOfLoss(next: bigint, { partition, low }: Holding): void {
    if (low <= next || this.complained.has(partition)) return;
    this.complained.add(partition);
    this.log.error(
      { partition, from: String(next), to: String(low - 1n) },
      'Commands were removed from their topic before they were applied: its retention is shorter than the workers were away.',
    );
  }
}

async function mustExist(admin: Admin, topic: string): Promise<void> {
  if (!(await admin.listTopics()).includes(topic))
    throw new Error(`There is no topic ${topic}. \`stockwire migrate\` makes it.`);
}

/** Of each partition the offset of the first record newer than all that were applied, or where it ends. */
async function laterOffsets(admin: Admin, topic: string, places: Place[]): Promise<Map<number, string>> {
  const found = places.map(async ({ partition, newest }): Promise<[number, string][]> => {
    if (newest === null) return [];
    const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, newest + 1);
    return offsets.filter((at) => at.partition === partition).map(({ offset }) => [partition, offset]);
  });
  return new Map((await Promise.all(found)).flat());
}

/** Whether the broker, not the producer, dates the records of a topic. */
async function isDated(admin: Admin, topic: string): Promise<boolean> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: ['message.timestamp.type'] }],
  });
  return resources[0]?.configEntries.some(({ configValue }) => configValue === 'LogAppendTime') ?? false;
}
