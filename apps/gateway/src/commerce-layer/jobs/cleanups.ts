import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Search } from '#inventory/search';
import type { OperationToAdd } from '#messaging/bulks.sql';
import { readAttributes } from '../attributes.rules.js';
import { invalid, RequestRefused, type ErrorObject } from '../errors.js';
import { readBody } from '../read-body.rules.js';
import { fieldOf, idOf, type Resource } from '../resource.js';
import { resourceOf } from '../resources.js';
import { Writers } from '../writers.js';
import { acceptJob, type JobWish } from './accept-job.js';
import { CLEANABLE } from './cleanable.js';
import { readJobFilters } from './job-filters.rules.js';
import type { JobView } from './jobs.queries.js';

type CleanupWish = Pick<JobWish, 'resourceType' | 'reference' | 'referenceOrigin' | 'metadata'> & {
  filters?: Record<string, unknown> | null;
};

const AT_ONCE = 1_000;
const MOST_RECORDS = 10_000;

/** Accepts cleanups: an operation for each record that is there at that time. Commerce Layer contract §2, Bulk. */
@Injectable()
export class Cleanups {
  constructor(
    private readonly em: EntityManager,
    private readonly writers: Writers,
  ) {}

  /** Accepts a cleanup; answers with it as it was accepted. Throws {@link RequestRefused}. */
  accept(request: FastifyRequest, text: string | undefined): Promise<JobView> {
    const cleanups = resourceOf('cleanups');
    const { attributes } = readBody(text, cleanups);
    const faults: ErrorObject[] = [];
    const wish = readAttributes<CleanupWish>(cleanups.body!.attributes, attributes, faults, { isNew: true });
    const { filters = null, ...given } = wish;
    const cleanable = CLEANABLE[given.resourceType];
    const where = cleanable ? readJobFilters(cleanable.resource, filters, faults) : [];
    if (faults.length > 0) throw new RequestRefused(faults);
    const { resource, command } = cleanable!;
    return acceptJob(this.em, request, text!, {
      // One that nobody may delete keeps nobody from deleting the others.
      ...{ ...given, kind: 'cleanups', options: { filters, skipErrors: true } },
      work: { command, operations: (tx) => this.deletions(tx, resource, where) },
    });
  }

  private async *deletions(
    tx: EntityManager,
    resource: Resource,
    where: Search['where'],
  ): AsyncGenerator<OperationToAdd<object>[]> {
    let number = 0;
    const operationOf = (view: object): OperationToAdd<object> => {
      if (number === MOST_RECORDS) throw tooMany();
      const { data, key } = this.writers.of(resource.type).deletingOf(view);
      const code = fieldOf(view, 'sku');
      return {
        number: number++,
        request: JSON.stringify({ id: idOf(view), code }),
        order: { data: JSON.stringify(data), key },
      };
    };
    const { items, total, more } = await resource.search(tx, { where, sort: [], chunk: AT_ONCE });
    if (total > MOST_RECORDS) throw tooMany();
    yield items.map(operationOf);
    for await (const some of more?.() ?? []) yield some.map(operationOf);
  }
}

function tooMany(): RequestRefused {
  const title = `find more than ${MOST_RECORDS} records, which are the most: filter them by parts`;
  return new RequestRefused([invalid('attributes', 'filters', { error: 'too_many', title, count: MOST_RECORDS })]);
}
