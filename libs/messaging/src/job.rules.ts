import type { JobStatus, JobStep } from '#contracts/jobs';

/** A job as its sender finds it. */
export interface JobAtWork {
  status: JobStatus;
  /** How many inputs or records it is about. */
  size: number;
  /** Errors do not interrupt it. */
  skipErrors: boolean;
}

/** How its operations stand; of the errors those that it has come to. `next`: some of the open ones are among those to be sent. */
export interface Tally {
  errors: number;
  open: number;
  next: boolean;
}

/** What becomes of a job: the steps it takes, where it then stands, and whether the operations not yet under way are called off. */
export interface Course {
  steps: JobStep[];
  status: JobStatus;
  settled: boolean;
  callOff: boolean;
}

/** A job begins when its turn comes, ends when nothing of it is open, and is interrupted when more than a tenth of it are errors. Commerce Layer contract §2, Bulk. */
export function courseOf({ status, size, skipErrors }: JobAtWork, { errors, open, next }: Tally): Course {
  const begins: JobStep[] = status === 'pending' && (next || open === 0) ? ['start'] : [];
  const tooMany = !skipErrors && errors * 10 > size;
  if (open > 0) {
    const under = begins.length > 0 ? 'in_progress' : status;
    return { steps: begins, status: under, settled: false, callOff: tooMany && status === 'in_progress' };
  }
  if (status === 'interrupted') return { steps: [], status, settled: true, callOff: false };
  const end = tooMany ? (['interrupt', 'interrupted'] as const) : (['complete', 'completed'] as const);
  return { steps: [...begins, end[0]], status: end[1], settled: true, callOff: false };
}
