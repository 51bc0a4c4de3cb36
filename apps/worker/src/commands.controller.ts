import { EntityManager } from '@mikro-orm/postgresql';
import { Catch, Controller, Inject, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Logger } from 'pino';
import { throwError, type Observable } from 'rxjs';
import { inTransaction } from '#database/unit-of-work';
import { applyBatch, type Surroundings } from '#inventory/apply-batch';
import { newPublicId } from '#inventory/public-id';
import { TopologyCache } from '#inventory/stocks/topology-cache';
import { applyOnce, type Batch, type Results } from '#messaging/apply-once';
import { COMMAND_BATCH } from '#messaging/command-server';
import { commandName } from '#messaging/records';
import { LOG } from './worker.tokens.js';

/** Hands the error as it is to the command server, which decides what becomes of the batch. */
@Catch()
class ThrowOn implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Where messaging and the domain meet: a batch, one transaction, each command once. */
@Controller()
@UseFilters(new ThrowOn())
export class CommandsController {
  private readonly around: Surroundings;

  constructor(
    private readonly em: EntityManager,
    topology: TopologyCache,
    @Inject(LOG) private readonly log: Logger,
  ) {
    this.around = { topology, newPublicId };
  }

  @EventPattern(COMMAND_BATCH)
  async apply(@Payload() batch: Batch): Promise<void> {
    const begun = performance.now();
    const results = await inTransaction(this.em, (tx) =>
      applyOnce(tx, batch, (inner, commands) => applyBatch(inner, commands, this.around)),
    );
    this.report(batch, results, performance.now() - begun);
  }

  private report({ messages }: Batch, results: Results, ms: number): void {
    this.log.info(
      {
        partitions: [...new Set(messages.map(({ partition }) => partition))],
        messages: messages.length,
        applied: results.length,
        ms: Math.round(ms),
        commandIds: messages.slice(0, 10).map(({ id }) => id),
      },
      'Applied a batch.',
    );
    for (const { received, outcome } of results) {
      if (outcome.status === 'done' && !this.log.isLevelEnabled('debug')) continue;
      const place = { partition: received.partition, offset: String(received.offset) };
      const line = { commandId: received.id, command: commandName(received), ...place };
      if (received.content.kind === 'poison') {
        this.log.warn({ ...line, problem: received.content.problem }, 'A message went to the dead letters.');
      } else if (outcome.status === 'refused') {
        this.log.info({ ...line, problems: outcome.problems.slice(0, 10) }, 'Refused a command.');
      } else {
        this.log.debug(line, 'Applied a command.');
      }
    }
  }
}
