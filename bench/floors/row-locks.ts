import pg from 'pg';

const CLIENTS = 16;

/** Reservations to take, one unit each, over so many rows that have so many units each. */
export interface Demand {
  reservations: number;
  rows: number;
  units: number;
}

/** How a reservation is taken: as a script of pgbench does, or all of it in one statement. */
const WAYS = { steps: inSteps, statement: inOneStatement };

/**
 * Reservations per second, exact, the way one does it without batches: each in a transaction of its own that locks and updates its row and
 * inserts a line; 16 clients at once. On one row `steps` is what pgbench comes to, as the lock is what all wait for. Over many rows the
 * clients are what is slow, in Node more so than in pgbench: there `statement` comes nearest to it, from below. Throws when it sold other
 * than it should.
 */
export async function rowLocks(
  databaseUrl: string,
  { reservations, rows, units }: Demand,
  way: keyof typeof WAYS,
): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CLIENTS });
  await pool.query('create table floor_row (id int primary key, salable int not null) with (fillfactor = 60)');
  await pool.query('create table floor_ledger (id bigserial primary key, row_id int not null, quantity int not null)');
  await pool.query('insert into floor_row select id, $2::int from generate_series(0, $1::int - 1) id', [rows, units]);
  await pool.query('analyze floor_row');
  await inTurns(pool, CLIENTS, () => Promise.resolve());
  const began = performance.now();
  await inTurns(pool, reservations, (client, turn) => WAYS[way](client, (turn * 7_919) % rows));
  const ms = performance.now() - began;
  const { rows: ledger } = await pool.query<{ sold: string }>('select count(*) as sold from floor_ledger');
  await pool.query('drop table floor_row, floor_ledger');
  await pool.end();
  const should = Math.min(reservations, rows * units);
  if (Number(ledger[0]!.sold) !== should) throw new Error(`The floor sold ${ledger[0]!.sold} instead of ${should}.`);
  return (1_000 * reservations) / ms;
}

async function inTurns(pool: pg.Pool, times: number, work: (client: pg.PoolClient, turn: number) => Promise<void>) {
  let next = 0;
  const run = async () => {
    const client = await pool.connect();
    while (next < times) await work(client, next++);
    client.release();
  };
  await Promise.all(Array.from({ length: CLIENTS }, run));
}

async function inSteps(client: pg.PoolClient, row: number): Promise<void> {
  await client.query('begin');
  const { rowCount } = await client.query({ ...LOCK, values: [row] });
  if (rowCount) await client.query({ ...PROMISE, values: [row] });
  await client.query('commit');
}

async function inOneStatement(client: pg.PoolClient, row: number): Promise<void> {
  await client.query({ ...TAKE, values: [row] });
}

const LOCK = { name: 'lock', text: 'update floor_row set salable = salable - 1 where id = $1 and salable > 0' };
const PROMISE = { name: 'promise', text: 'insert into floor_ledger (row_id, quantity) values ($1, -1)' };
const TAKE = {
  name: 'take',
  text: `with taken as (update floor_row set salable = salable - 1 where id = $1 and salable > 0 returning id)
    insert into floor_ledger (row_id, quantity) select id, -1 from taken`,
};
