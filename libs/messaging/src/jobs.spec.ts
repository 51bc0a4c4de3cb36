import { sql } from 'kysely';
import { problem } from '#contracts/problems';
import { openWorld, type World } from '#testing/world';
import { advanceJobs } from './advance-jobs.sql.js';
import { addOperations, openBulk, openOperations, takeOverOutcomes } from './bulks.sql.js';
import { commandKey, GATEWAY_SOURCE } from './command-key.js';
import { addPart, endExport, restartExport, stillAtWork, takeExport } from './exports.sql.js';
import { deleteJob, forgetJobs, interruptJob, openJob } from './jobs.sql.js';
import { recordsIn, type EventRecord } from './outbox-rows.js';
import { saveOutcomes } from './outcomes.sql.js';

const WINDOW = 1_000;
const BYTES = 1_000_000;
const REFUSED = { status: 'refused' as const, problems: [problem('LIST_EMPTY', '')] };
const DONE = { status: 'done' as const, view: {} };

let world: World;
beforeAll(async () => {
  world = await openWorld(3);
});
afterAll(() => world.close());
afterEach(() => world.orm.em.fork().execute('truncate job, job_file, bulk, bulk_operation, outcome, outbox'));

const em = () => world.orm.em.fork();

type Tx = ReturnType<typeof em>;
const inTransaction = <T>(work: (tx: Tx) => Promise<T>) => em().transactional(work);

async function openedBulk(tx: Tx, uuid: string, topic: string | null, size: number, rejected: number[] = []) {
  const bulk = { uuid, topic, command: 'SaveSkus' as const, userType: 1, userId: 1, operationCount: size };
  const bulkId = (await openBulk(tx, bulk))!;
  const operations = Array.from({ length: size }, (_, number) => ({
    ...{ number, request: '{}' },
    order: rejected.includes(number) ? { rejection: {} } : { data: '{}', key: 'sku:a' },
  }));
  await addOperations(tx, { id: bulkId, uuid }, operations);
  return bulkId;
}

/** A bulk that is no job's. */
const bulkOf = (name: string, size: number) => inTransaction((tx) => openedBulk(tx, name, 'a.topic', size));

/** An import whose operations stand open, but for those that are rejected. */
async function importOf(name: string, size: number, { rejected = [] as number[], skipErrors = false } = {}) {
  await inTransaction(async (tx) => {
    const bulkId = await openedBulk(tx, name, null, size, rejected);
    const job = { publicId: name, kind: 'imports' as const, resourceType: 'skus', token: name };
    await openJob(tx, { ...job, bulkId, size, options: { skipErrors } });
  });
}

const sent = async (bytes = BYTES) => (await openOperations(em(), WINDOW, bytes, [])).map(({ commandId }) => commandId);
const decide = (ids: string[], outcome: typeof DONE | typeof REFUSED) =>
  saveOutcomes(
    em(),
    ids.map((id) => ({ key: commandKey(GATEWAY_SOURCE, id), outcome, fingerprint: undefined })),
  );
const look = async () => {
  await takeOverOutcomes(em(), WINDOW);
  await advanceJobs(em(), WINDOW);
};
const stands = async (name: string) => {
  const { rows } = await sql`
    select status, settled, processed_count as processed, errors_count as errors from job where public_id = ${name}`.execute(
    em().getKysely(),
  );
  return rows[0];
};
const openOf = async (name: string) => {
  const { rows } = await sql`
    select from bulk_operation o join bulk b on b.bulk_id = o.operation_id >> 24
    where b.bulk_uuid = ${name} and o.status = 4`.execute(em().getKysely());
  return rows.length;
};
const told = async () => {
  const { rows } = await sql<{ records: string }>`select records from outbox order by outbox_id`.execute(
    em().getKysely(),
  );
  const records = rows.flatMap((row) => [...recordsIn(row.records)]) as EventRecord[];
  return records.map(({ key, value }) => `${key} ${(JSON.parse(value) as { step: string }).step}`);
};

