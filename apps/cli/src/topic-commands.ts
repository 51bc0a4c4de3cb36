import { pino } from 'pino';
import { kafkaOf } from '#messaging/kafka';
import { TopicIdentity } from '#messaging/topic-identity';
import { topicsOf } from '#messaging/topics';
import { withDatabase } from './database.js';
import type { CliSettings } from './settings.js';

/** Has the workers go on in a commands topic that was replaced, after all that was applied; refuses when it is the one that was applied. */
export async function adoptCommandsTopic(settings: CliSettings): Promise<void> {
  const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2));
  const topics = topicsOf(settings.KAFKA_PREFIX);
  const identity = new TopicIdentity(kafkaOf(settings, 'stockwire-cli', log), topics, log);
  await withDatabase(settings, async (orm) => {
    const adopted = await identity.adopt(orm.em.fork()).finally(() => identity.close());
    if (adopted.length === 0) throw new Error(`${topics.commands} is the topic that was applied: nothing to adopt.`);
    for (const { was, is } of adopted) {
      const newest = was.newest === null ? '' : `, to ${new Date(was.newest).toISOString()}`;
      process.stdout.write(
        `Partition ${was.partition}: applied up to offset ${was.next}${newest}; goes on at ${is.next}.\n`,
      );
    }
    process.stdout.write('Adopted the topic: start the workers. Commands that only the old one held are lost.\n');
  });
}
