import { COMMON_WRITABLE } from '../attributes.rules.js';
import { CLEANABLE } from '../jobs/cleanable.js';
import { withErrors } from '../jobs/errors-logs.js';
import { asGiven, JOB_CHANGES, JOB_RELATIONSHIPS, resourceType } from '../jobs/job-attributes.rules.js';
import { searchJobs, type JobView } from '../jobs/jobs.queries.js';
import { COMMON, ID, type Resource } from '../resource.js';

/** Cleanups. Commerce Layer contract §2, Bulk. */
export const CLEANUPS: Resource<keyof JobView> = {
  type: 'cleanups',
  search: (em, search) => searchJobs(em, 'cleanups', search),
  expand: (em, views, showing) => withErrors(em, CLEANABLE, views as JobView[], showing),
  attributes: {
    resource_type: { kind: 'text', field: 'resourceType', sortable: true },
    status: { kind: 'text', field: 'status', sortable: true },
    started_at: { kind: 'time', field: 'startedAt', sortable: true },
    completed_at: { kind: 'time', field: 'completedAt', sortable: true },
    interrupted_at: { kind: 'time', field: 'interruptedAt', sortable: true },
    filters: { kind: 'json', field: 'filters' },
    records_count: { kind: 'integer', field: 'size', sortable: true },
    errors_count: { kind: 'integer', field: 'errorsCount', sortable: true },
    processed_count: { kind: 'integer', field: 'processedCount', sortable: true },
    errors_log: { kind: 'json', field: 'errorsLog' },
    ...COMMON,
  },
  searchable: ID,
  relationships: JOB_RELATIONSHIPS,
  body: {
    attributes: {
      resource_type: resourceType(...Object.keys(CLEANABLE)),
      filters: { field: 'filters', read: asGiven },
      ...COMMON_WRITABLE,
    },
    changes: JOB_CHANGES,
    relationships: {},
  },
};
