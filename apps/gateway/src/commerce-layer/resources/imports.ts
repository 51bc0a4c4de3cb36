import { COMMON_WRITABLE, readBoolean, readOneOf, readText } from '../attributes.rules.js';
import { withErrors } from '../jobs/errors-logs.js';
import { IMPORTABLE } from '../jobs/importable.js';
import { withInputs } from '../jobs/inputs.js';
import { asGiven, JOB_CHANGES, JOB_RELATIONSHIPS, resourceType } from '../jobs/job-attributes.rules.js';
import { searchJobs, type JobView } from '../jobs/jobs.queries.js';
import { COMMON, ID, type Resource } from '../resource.js';

/** Imports; inputs come with one by itself. Commerce Layer contract §2, Bulk. */
export const IMPORTS: Resource<keyof JobView | 'inputs'> = {
  type: 'imports',
  search: (em, search) => searchJobs(em, 'imports', search),
  expand: async (em, views, showing) =>
    withInputs(em, await withErrors(em, IMPORTABLE, views as JobView[], showing), showing),
  attributes: {
    resource_type: { kind: 'text', field: 'resourceType', sortable: true },
    format: { kind: 'text', field: 'format', sortable: true },
    parent_resource_id: { kind: 'text', field: 'parentResourceId', sortable: true },
    status: { kind: 'text', field: 'status', sortable: true },
    started_at: { kind: 'time', field: 'startedAt', sortable: true },
    completed_at: { kind: 'time', field: 'completedAt', sortable: true },
    interrupted_at: { kind: 'time', field: 'interruptedAt', sortable: true },
    inputs: { kind: 'list', field: 'inputs' },
    inputs_size: { kind: 'integer', field: 'size', sortable: true },
    errors_count: { kind: 'integer', field: 'errorsCount', sortable: true },
    warnings_count: { kind: 'integer', field: 'warningsCount', sortable: true },
    processed_count: { kind: 'integer', field: 'processedCount', sortable: true },
    errors_log: { kind: 'json', field: 'errorsLog' },
    warnings_log: { kind: 'json', field: 'warningsLog' },
    skip_errors: { kind: 'boolean', field: 'skipErrors' },
    attachment_url: { kind: 'text', field: 'attachmentPath', path: true, sortable: true },
    ...COMMON,
  },
  searchable: ID,
  relationships: JOB_RELATIONSHIPS,
  body: {
    attributes: {
      resource_type: resourceType(...Object.keys(IMPORTABLE)),
      format: { field: 'format', read: readOneOf('json', 'csv') },
      parent_resource_id: { field: 'parentResourceId', read: readText },
      inputs: { field: 'inputs', read: asGiven, required: true },
      skip_errors: { field: 'skipErrors', read: readBoolean },
      ...COMMON_WRITABLE,
    },
    changes: JOB_CHANGES,
    relationships: {},
  },
};
