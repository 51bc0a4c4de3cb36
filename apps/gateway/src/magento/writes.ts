import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandName } from '#contracts/commands';
import { Commands } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
import { givenBy } from './webapi/input.js';
import type { Write } from './webapi/write.js';

/** Carries out writes for clients that wait for the outcome. */
@Injectable()
export class Writes {
  constructor(private readonly commands: Commands) {}

  /** The answer to a request for a write. Throws why it was refused. */
  async perform<N extends CommandName>(request: FastifyRequest, write: Write<N>): Promise<unknown> {
    const { data, key } = write.orderOf(givenBy(request));
    const settled = await this.commands.submit(request, write.command, data, key);
    if (settled.status === 'refused') throw refusalOf(write.command, settled.problems);
    return write.answerOf(settled.view);
  }
}
