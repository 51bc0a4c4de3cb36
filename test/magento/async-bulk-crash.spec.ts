import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';

let pipe: Pipe;
beforeAll(async () => {
  pipe = await startPipe();
});
afterAll(() => pipe?.close());

/** Gives one unit of a SKU back, over and over: whatever is lost or done twice shows in the ledger. */
const givenBack = async (sku: string, count: number): Promise<string> => {
  const body = Array.from({ length: count }, () => ({ reservations: [{ stock_id: 1, sku, quantity: 1 }] }));
  const answer = await pipe.http('POST', '/rest/all/async/bulk/V1/inventory/reservations', { body });
  expect(answer).toMatchObject({ status: 202, body: { errors: false } });
  return answer.body.bulk_uuid as string;
};
const count = async (uuid: string, status: number) =>
  (await pipe.http('GET', `/rest/V1/bulk/${uuid}/operation-status/${status}`)).body as number;
const ledger = (sku: string) =>
  pipe.sql<{ lines: number; sum: number }>(
    `select count(*)::int as lines, sum(quantity)::float8 as sum from reservation join sku using (sku_id) where sku = '${sku}'`,
  );

it('what was accepted before gateway and worker were killed is done, once, when they are back', async () => {
  await pipe.worker.end('SIGKILL');
  const uuid = await givenBack('KILLED', 300);
  await expect(count(uuid, 4)).resolves.toBe(300);
  await pipe.gateway.end('SIGKILL');
  await Promise.all([pipe.gateway.start(), pipe.worker.start()]);
  await eventually(async () => (await count(uuid, 1)) === 300, 30_000);
  await expect(ledger('KILLED')).resolves.toEqual([{ lines: 300, sum: 300 }]);
});

it('a worker that is killed while it sends is followed by another, and nothing is done twice', async () => {
  const uuid = await givenBack('AGAIN', 9_000);
  const other = await pipe.another('worker');
  for (const done of [500, 4_000]) {
    await eventually(async () => (await count(uuid, 1)) >= done, 30_000);
    await pipe.worker.end('SIGKILL');
    pipe.worker.spawn();
  }
  await eventually(async () => (await count(uuid, 1)) === 9_000, 60_000);
  await expect(ledger('AGAIN')).resolves.toEqual([{ lines: 9_000, sum: 9_000 }]);
  await other.end();
  await pipe.worker.ready();
}, 120_000);

it('outcomes that nobody has taken over are told all the same', async () => {
  const uuid = await givenBack('TOLD', 1);
  await eventually(async () => (await count(uuid, 1)) === 1);
  await pipe.sql(`update bulk_operation o set status = 4, result = null, command = '{"reservations":[]}'
    from bulk b where b.bulk_uuid = '${uuid}' and o.operation_id >> 24 = b.bulk_id`);
  await expect(count(uuid, 4)).resolves.toBe(0);
  await eventually(async () => {
    const [row] = await pipe.sql<{ open: number }>('select count(*)::int as open from bulk_operation where status = 4');
    return row!.open === 0;
  });
  await expect(ledger('TOLD')).resolves.toEqual([{ lines: 1, sum: 1 }]);
});
