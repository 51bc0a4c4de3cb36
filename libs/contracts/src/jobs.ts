/** Jobs that take their time: records taken in, given out, deleted. Commerce Layer contract §2, Bulk. */
export const JOB_KINDS = ['imports', 'exports', 'cleanups'] as const;

/** One of {@link JOB_KINDS}. */
export type JobKind = (typeof JOB_KINDS)[number];

/** Where a job stands; only an export can have failed. */
export type JobStatus = 'pending' | 'in_progress' | 'interrupted' | 'completed' | 'failed';

/** What happens to a job in its life. */
export type JobStep = 'create' | 'start' | 'complete' | 'interrupt' | 'fail' | 'destroy';

/** A job was made, was begun, ended or was deleted. Time in ISO 8601 UTC. */
export interface JobChanged {
  jobId: string;
  kind: JobKind;
  step: JobStep;
  resourceType: string;
  status: JobStatus;
  updatedAt: string;
}
