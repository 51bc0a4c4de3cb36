import type { EntityManager } from '@mikro-orm/postgresql';
import type { Kafka } from 'kafkajs';
import { findPlaces, forgetPlaces, type Place } from './inbox.sql.js';
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

/** What a topic holds in a partition: from `low` up to but without `high`; records after the place's newest begin at `later`. */
export interface Holding {
  partition: number;
  low: bigint;
  high: bigint;
  later: bigint;
}

/**
 * Throws {@link TopicReplaced} when the topic cannot be the one that was applied: it ends before a place that was reached, or holds
 * before that place a record that is newer than all that were applied. Needs no record to be still there.
 */
export function checkPlaces(topic: string, places: Place[], holdings: Holding[]): void {
  for (const { partition, next } of places) {
    const held = holdings.find((holding) => holding.partition === partition);
    if (!held || held.high < next) {
      const ends = held ? `it ends at offset ${held.high} but ${next} had been reached` : `nothing of it is left`;
      throw new TopicReplaced(topic, partition, ends);
    }
    if (held.low < next && held.later < next)
      throw new TopicReplaced(
        topic,
        partition,
        `offset ${held.later} is newer than offset ${next - 1n}, the last applied,`,
      );
  }
}

/** Asks Kafka and the database, and throws {@link TopicReplaced} when the commands topic is not the one that was applied. */
export async function checkTopic(kafka: Kafka, { commands }: Topics, em: EntityManager): Promise<void> {
  const places = await findPlaces(em, commands);
  if (places.length > 0) checkPlaces(commands, places, await holdingsOf(kafka, commands, places));
}

/**
 * Takes the commands topic that is there for a new one: forgets how far the old one was applied, and has the workers begin at its
 * beginning. Only a replaced topic can be adopted, and only while no worker runs. Returns the places forgotten.
 */
export async function adoptTopic(kafka: Kafka, { commands, group }: Topics, em: EntityManager): Promise<Place[]> {
  const places = await findPlaces(em, commands);
  const holdings = await holdingsOf(kafka, commands, places);
  try {
    checkPlaces(commands, places, holdings);
  } catch (error) {
    if (!(error instanceof TopicReplaced)) throw error;
    const admin = kafka.admin();
    await admin.connect();
    try {
      await admin.resetOffsets({ groupId: group, topic: commands, earliest: true });
    } finally {
      await admin.disconnect();
    }
    await forgetPlaces(em, commands);
    return places;
  }
  return [];
}

async function holdingsOf(kafka: Kafka, topic: string, places: Place[]): Promise<Holding[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    if (!(await admin.listTopics()).includes(topic))
      throw new Error(`There is no topic ${topic}. \`stockwire migrate\` makes it.`);
    const ends = await admin.fetchTopicOffsets(topic);
    return await Promise.all(
      ends.map(async ({ partition, low, high }) => {
        const newest = places.find((place) => place.partition === partition)?.newest;
        const later = newest == null ? [] : await admin.fetchTopicOffsetsByTimestamp(topic, newest + 1);
        const at = later.find((found) => found.partition === partition)?.offset ?? high;
        return { partition, low: BigInt(low), high: BigInt(high), later: BigInt(at) };
      }),
    );
  } finally {
    await admin.disconnect();
  }
}
