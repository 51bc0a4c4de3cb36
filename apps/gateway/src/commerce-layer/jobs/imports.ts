import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { chunksOf } from '../../chunks.js';
import { readAttributes } from '../attributes.rules.js';
import { invalid, RequestRefused, type ErrorObject } from '../errors.js';
import { MUST_EXIST } from '../problems.rules.js';
import { readBody } from '../read-body.rules.js';
import { Records } from '../records.js';
import { resourceOf } from '../resources.js';
import { acceptJob, type JobWish } from './accept-job.js';
import { IMPORTABLE, type Importable } from './importable.js';
import { ImportReader } from './import-reader.js';
import type { JobView } from './jobs.queries.js';
import type { Input } from './input.rules.js';
import { readInputs } from './read-inputs.js';

/** An import that somebody wants. */
type ImportWish = Pick<JobWish, 'resourceType' | 'reference' | 'referenceOrigin' | 'metadata'> & {
  format?: string;
  parentResourceId?: string | null;
  skipErrors?: boolean;
  inputs: Input[];
};

const AT_ONCE = 250;

/** Accepts imports: an operation for each input. Commerce Layer contract §2, Bulk. */
@Injectable()
export class Imports {
  constructor(
    private readonly em: EntityManager,
    private readonly records: Records,
    private readonly reader: ImportReader,
  ) {}

  /** Accepts an import; answers with it as it was accepted. Throws {@link RequestRefused}. */
  async accept(request: FastifyRequest, text: string | undefined): Promise<JobView & { inputs: Input[] }> {
    const { inputs, parentResourceId, skipErrors = false, format = 'json', ...given } = await this.wishIn(text);
    const importable = IMPORTABLE[given.resourceType]!;
    const { operations, warnings } = await this.reader.read(importable, inputs, {
      parentId: parentResourceId,
      skipErrors,
    });
    const job = await acceptJob(this.em, request, text!, {
      ...{ ...given, kind: 'imports', options: { format, parentResourceId, skipErrors }, warnings },
      work: { command: importable.command, operations: () => chunksOf(operations, AT_ONCE) },
    });
    return { ...job, inputs };
  }

  /** Reads the body. Throws {@link RequestRefused} with everything that is wrong. */
  private async wishIn(text: string | undefined): Promise<ImportWish> {
    const resource = resourceOf('imports');
    const { attributes } = readBody(text, resource);
    const faults: ErrorObject[] = [];
    const wish = readAttributes<ImportWish>(resource.body!.attributes, attributes, faults, { isNew: true });
    if ('inputs' in attributes) {
      const read = readInputs(attributes.inputs, wish.format);
      if ('inputs' in read) wish.inputs = read.inputs;
      else faults.push(invalid('attributes', 'inputs', read.violation));
    }
    const { resourceType, parentResourceId: value } = wish;
    const importable = IMPORTABLE[resourceType];
    if (importable && value && !(await this.hasParent(importable, value)))
      faults.push(invalid('attributes', 'parent_resource_id', { ...MUST_EXIST, value }));
    if (faults.length > 0) throw new RequestRefused(faults);
    return wish;
  }

  private async hasParent({ parent, resource }: Importable, id: string): Promise<boolean> {
    if (parent === undefined) return false;
    if (resource.body!.relationships[parent]!.unkept) return true;
    return (await this.records.find(resourceOf(resource.relationships[parent]!.to), id)) !== undefined;
  }
}
