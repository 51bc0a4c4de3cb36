import { sql } from 'kysely';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { freshDatabase } from '#testing/database';
import { property } from '#testing/property';
import { connectOrm } from './orm.js';
import { transact } from './pipelined-transaction.js';

let orm: MikroORM;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  orm = await connectOrm({ url: database.url, ssl: false, connections: 1 });
  await sql`create table line (n int primary key, said text)`.execute(orm.em.fork().getKysely());
});
afterAll(async () => {
  await orm?.close();
  await drop?.();
});
beforeEach(() => sql`delete from line`.execute(orm.em.fork().getKysely()));

const add = (tx: EntityManager, n: number) => sql`insert into line values (${n})`.execute(tx.getKysely());
const lines = async (em: EntityManager) =>
  (await sql<{ n: number }>`select n from line order by n`.execute(em.getKysely())).rows.map(({ n }) => n);

test('statements called at once are carried out in the order of the calls', async () => {
  const seen = await transact(orm.em, async (tx) => {
    const [, before, , after] = await Promise.all([add(tx, 1), lines(tx), add(tx, 2), lines(tx)]);
    return { before, after };
  });
  expect(seen).toEqual({ before: [1], after: [1, 2] });
  expect(await lines(orm.em.fork())).toEqual([1, 2]);
});

test('when one of them fails nothing stays, its error is told, and the connection serves the next transaction', async () => {
  const doubled = transact(orm.em, (tx) => Promise.all([add(tx, 1), add(tx, 1), add(tx, 2)]));
  await expect(doubled).rejects.toMatchObject({ code: '23505' });
  expect(await lines(orm.em.fork())).toEqual([]);
  await transact(orm.em, (tx) => add(tx, 1));
  expect(await lines(orm.em.fork())).toEqual([1]);
});

test('statements behind the one that fails tell its error, whichever of them is heard first', async () => {
  const told = transact(orm.em, async (tx) => {
    const [, , third] = await Promise.allSettled([add(tx, 1), add(tx, 1), add(tx, 2)]);
    throw (third as PromiseRejectedResult).reason;
  });
  await expect(told).rejects.toMatchObject({ code: '23505' });
});

test('a failure that the work has kept to itself is not taken for a commit', async () => {
  const hidden = transact(orm.em, async (tx) => {
    await add(tx, 1);
    await add(tx, 1).catch(() => undefined);
  });
  await expect(hidden).rejects.toThrow(/rolled back/);
  expect(await lines(orm.em.fork())).toEqual([]);
});

test('a statement that comes after the end is not carried out', async () => {
  let left: EntityManager | undefined;
  await transact(orm.em, async (tx) => {
    left = tx;
    await add(tx, 1);
  });
  await expect(add(left!, 2)).rejects.toThrow(/over/);
  expect(await lines(orm.em.fork())).toEqual([1]);
});

const texts = fc.string({ unit: fc.oneof(fc.constantFrom(...'"\\{},\' \n', 'NULL'), fc.string({ unit: 'grapheme' })) });

property(
  'lists of texts and numbers arrive as they are',
  fc.record({
    said: fc.array(fc.option(texts.filter((text) => text.isWellFormed() && !text.includes('\0')))),
    numbers: fc.array(fc.integer()),
  }),
  async ({ said, numbers }) => {
    const { rows } = await transact(orm.em, (tx) =>
      sql`select ${said}::text[] as said, ${numbers}::bigint[]::text[] as numbers`.execute(tx.getKysely()),
    );
    expect(rows).toEqual([{ said, numbers: numbers.map(String) }]);
  },
);