describe('a job with operations', () => {
  test('is sent once it is in progress, and no more than 250 operations of it at a time', async () => {
    await importOf('a', 600);
    expect(await sent()).toEqual([]);
    await look();
    expect(await stands('a')).toEqual({ status: 'in_progress', settled: false, processed: 0, errors: 0 });
    const first = await sent();
    expect([first.length, first[0], first.at(-1)]).toEqual([250, 'a:0', 'a:249']);
    await decide(first.slice(5), DONE);
    await look();
    expect(await stands('a')).toEqual({ status: 'in_progress', settled: false, processed: 245, errors: 0 });
    expect((await sent()).at(-1)).toBe('a:494');
  });

  test('keeps no bulk that came later waiting until it has ended', async () => {
    await importOf('a', 1_500);
    await importOf('b', 600);
    await bulkOf('c', 5);
    await importOf('d', 300);
    await bulkOf('e', 5);
    await look();
    const first = await sent();
    const numbersOf = (name: string) => first.filter((id) => id.startsWith(`${name}:`)).length;
    expect(['a', 'b', 'c', 'd', 'e'].map(numbersOf)).toEqual([250, 250, 5, 250, 5]);
    await decide(
      first.filter((id) => id.startsWith('c:')),
      DONE,
    );
    await look();
    expect(await openOf('c')).toBe(0);
    expect(await stands('a')).toEqual({ status: 'in_progress', settled: false, processed: 0, errors: 0 });
  });

  test('keeps none waiting either that came later than much of what is large', async () => {
    await importOf('a', 300);
    await bulkOf('b', 300);
    await bulkOf('c', 5);
    await look();
    const bytes = 2 * 400;
    const numbersOf = async (name: string) => (await sent(bytes)).filter((id) => id.startsWith(`${name}:`)).length;
    expect([await numbersOf('a'), await numbersOf('b'), await numbersOf('c')]).toEqual([100, 300, 0]);
    await decide(
      Array.from({ length: 300 }, (_, number) => `b:${number}`),
      DONE,
    );
    await look();
    expect([await numbersOf('a'), await numbersOf('c')]).toEqual([100, 5]);
  });

  test('leaves as much room as there is to those that come first', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await importOf(name, 260);
    await bulkOf('f', 5);
    await look();
    const first = await sent();
    expect([first.length, first.at(-1)]).toEqual([WINDOW, 'd:249']);
    expect(await stands('e')).toMatchObject({ status: 'pending' });
    await decide(
      first.filter((id) => id.startsWith('a:')),
      DONE,
    );
    await look();
    expect((await sent()).at(-1)).toBe('e:239');
    expect(await stands('e')).toMatchObject({ status: 'in_progress' });
  });

  test('counts each operation once, however often it is looked at, and is completed in the end', async () => {
    await importOf('a', 300, { rejected: [3, 290] });
    await look();
    await decide(['a:0', 'a:2', 'a:4'], DONE);
    await look();
    expect(await stands('a')).toMatchObject({ processed: 3, errors: 0 });
    await decide(['a:1'], REFUSED);
    await look();
    await look();
    expect(await stands('a')).toMatchObject({ status: 'in_progress', processed: 3, errors: 2 });
    for (let round = 0; round < 2; round++) {
      await decide(await sent(), DONE);
      await look();
    }
    expect(await stands('a')).toEqual({ status: 'completed', settled: true, processed: 297, errors: 3 });
    expect(await told()).toEqual(['a create', 'a start', 'a complete']);
  });

  test('is interrupted by refusals; what was never sent is called off', async () => {
    await importOf('a', 1_000);
    await look();
    const first = await sent();
    await decide(first.slice(0, 101), REFUSED);
    await look();
    expect(await stands('a')).toMatchObject({ status: 'in_progress', settled: false, errors: 101 });
    const rest = await sent();
    expect([rest.length, rest.at(-1)]).toEqual([250, 'a:350']);
    await decide(rest, DONE);
    await look();
    expect(await stands('a')).toEqual({ status: 'interrupted', settled: true, processed: 250, errors: 101 });
    expect(await sent()).toEqual([]);
    expect(await told()).toEqual(['a create', 'a start', 'a interrupt']);
  });

  test('goes on in spite of refusals when it skips them', async () => {
    await importOf('a', 300, { skipErrors: true });
    await look();
    await decide(await sent(), REFUSED);
    await look();
    expect(await stands('a')).toMatchObject({ status: 'in_progress', errors: 250 });
    expect(await sent()).toHaveLength(50);
  });

  test('that is interrupted by hand finishes what may be under way, and nothing if it has not begun', async () => {
    await importOf('a', 300);
    await look();
    await importOf('b', 300);
    for (const name of ['a', 'b']) expect(await inTransaction((tx) => interruptJob(tx, 'imports', name))).toBe(true);
    expect(await inTransaction((tx) => interruptJob(tx, 'exports', 'a'))).toBe(false);
    await look();
    expect(await stands('a')).toMatchObject({ status: 'interrupted', settled: false });
    expect(await stands('b')).toEqual({ status: 'interrupted', settled: true, processed: 0, errors: 0 });
    const rest = await sent();
    expect(rest).toHaveLength(250);
    await decide(rest, DONE);
    await look();
    expect(await stands('a')).toEqual({ status: 'interrupted', settled: true, processed: 250, errors: 0 });
  });

  test('that is deleted is not sent on, and is forgotten seven days after it was made if it is not', async () => {
    await importOf('a', 300);
    await importOf('b', 1);
    expect(await inTransaction((tx) => deleteJob(tx, 'imports', 'a'))).toBe(true);
    await look();
    expect(await sent()).toEqual(['b:0']);
    await em().execute(`update job set created_at = now() - interval '8 days'`);
    expect(await forgetJobs(em(), 10)).toBe(0);
    await decide(['b:0'], DONE);
    await look();
    expect(await forgetJobs(em(), 10)).toBe(1);
  });
});

