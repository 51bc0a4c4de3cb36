import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger, PinoLogger } from 'nestjs-pino';
import { setFlagsFromString } from 'node:v8';
import { pino } from 'pino';
import { BadSettings, readSettings } from '#contracts/settings';
import { Draining } from './draining.js';
import { GatewayModule } from './gateway.module.js';
import { httpServer, letConnectionsGo, logRequests } from './http.js';
import { GatewaySettings } from './settings.js';

// By default V8 lets the heap grow to several times what lives before it looks for garbage.
setFlagsFromString('--heap-growing-percent=100');

async function main(): Promise<void> {
  const settings = readSettings(GatewaySettings, process.env);
  const log = pino({ name: 'gateway', level: settings.LOG_LEVEL });
  const http = httpServer(settings);
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.of(settings, log),
    new FastifyAdapter(http),
    {
      logger: new Logger(new PinoLogger({ pinoHttp: { logger: log } }), {}),
      bodyParser: false,
    },
  );
  logRequests(http, log);
  const draining = app.get(Draining);
  letConnectionsGo(http, () => draining.underWay, settings.ANSWER_TIMEOUT_MS + 2_000);
  app.enableShutdownHooks([], { useProcessExit: true });
  await app.listen(settings.PORT, settings.HOST);
  log.info({ host: settings.HOST, port: settings.PORT }, 'The gateway answers.');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadSettings ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
