import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { databaseAnswers } from '#database/database-answers';
import { CommandServer } from '#messaging/command-server';

/** Whether this process lives, and whether it can work: a member of its group, and a database that answers. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly em: EntityManager,
    private readonly server: CommandServer,
  ) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready() {
    const checks = { kafka: this.server.ready, database: await databaseAnswers(this.em) };
    if (!checks.kafka || !checks.database) throw new ServiceUnavailableException({ status: 'waiting', ...checks });
    return { status: 'ok', ...checks };
  }
}
