import type { EntityManager } from '@mikro-orm/postgresql';
import { shows, type Resource, type Showing } from '../resource.js';
import { addErrors, type ErrorsLog } from './errors-log.rules.js';
import { failedOperations, firstFailedOperations, type FailedOperation, type JobView } from './jobs.queries.js';

const MOST = { message: { each: 250, bytes: 65_536 }, beginning: { each: 25, bytes: 65_536 } };

/**
 * Jobs with what is wrong with their operations, in the words of the resource that each is about, if that is to be shown. Of the whole all is told,
 * else as much as a few operations of each job are about.
 */
export async function withErrors(
  em: EntityManager,
  kinds: Record<string, { resource: Resource }>,
  jobs: JobView[],
  showing: Showing,
): Promise<JobView[]> {
  if (!shows(showing, 'errors_log')) return jobs;
  const faulty = jobs.filter(({ errorsCount, bulkId }) => errorsCount > 0 && bulkId !== null);
  const logs = new Map(faulty.map(({ bulkId }) => [bulkId, Object.create(null) as ErrorsLog]));
  const bodies = new Map(faulty.map(({ bulkId, resourceType }) => [bulkId, kinds[resourceType]!.resource.body!]));
  for await (const some of failuresOf(em, [...logs.keys()] as number[], showing.extent))
    for (const one of some) addErrors(logs.get(one.bulkId)!, one, bodies.get(one.bulkId)!);
  return jobs.map((job) => ({ ...job, errorsLog: logs.get(job.bulkId) ?? {} }));
}

async function* failuresOf(
  em: EntityManager,
  bulkIds: number[],
  extent: Showing['extent'],
): AsyncGenerator<FailedOperation[]> {
  if (extent !== 'whole') yield await firstFailedOperations(em, bulkIds, MOST[extent]);
  else for (const bulkId of bulkIds) yield* failedOperations(em, bulkId);
}
