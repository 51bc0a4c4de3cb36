import { COMMON_WRITABLE, readBoolean, readOneOf } from '../attributes.rules.js';
import { asGiven, JOB_CHANGES, JOB_RELATIONSHIPS, resourceType } from '../jobs/job-attributes.rules.js';
import { searchJobs, type JobView } from '../jobs/jobs.queries.js';
import { COMMON, ID, type Resource } from '../resource.js';

/** What can be exported. */
export const EXPORTABLE = [
  ...['addresses', 'skus', 'stock_locations', 'inventory_models', 'inventory_stock_locations', 'stock_levels'],
  ...['inventory_return_locations', 'stock_items', 'reserved_stocks', 'stock_reservations', 'stock_transfers'],
  'stock_line_items',
];

/** Exports. Commerce Layer contract §2, Bulk. */
export const EXPORTS: Resource<keyof JobView> = {
  type: 'exports',
  search: (em, search) => searchJobs(em, 'exports', search),
  attributes: {
    resource_type: { kind: 'text', field: 'resourceType', sortable: true },
    format: { kind: 'text', field: 'format', sortable: true },
    status: { kind: 'text', field: 'status', sortable: true },
    includes: { kind: 'list', field: 'includes' },
    fields: { kind: 'list', field: 'fields' },
    filters: { kind: 'json', field: 'filters' },
    dry_data: { kind: 'boolean', field: 'dryData' },
    jwt_filters: { kind: 'boolean', field: 'jwtFilters' },
    started_at: { kind: 'time', field: 'startedAt', sortable: true },
    completed_at: { kind: 'time', field: 'completedAt', sortable: true },
    estimated_completion_at: { kind: 'time', constant: null },
    interrupted_at: { kind: 'time', field: 'interruptedAt', sortable: true },
    records_count: { kind: 'integer', field: 'size', sortable: true },
    processed_count: { kind: 'integer', field: 'processedCount', sortable: true },
    progress: { kind: 'integer', field: 'progress' },
    attachment_url: { kind: 'text', field: 'attachmentPath', path: true, sortable: true },
    errors_log: { kind: 'json', field: 'errorsLog' },
    ...COMMON,
  },
  searchable: ID,
  relationships: JOB_RELATIONSHIPS,
  body: {
    attributes: {
      resource_type: resourceType(...EXPORTABLE),
      format: { field: 'format', read: readOneOf('json', 'csv') },
      includes: { field: 'includes', read: asGiven },
      fields: { field: 'fields', read: asGiven },
      filters: { field: 'filters', read: asGiven },
      dry_data: { field: 'dryData', read: readBoolean },
      jwt_filters: { field: 'jwtFilters', read: readBoolean },
      ...COMMON_WRITABLE,
    },
    changes: { _start: { field: 'start', read: readBoolean }, ...JOB_CHANGES },
    relationships: {},
  },
};
