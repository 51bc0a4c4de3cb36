import { pino } from 'pino';
import { TopologyCache } from '#inventory/stocks/topology-cache';
import { item, link, source, stock } from '#testing/builders';
import { idMadeBy, reserveAt } from '#testing/claims';
import { eventually } from '#testing/eventually';
import { openWorld, type World } from '#testing/world';
import { expireOverdueReservations } from './expire-reservations.js';

const log = pino({ level: 'silent' });

describe('ending overdue stock reservations', () => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld(4);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.reset();
    for (const command of [source('eu'), stock('EU'), link(2, 'eu'), item('eu', 'CHAIR', 9)])
      await world.apply(command);
  });
  afterEach(() => world.expectTrueIndex());

  const run = (statement: string) => world.orm.em.fork().execute(statement);
  const start = () => expireOverdueReservations(world.orm.em, new TopologyCache(), log);
  const overdue = async () => {
    const id = await idMadeBy(world, reserveAt('eu', 'CHAIR', 1));
    await run(`update stock_reservation set expires_at = now() - interval '1 second' where public_id = '${id}'`);
    return id;
  };
  const open = async () => (await run('select public_id as id from stock_reservation')) as { id: string }[];

  test('goes past one that cannot be ended', async () => {
    const [, stuck] = [await overdue(), await overdue(), await overdue()];
    await run(`create function refuse() returns trigger language plpgsql as 'begin raise ''no''; end'`);
    await run(`create trigger stuck before delete on stock_reservation for each row when (old.public_id = '${stuck}')
      execute function refuse()`);
    const stop = start();
    try {
      await eventually(async () => (await open()).every(({ id }) => id === stuck));
      expect(await open()).toEqual([{ id: stuck }]);
    } finally {
      await stop();
      await run('drop function refuse cascade');
    }
  });

  test('by two at once tells of each once', async () => {
    await Promise.all([overdue(), overdue(), overdue()]);
    const stops = [start(), start()];
    await eventually(async () => (await open()).length === 0);
    await Promise.all(stops.map((stop) => stop()));
    const rows = (await run('select records from outbox')) as { records: string }[];
    const told = rows.flatMap(({ records }) => records.split('\n')).filter((line) => line.includes('"expired'));
    expect(told).toHaveLength(3);
  });

  test('is done when it has been stopped', async () => {
    await overdue();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const holding = world.orm.em.fork().transactional(async (tx) => {
      await tx.execute('select from sku for update');
      await held;
    });
    const stop = start();
    const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually(async () => ((await run(waiting)) as object[]).length === 1);
    const stopped = stop();
    release();
    await Promise.all([holding, stopped]);
    expect(await open()).toEqual([]);
  });
});
