import type { EntityManager } from '@mikro-orm/postgresql';
import { shows, type Showing } from '../resource.js';
import { bytesOfRequests, requestsOf, type JobView } from './jobs.queries.js';

/** Most bytes of inputs that a message holds, as it is kept and repeated. */
const MESSAGE_BYTES = 262_144;

/** Imports with their inputs, if those are to be shown and there is room for them: none in lists, and no more than a message may hold. */
export async function withInputs(em: EntityManager, jobs: JobView[], showing: Showing): Promise<object[]> {
  const { extent } = showing;
  if (extent === 'beginning' || !shows(showing, 'inputs')) return jobs;
  return Promise.all(
    jobs.map(async (job) => {
      if ('inputs' in job) return job;
      if (extent === 'message' && (await bytesOfRequests(em, job.bulkId!)) > MESSAGE_BYTES) return job;
      const inputs: object[] = [];
      for await (const requests of requestsOf(em, job.bulkId!))
        inputs.push(...requests.map((one) => JSON.parse(one) as object));
      return { ...job, inputs };
    }),
  );
}
