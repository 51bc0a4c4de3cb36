import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, ServiceUnavailableException, UseFilters, UseInterceptors } from '@nestjs/common';
import { databaseAnswers } from '#database/database-answers';
import { CommandClient } from '#messaging/command-client';
import { Draining } from './draining.js';
import { OutagesAsUnavailable, UnavailableAnswers } from './outages.js';

/** Whether this process lives, and whether it can answer: a database, outcomes that arrive, and nobody who has told it to stop. */
@Controller('health')
@UseInterceptors(OutagesAsUnavailable)
@UseFilters(UnavailableAnswers)
export class HealthController {
  constructor(
    private readonly em: EntityManager,
    private readonly client: CommandClient,
    private readonly draining: Draining,
  ) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready() {
    if (this.draining.underWay) throw new ServiceUnavailableException({ status: 'stopping' });
    const checks = { outcomes: this.client.ready, database: await databaseAnswers(this.em) };
    if (!checks.outcomes || !checks.database) throw new ServiceUnavailableException({ status: 'waiting', ...checks });
    return { status: 'ok', ...checks };
  }
}
