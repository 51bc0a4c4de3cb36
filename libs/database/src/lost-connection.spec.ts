import { sql } from 'kysely';
import type { MikroORM } from '@mikro-orm/postgresql';
import { failureOf } from '#messaging/failure.rules';
import { freshDatabase } from '#testing/database';
import { TcpProxy } from '#testing/tcp-proxy';
import { connectOrm } from './orm.js';
import { openSession } from './session.js';
import { inTransaction } from './unit-of-work.js';

let proxy: TcpProxy;
let url: string;
let orm: MikroORM;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  const { hostname, port } = new URL(database.url);
  proxy = new TcpProxy(hostname, Number(port));
  await proxy.open();
  url = Object.assign(new URL(database.url), { host: `127.0.0.1:${proxy.at}` }).href;
  orm = await connectOrm({ url, ssl: false, connections: 2 });
  await select('create table kept (n int)');
});
afterAll(async () => {
  await orm?.close(true);
  await proxy?.cut();
  await drop?.();
});

const select = (text: string) => sql.raw<{ n: number }>(text).execute(orm.em.fork().getKysely());

const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => failureOf(error),
  );

test('connections that break within a transaction are taken back, every time', async () => {
  for (let times = 0; times < 5; times++) {
    const broken = inTransaction(orm.em, async (tx) => {
      await sql`insert into kept values (1)`.execute(tx.getKysely());
      proxy.reset();
      await sql`insert into kept values (2)`.execute(tx.getKysely());
    });
    expect(await failure(broken)).toBe('outage');
  }
  expect((await select('select count(*)::int as n from kept')).rows).toEqual([{ n: 0 }]);
});

test('a statement may take its time, but one that a black hole has swallowed is an outage, and its locks go', async () => {
  const patient = await select('select 1 as n from pg_sleep(6)');
  expect(patient.rows).toEqual([{ n: 1 }]);

  const lost = inTransaction(orm.em, async (tx) => {
    await sql`lock table kept`.execute(tx.getKysely());
    proxy.swallow();
    setTimeout(() => proxy.letThrough(), 1_000);
    await sql`insert into kept values (3)`.execute(tx.getKysely());
  });
  expect(await failure(lost)).toBe('outage');
  expect((await select('select count(*)::int as n from kept')).rows).toEqual([{ n: 0 }]);
}, 30_000);

test('a session that only listens ends when its server is in a black hole', async () => {
  const session = await openSession(url, false);
  const ended = new Promise((resolve) => session.on('error', resolve));
  proxy.swallow();
  expect(failureOf(await ended)).toBe('outage');
  proxy.letThrough();
}, 30_000);
