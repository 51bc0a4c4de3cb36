import { pino } from 'pino';
import { describeProblem } from '#contracts/problems';
import { migrate } from '#database/migrate';
import { connectOrm } from '#database/orm';
import { inTransaction } from '#database/unit-of-work';
import { applyBatch } from '#inventory/apply-batch';
import { newPublicId } from '#inventory/public-id';
import { TopologyCache } from '#inventory/stocks/topology-cache';
import { kafkaOf } from '#messaging/kafka';
import { TopicIdentity } from '#messaging/topic-identity';
import { makeTopics, topicsOf } from '#messaging/topics';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { CliSettings } from './settings.js';

/** Brings schema and topics up to date and registers the websites of the settings; a second run does nothing. */
export async function migrateAll(settings: CliSettings): Promise<void> {
  const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2));
  const kafka = kafkaOf(settings, 'stockwire-cli', log);
  const orm = await connectOrm({ url: settings.DATABASE_URL, ssl: settings.DATABASE_SSL, connections: 2 });
  try {
    const migrations = await migrate(orm);
    const names = topicsOf(settings.KAFKA_PREFIX);
    const topics = await makeTopics(kafka, names, settings.KAFKA_REPLICATION);
    const identity = new TopicIdentity(kafka, names, log);
    await identity.check(orm.em.fork()).finally(() => identity.close());
    if (settings.WEBSITES)
      await registerWebsites(
        orm,
        settings.WEBSITES.split(',').map((code) => code.trim()),
      );
    process.stdout.write(`Migrations run: ${migrations.length}. Topics made: ${topics.length}.\n`);
  } finally {
    await orm.close();
  }
}

async function registerWebsites(orm: MikroORM, codes: string[]): Promise<void> {
  const command = { name: 'RegisterWebsites' as const, data: { websites: codes.map((code) => ({ code })) } };
  const around = { topology: new TopologyCache(), newPublicId };
  const { outcomes } = await inTransaction(orm.em, (tx) => applyBatch(tx, [command], around));
  const [outcome] = outcomes;
  if (outcome?.status === 'refused') throw new Error(`WEBSITES: ${outcome.problems.map(describeProblem).join(' ')}`);
}