describe('an export', () => {
  const opened = (name: string) =>
    inTransaction((tx) =>
      openJob(tx, { publicId: name, kind: 'exports', resourceType: 'skus', token: name, options: { format: 'csv' } }),
    );
  const part = { number: 0, content: 'x', processed: 1, size: 2 };
  const files = async () => (await sql`select from job_file`.execute(em().getKysely())).rows.length;

  test("is one worker's at a time, until nothing is heard of that one", async () => {
    await opened('a');
    const job = (await takeExport(em(), 'w1'))!;
    expect(job).toMatchObject({ resourceType: 'skus', options: { format: 'csv' } });
    expect(await takeExport(em(), 'w2')).toBeUndefined();
    expect(await addPart(em(), job.jobId, 'w1', part)).toBe(true);
    await em().execute(`update job set worked_at = now() - interval '11 seconds'`);
    expect(await takeExport(em(), 'w2')).toMatchObject({ jobId: job.jobId, attempts: 2 });
    expect(await files()).toBe(0);
    expect(await addPart(em(), job.jobId, 'w1', part)).toBe(false);
    await endExport(em(), job.jobId, 'w1');
    expect(await stands('a')).toMatchObject({ status: 'in_progress', settled: false });
    expect(await addPart(em(), job.jobId, 'w2', part)).toBe(true);
    await endExport(em(), job.jobId, 'w2');
    expect(await stands('a')).toMatchObject({ status: 'completed', settled: true, processed: 1 });
    expect(await told()).toEqual(['a create', 'a start', 'a complete']);
  });

  test('stays with the worker that says it is still at work, and with no other', async () => {
    await opened('a');
    const { jobId } = (await takeExport(em(), 'w1'))!;
    const silence = () => em().execute(`update job set worked_at = now() - interval '11 seconds'`);
    await silence();
    await stillAtWork(em(), jobId, 'w1');
    expect(await takeExport(em(), 'w2')).toBeUndefined();
    await silence();
    await stillAtWork(em(), jobId, 'another');
    expect(await takeExport(em(), 'w2')).toMatchObject({ jobId });
  });

  test('that has failed says why, and can be made anew', async () => {
    await opened('a');
    const job = (await takeExport(em(), 'w'))!;
    await endExport(em(), job.jobId, 'w', new RangeError('too much'));
    const { rows } = await sql`select status, errors_log as log from job`.execute(em().getKysely());
    expect(rows).toEqual([{ status: 'failed', log: { RangeError: 'too much' } }]);
    expect(await inTransaction((tx) => restartExport(tx, 'a'))).toBe(true);
    expect(await inTransaction((tx) => restartExport(tx, 'a'))).toBe(false);
    expect(await takeExport(em(), 'w')).toMatchObject({ jobId: job.jobId, attempts: 1 });
  });

  test('is forgotten with its file after a day', async () => {
    await opened('a');
    const job = (await takeExport(em(), 'w'))!;
    await addPart(em(), job.jobId, 'w', part);
    await endExport(em(), job.jobId, 'w');
    expect(await forgetJobs(em(), 10)).toBe(0);
    await em().execute(`update job set created_at = now() - interval '25 hours'`);
    expect([await forgetJobs(em(), 10), await files()]).toEqual([1, 0]);
  });
});
