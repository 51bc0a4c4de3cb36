import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { failureOf } from '#messaging/failure.rules';
import { addPart, endExport, stillAtWork, takeExport, type ExportAtWork } from '#messaging/exports.sql';
import { readCompound } from '../compound.js';
import type { ErrorObject } from '../errors.js';
import { resourceOf } from '../resources.js';
import { exportRecords } from './export-records.rules.js';
import { csvText, JSON_TEXT } from './export-text.rules.js';
import { includesOf, readExportTree } from './export-tree.rules.js';
import { readJobFilters } from './job-filters.rules.js';

const LOOK_MS = 1_000;
// Few enough for their garbage to be young when it is collected.
const AT_ONCE = 500;
const BEAT_MS = 3_000;
const MOST_ATTEMPTS = 10;

/** Makes the files of exports, one at a time, a part at a time; any gateway goes on where another was stopped, from the beginning. */
@Injectable()
export class ExportRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Exports');
  private readonly stopping = new AbortController();
  private bell = new AbortController();
  private running?: Promise<void>;

  constructor(private readonly em: EntityManager) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Looks for an export now and not only within a second. */
  wake(): void {
    this.bell.abort();
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const worker = randomUUID();
      try {
        const job = await takeExport(this.em.fork(), worker);
        if (job) await this.make(job, worker);
        else await this.pause();
      } catch (error) {
        this.log.warn(`Exports wait: ${String(error)}`);
        await this.pause();
      }
    }
  }

  /** What cannot be made has failed; what an outage, or the end of a gateway, stopped is taken on again, ten times in all. */
  private async make(job: ExportAtWork, worker: string): Promise<void> {
    if (job.attempts > MOST_ATTEMPTS) {
      const failure = new Error(`It was cut short ${MOST_ATTEMPTS} times.`);
      return endExport(this.em.fork(), job.jobId, worker, failure);
    }
    const beat = setInterval(() => void stillAtWork(this.em.fork(), job.jobId, worker).catch(() => undefined), BEAT_MS);
    try {
      if (await this.write(job, worker)) await endExport(this.em.fork(), job.jobId, worker);
    } catch (error) {
      if (failureOf(error) !== 'bug' && job.attempts < MOST_ATTEMPTS) throw error;
      this.log.error(`Export ${job.jobId} failed.`, (error as Error).stack);
      await endExport(this.em.fork(), job.jobId, worker, error as Error);
    } finally {
      clearInterval(beat);
    }
  }

  private async write({ jobId, resourceType, options }: ExportAtWork, worker: string): Promise<boolean> {
    const resource = resourceOf(resourceType);
    const faults: ErrorObject[] = [];
    const tree = readExportTree(resource, { includes: options.includes, fields: options.fields }, faults);
    const where = readJobFilters(resource, options.filters, faults);
    const dry = options.dryData === true;
    const text = options.format === 'csv' ? csvText(tree, dry) : JSON_TEXT;
    const em = this.em.fork();
    const { items, total, more } = await resource.search(em, { where, sort: [], chunk: AT_ONCE });
    let [number, processed] = [0, 0];
    const keep = async (views: object[]) => {
      const compound = await readCompound(em, resource, views, includesOf(tree));
      const records = exportRecords(tree, views, compound, dry);
      const content = (number === 0 ? text.head : '') + text.of(records, processed === 0);
      processed += views.length;
      return addPart(em, jobId, worker, { number: number++, content, processed, size: Math.max(total, processed) });
    };
    if (!(await keep(items))) return false;
    for await (const views of more?.() ?? []) if (this.stopping.signal.aborted || !(await keep(views))) return false;
    return addPart(em, jobId, worker, { number, content: text.foot, processed, size: processed });
  }

  private async pause(): Promise<void> {
    this.bell = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, this.bell.signal]);
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
