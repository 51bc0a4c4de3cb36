import { sql } from 'kysely';
import { problem } from '#contracts/problems';
import { openWorld, type World } from '#testing/world';
import { addOperations, forgetBulks, openBulk, openOperations, OPERATIONS_NOW, takeOverOutcomes } from './bulks.sql.js';
import { commandKey, GATEWAY_SOURCE } from './command-key.js';
import { saveOutcomes } from './outcomes.sql.js';

const REFUSED = { status: 'refused' as const, problems: [problem('LIST_EMPTY', '')] };
const FAILED = { status: 'refused' as const, problems: [problem('COMMAND_FAILED', '', { detail: 'a bug' })] };
const DONE = { status: 'done' as const, view: { made: 1 } };

let world: World;
beforeAll(async () => {
  world = await openWorld(3);
});
afterAll(() => world.close());
afterEach(() => world.orm.em.fork().execute('truncate bulk, bulk_operation, outcome'));

const em = () => world.orm.em.fork();
const data = 'x'.repeat(100);

/** A bulk whose operations stand open, but for those that are rejected. */
async function accepted(uuid: string, count: number, rejected: number[] = []): Promise<void> {
  const bulk = {
    uuid,
    topic: 'a.topic',
    command: 'SaveSourceItems' as const,
    userType: 2,
    userId: 1,
    operationCount: count,
  };
  await em().transactional(async (tx) => {
    const id = (await openBulk(tx, bulk))!;
    const operations = Array.from({ length: count }, (_, number) => ({
      ...{ number, request: `{"n":${number}}` },
      order: rejected.includes(number) ? { rejection: { message: 'It does not fit.' } } : { data, key: 'sku:a' },
    }));
    await addOperations(tx, { id, uuid }, operations);
  });
}

const keyOf = (id: string) => commandKey(GATEWAY_SOURCE, id);
const decide = (id: string, outcome: typeof DONE | typeof REFUSED) =>
  saveOutcomes(em(), [{ key: keyOf(id), outcome, fingerprint: undefined }]);
const told = async () => {
  const { rows } = await sql<{ status: number; result: unknown }>`
    select status, result from ${OPERATIONS_NOW} o order by operation_id`.execute(em().getKysely());
  return rows.map(({ status, result }) => [status, result]);
};
const waiting = async (limit = 10, bytes = 10_000, sent: string[] = []) =>
  (await openOperations(em(), limit, bytes, sent)).map(({ commandId, data: given }) => (given ? commandId : null));
const age = (uuid: string, days: number) =>
  em().execute(`update bulk set started_at = now() - interval '${days} days' where bulk_uuid = '${uuid}'`);

describe('what waits to be sent', () => {
  it('comes bulk by bulk, in order, as much as there is room for', async () => {
    await accepted('a', 3, [1]);
    await accepted('b', 1);
    await expect(waiting()).resolves.toEqual(['a:0', 'a:2', 'b:0']);
    await expect(waiting(2)).resolves.toEqual(['a:0', 'a:2']);
    await expect(waiting(10, 150)).resolves.toEqual(['a:0', 'a:2']);
    await expect(waiting(10, 1)).resolves.toEqual(['a:0']);
  });

  it('keeps its place while it is under way, and leaves it when it is decided', async () => {
    await accepted('a', 2);
    await accepted('b', 1);
    await expect(waiting(2, 10_000, [keyOf('a:0')])).resolves.toEqual([null, 'a:1']);
    await decide('a:0', DONE);
    await takeOverOutcomes(em(), 10);
    await expect(waiting(2)).resolves.toEqual(['a:1', 'b:0']);
  });
});

it('what became of operations is told the same before and after it is taken over, and when outcomes are forgotten', async () => {
  await accepted('a', 5, [4]);
  await decide('a:0', DONE);
  await decide('a:1', REFUSED);
  await decide('a:2', FAILED);
  const states = [
    [1, DONE.view],
    [3, REFUSED.problems],
    [2, FAILED.problems],
    [4, null],
    [5, { message: 'It does not fit.' }],
  ];
  await expect(told()).resolves.toEqual(states);
  await takeOverOutcomes(em(), 10);
  await em().execute('truncate outcome');
  await expect(told()).resolves.toEqual(states);
});

it('a bulk is opened once', async () => {
  await accepted('a', 1);
  const again = {
    uuid: 'a',
    topic: 't',
    command: 'SaveSourceItems' as const,
    userType: 1,
    userId: 1,
    operationCount: 1,
  };
  await expect(openBulk(em(), again)).resolves.toBeUndefined();
});

describe('bulks of more than seven days', () => {
  it('are known no longer, and forgotten a few operations at a time', async () => {
    await accepted('old', 5, [0, 1, 2, 3, 4]);
    await accepted('young', 1, [0]);
    await age('old', 8);
    await age('young', 6);
    await expect(told()).resolves.toHaveLength(1);
    const forgotten = [await forgetBulks(em(), 3), await forgetBulks(em(), 3), await forgetBulks(em(), 3)];
    expect(forgotten).toEqual([3, 2, 1]);
    await expect(forgetBulks(em(), 3)).resolves.toBe(0);
    await expect(em().execute('select bulk_uuid from bulk')).resolves.toEqual([{ bulk_uuid: 'young' }]);
    await expect(em().execute('select 1 from bulk_operation')).resolves.toHaveLength(1);
  });

  it('stay while anything of them waits to be sent', async () => {
    await accepted('old', 2, [0]);
    await age('old', 8);
    await expect(forgetBulks(em(), 10)).resolves.toBe(0);
    await expect(waiting()).resolves.toEqual(['old:1']);
  });
});
