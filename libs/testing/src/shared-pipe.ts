import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptying, tablesBut } from './emptying.js';
import { eventually } from './eventually.js';
import { startApps } from './pipe.js';
import { openClient, type PipeClient } from './pipe-client.js';

/**
 * A client of a pipe that spec files take in turns, one pipe for each worker of jest: starting one costs seconds. Its database is as after
 * `stockwire migrate`; its topics still hold what earlier files have sent. Take a pipe of your own (`startPipe`) to harm apps or to set them
 * differently. Needs a build.
 */
export async function sharedPipe(): Promise<PipeClient> {
  const file = join(process.env.TEST_PIPES!, `${process.env.JEST_WORKER_ID}.json`);
  const written = await readFile(file, 'utf8').catch(() => undefined);
  if (!written) return startedFor(file);
  const { environment, pids } = JSON.parse(written) as Shared;
  if (!(await bothAnswer(environment)))
    throw new Error(
      `Worker ${pids[0]} or gateway ${pids[1]}, which spec files share, has ended: one before this has harmed it.`,
    );
  const client = await openClient(environment);
  await empty(client);
  return client;
}

/** What is written down of a pipe: its environment, and the processes of its worker and its gateway. */
interface Shared {
  environment: Record<string, string>;
  pids: number[];
}

async function startedFor(file: string): Promise<PipeClient> {
  const { environment, worker, gateway, end } = await startApps();
  try {
    for (const app of [worker, gateway]) app.outlive();
    const client = await openClient(environment);
    await client.sql(REMEMBER);
    await writeFile(file, JSON.stringify({ environment, pids: [worker.pid, gateway.pid] } satisfies Shared));
    return client;
  } catch (error) {
    await end();
    throw error;
  }
}

async function bothAnswer({ PORT, WORKER_PORT }: Record<string, string>): Promise<boolean> {
  const answers = [PORT, WORKER_PORT].map((port) => fetch(`http://127.0.0.1:${port}/health/live`));
  return (await Promise.allSettled(answers)).every(({ status }) => status === 'fulfilled');
}

/** Waits until all that was sent is done and brings the tables back to what they held at first. */
async function empty(pipe: PipeClient): Promise<void> {
  const admin = pipe.kafka.admin();
  await admin.connect();
  try {
    await eventually(async () => {
      const ends = await admin.fetchTopicOffsets(pipe.topics.commands);
      const places = await pipe.sql<{ partition: number; next: string }>(PLACES, [pipe.topics.commands]);
      for (const { partition, high } of ends)
        if (high !== '0') expect(places.find((place) => place.partition === partition)?.next).toBe(high);
      return (await pipe.sql(UNDER_WAY)).length === 0;
    }, 60_000);
  } finally {
    await admin.disconnect();
  }
  await eventually(() => pipe.sql(RESTORE).then(() => true));
}

const PLACES = 'select partition, next_offset::text as next from applied_offset where topic = $1';
const UNDER_WAY = `select outbox_id from outbox union all select operation_id from bulk_operation where status = 4
  union all select stock_id from rewiring limit 1`;

/** Places in topics that stay, and what is on its way to others. */
const KEPT = ['applied_offset', 'outbox'];

const TABLES = `select tablename from pg_tables where schemaname = 'pristine'`;

const REMEMBER = `create schema pristine;
do $$ declare name text; begin
  for name in ${tablesBut(...KEPT)}
    loop execute format('create table pristine.%1$I as table public.%1$I', name); end loop;
end $$`;

const RESTORE = `${emptying(...KEPT)};
do $$ declare name text; begin
  for name in ${TABLES} loop execute format('insert into public.%1$I overriding system value table pristine.%1$I', name); end loop;
  update topology set version = floor(random() * 1e9);
end $$`;
