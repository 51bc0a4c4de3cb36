import pg from 'pg';

const CLIENTS = 16;

/**
 * Reservations per second on one row, exact, the way one does it without batches: each in a transaction of its own that locks the row,
 * looks, updates and inserts; 16 clients at once. Throws when it sold other than `stock`.
 */
export async function rowLocks(databaseUrl: string, reservations: number, stock: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CLIENTS });
  await pool.query('create table floor_row (id int primary key, salable int not null)');
  await pool.query('create table floor_ledger (id bigserial primary key, quantity int not null)');
  await pool.query('insert into floor_row values (1, $1)', [stock]);
  await inTurns(pool, CLIENTS, () => Promise.resolve());
  const began = performance.now();
  await inTurns(pool, reservations, reserve);
  const ms = performance.now() - began;
  const { rows } = await pool.query<{ sold: string }>('select count(*) as sold from floor_ledger');
  await pool.query('drop table floor_row, floor_ledger');
  await pool.end();
  if (Number(rows[0]!.sold) !== stock) throw new Error(`The floor sold ${rows[0]!.sold} of ${stock}.`);
  return (1_000 * reservations) / ms;
}

async function inTurns(pool: pg.Pool, times: number, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  let left = times;
  const run = async () => {
    const client = await pool.connect();
    while (left-- > 0) await work(client);
    client.release();
  };
  await Promise.all(Array.from({ length: CLIENTS }, run));
}

async function reserve(client: pg.PoolClient): Promise<void> {
  await client.query('begin');
  const { rows } = await client.query<{ salable: number }>(LOOK);
  if (rows[0]!.salable > 0) {
    await client.query(TAKE);
    await client.query(NOTE);
  }
  await client.query('commit');
}

const LOOK = { name: 'look', text: 'select salable from floor_row where id = 1 for update' };
const TAKE = { name: 'take', text: 'update floor_row set salable = salable - 1 where id = 1' };
const NOTE = { name: 'note', text: 'insert into floor_ledger (quantity) values (-1)' };
