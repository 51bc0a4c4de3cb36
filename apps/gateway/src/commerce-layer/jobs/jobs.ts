import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { JobKind } from '#contracts/jobs';
import { transact } from '#database/pipelined-transaction';
import { restartExport } from '#messaging/exports.sql';
import { changeJob, countOpenJobs, deleteJob, interruptJob, MOST_JOBS, type JobChange } from '#messaging/jobs.sql';
import { readAttributes } from '../attributes.rules.js';
import { recordNotFound, RequestRefused, type ErrorObject } from '../errors.js';
import { readBody } from '../read-body.rules.js';
import { resourceOf } from '../resources.js';
import { tooMany } from './accept-job.js';

/** Changes and deletes jobs, whatever they do. */
@Injectable()
export class Jobs {
  constructor(private readonly em: EntityManager) {}

  /** Changes what one says of a job, and interrupts it or has it begin anew if that is asked for. Throws {@link RequestRefused}. */
  async change(kind: JobKind, id: string, text: string | undefined): Promise<JobChange & { start?: boolean }> {
    const resource = resourceOf(kind);
    const changeable = { ...resource, body: { ...resource.body!, attributes: resource.body!.changes! } };
    const { attributes } = readBody(text, changeable, id);
    const faults: ErrorObject[] = [];
    const change = readAttributes<JobChange & { interrupt?: boolean; start?: boolean }>(
      changeable.body.attributes,
      attributes,
      faults,
    );
    if (faults.length > 0) throw new RequestRefused(faults);
    await transact(this.em, async (tx) => {
      if (!(await changeJob(tx, kind, id, change))) throw recordNotFound(id);
      if (change.interrupt) await interruptJob(tx, kind, id);
      else if (change.start && (await restartExport(tx, id)) && (await countOpenJobs(tx, kind)) > MOST_JOBS)
        throw tooMany(kind);
    });
    return change;
  }

  /** Deletes a job; one that has not ended is interrupted with it. Throws {@link RequestRefused}. */
  async remove(kind: JobKind, id: string): Promise<void> {
    if (!(await transact(this.em, (tx) => deleteJob(tx, kind, id)))) throw recordNotFound(id);
  }
}
