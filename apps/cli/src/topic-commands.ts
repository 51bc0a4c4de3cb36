import { pino } from 'pino';
import { connectOrm } from '#database/orm';
import { kafkaOf } from '#messaging/kafka';
import { adoptTopic } from '#messaging/topic-identity';
import { topicsOf } from '#messaging/topics';
import type { CliSettings } from './settings.js';

/** Has the workers apply a commands topic that was made anew, from its beginning; refuses when it is the one that was applied. */
export async function adoptCommandsTopic(settings: CliSettings): Promise<void> {
  const kafka = kafkaOf(settings, 'stockwire-cli', pino({ level: settings.LOG_LEVEL }, pino.destination(2)));
  const topics = topicsOf(settings.KAFKA_PREFIX);
  const orm = await connectOrm({ url: settings.DATABASE_URL, ssl: settings.DATABASE_SSL, connections: 1 });
  try {
    const forgotten = await adoptTopic(kafka, topics, orm.em.fork());
    if (forgotten.length === 0) throw new Error(`${topics.commands} is the topic that was applied: nothing to adopt.`);
    for (const { partition, next, newest } of forgotten)
      process.stdout.write(
        `Partition ${partition} of the old topic was applied up to offset ${next}${newest !== null ? `, ${new Date(newest).toISOString()}` : ''}.\n`,
      );
    process.stdout.write(
      'Adopted the new topic: start the workers. What the old one held beyond these places is lost.\n',
    );
  } finally {
    await orm.close();
  }
}
