import {
  Controller,
  Get,
  Headers,
  Param,
  ParseUUIDPipe,
  UnauthorizedException,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import { describeProblem } from '#contracts/problems';
import { CommandClient } from '#messaging/command-client';
import { Tokens } from './access/tokens.js';
import { OutagesAsUnavailable, UnavailableAnswers } from './outages.js';

/** Where a client looks up a command whose outcome it did not wait for. */
@Controller('commands')
@UseInterceptors(OutagesAsUnavailable)
@UseFilters(UnavailableAnswers)
export class CommandsController {
  constructor(
    private readonly client: CommandClient,
    private readonly tokens: Tokens,
  ) {}

  /** `{ id, status: done | refused | pending, view? , problems? }`; an id nobody used is pending too. */
  @Get(':id')
  async outcome(@Param('id', ParseUUIDPipe) id: string, @Headers('authorization') authorization?: string) {
    if (!(await this.tokens.verify(authorization)))
      throw new UnauthorizedException('Send a bearer token of this service.');
    const outcome = await this.client.outcomeOf(id);
    if (outcome.status !== 'refused') return { id, ...outcome };
    return {
      id,
      ...outcome,
      problems: outcome.problems.map((problem) => ({ ...problem, message: describeProblem(problem) })),
    };
  }
}
