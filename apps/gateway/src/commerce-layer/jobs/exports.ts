import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { readAttributes } from '../attributes.rules.js';
import { RequestRefused, type ErrorObject } from '../errors.js';
import { readBody } from '../read-body.rules.js';
import { isResourceType, resourceOf } from '../resources.js';
import { acceptJob, type JobWish } from './accept-job.js';
import { ExportRunner } from './export-runner.js';
import { readExportTree } from './export-tree.rules.js';
import { readJobFilters } from './job-filters.rules.js';
import type { JobView } from './jobs.queries.js';

type ExportWish = Pick<JobWish, 'resourceType' | 'reference' | 'referenceOrigin' | 'metadata'> & {
  format?: string;
  includes?: string[] | null;
  fields?: string[] | null;
  filters?: Record<string, unknown> | null;
  dryData?: boolean;
  jwtFilters?: boolean;
};

/** Accepts exports. Commerce Layer contract §2, Bulk. */
@Injectable()
export class Exports {
  constructor(
    private readonly em: EntityManager,
    private readonly runner: ExportRunner,
  ) {}

  /** Accepts an export; answers with it as it was accepted. Throws {@link RequestRefused}. */
  async accept(request: FastifyRequest, text: string | undefined): Promise<JobView> {
    const resource = resourceOf('exports');
    const { attributes } = readBody(text, resource);
    const faults: ErrorObject[] = [];
    const wish = readAttributes<ExportWish>(resource.body!.attributes, attributes, faults, { isNew: true });
    const { format = 'json', includes = null, fields = null, filters = null, dryData, jwtFilters, ...given } = wish;
    if (isResourceType(given.resourceType ?? '')) {
      const exported = resourceOf(given.resourceType);
      readExportTree(exported, { includes, fields }, faults);
      readJobFilters(exported, filters, faults);
    }
    if (faults.length > 0) throw new RequestRefused(faults);
    const options = { format, includes, fields, filters, dryData, jwtFilters };
    const job = await acceptJob(this.em, request, text!, { ...given, kind: 'exports', options });
    this.runner.wake();
    return job;
  }
}
