import { openSession } from '#database/session';
import { openWorld, type World } from '#testing/world';
import { recordsIn, type OutboxRecord } from './outbox-rows.js';
import { appendOutbox, deleteOutbox, readOutbox } from './outbox.sql.js';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('what a large change tells is kept in rows of about a megabyte and read in its order, a few rows at a time', async () => {
  const value = 'x'.repeat(10_000);
  const records = Array.from({ length: 500 }, (_, index): OutboxRecord => ({
    ...{ topic: 'updates', key: String(index), type: 'StockUpdated', id: '', time: '', value },
  }));
  await world.orm.em.fork().transactional((tx) => appendOutbox(tx, records));

  const session = await openSession(world.url, false);
  const keys: unknown[] = [];
  let reads = 0;
  for (let rows = await readOutbox(session, 2_000_000); rows.length > 0; rows = await readOutbox(session, 2_000_000)) {
    reads++;
    for (const row of rows) expect(row.records.length).toBeLessThan(1_100_000);
    expect(rows.length).toBeLessThanOrEqual(3);
    keys.push(...rows.flatMap((row) => [...recordsIn(row.records)].map(({ key }) => key)));
    await deleteOutbox(
      session,
      rows.map(({ id }) => id),
    );
  }
  await session.end();
  expect(reads).toBeGreaterThan(1);
  expect(keys).toEqual(records.map(({ key }) => key));
});
