import 'reflect-metadata';
import { EntityManager } from '@mikro-orm/postgresql';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Logger, PinoLogger } from 'nestjs-pino';
import { setFlagsFromString } from 'node:v8';
import { pino } from 'pino';
import { BadSettings, readSettings } from '#contracts/settings';
import { openSession } from '#database/session';
import { lockOf } from '#inventory/apply-batch';
import { BulkSender } from '#messaging/bulk-sender';
import { CommandServer } from '#messaging/command-server';
import { kafkaOf } from '#messaging/kafka';
import { Relay } from '#messaging/relay';
import { TopicIdentity } from '#messaging/topic-identity';
import { topicsOf } from '#messaging/topics';
import { WorkerSettings } from './settings.js';
import { WorkerModule } from './worker.module.js';

// By default V8 lets the heap grow to several times what lives before it looks for garbage.
setFlagsFromString('--heap-growing-percent=100');

async function main(): Promise<void> {
  const settings = readSettings(WorkerSettings, process.env);
  const log = pino({ name: 'worker', level: settings.LOG_LEVEL });
  const kafka = kafkaOf(settings, 'stockwire-worker', log);
  const topics = topicsOf(settings.KAFKA_PREFIX);
  const impatient = kafkaOf(settings, 'stockwire-worker', log, { retries: 1 });
  const identity = new TopicIdentity(impatient, topics, log);
  const server: CommandServer = new CommandServer({
    openKafka: (sockets) => kafkaOf(settings, 'stockwire-worker', log, { sockets }),
    ...{ topics, log, batchWeight: settings.BATCH_WEIGHT, lockOf },
    checkTopic: (): Promise<void> => identity.check(app.get(EntityManager).fork()),
    giveUp: (problem) => {
      process.stderr.write(`${problem.message}\n`);
      process.exit(1);
    },
  });
  const session = () => openSession(settings.DATABASE_URL, settings.DATABASE_SSL);
  const relay = new Relay({ kafka, topics, log, openSession: session });
  const bulks = new BulkSender({
    openKafka: (sockets) => kafkaOf(settings, 'stockwire-worker', log, { retries: 0, sockets }),
    ...{ topic: topics.commands, log, openSession: session },
    em: (): EntityManager => app.get(EntityManager).fork(),
  });

  // A connection to the health port must not keep the worker from finishing.
  const http = new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create(WorkerModule.of({ settings, log, server, relay, bulks }), http, {
    logger: new Logger(new PinoLogger({ pinoHttp: { logger: log } }), {}),
  });
  app.connectMicroservice({ strategy: server });
  app.enableShutdownHooks([], { useProcessExit: true });
  await app.listen(settings.WORKER_PORT, settings.HOST);
  await app.startAllMicroservices();
  log.info({ port: settings.WORKER_PORT }, 'The worker takes commands.');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadSettings ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
