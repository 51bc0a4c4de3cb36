import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { databaseAnswers } from '#database/database-answers';
import { CommandClient } from '#messaging/command-client';

/** Whether this process lives, and whether it can answer: a database, and outcomes that arrive. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly em: EntityManager,
    private readonly client: CommandClient,
  ) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready() {
    const checks = { outcomes: this.client.ready, database: await databaseAnswers(this.em) };
    if (!checks.outcomes || !checks.database) throw new ServiceUnavailableException({ status: 'waiting', ...checks });
    return { status: 'ok', ...checks };
  }
}
