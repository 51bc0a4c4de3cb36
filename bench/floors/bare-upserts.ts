import pg from 'pg';

const AT_ONCE = 5_000;

/** Rows per second that one connection changes with bare set-based upserts, 5,000 rows a transaction, each row there already. */
export async function bareUpserts(databaseUrl: string, rows: number): Promise<number> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  await db.query(`create table floor_item (sku_id int not null, source_id int not null, quantity numeric(12,4) not null,
    status smallint not null, primary key (sku_id, source_id)) with (fillfactor = 60)`);
  await upsert(db, rows, 1);
  const began = performance.now();
  await upsert(db, rows, 2);
  const ms = performance.now() - began;
  await db.query('drop table floor_item');
  await db.end();
  return (1_000 * rows) / ms;
}

async function upsert(db: pg.Client, rows: number, quantity: number): Promise<void> {
  for (let first = 0; first < rows; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, rows - first) }, (_, index) => first + index);
    const columns = [numbers, numbers.map(() => 1), numbers.map(() => String(quantity)), numbers.map(() => 1)];
    await db.query({ ...UPSERT, values: columns });
  }
}

const UPSERT = {
  name: 'upsert',
  text: `insert into floor_item select * from unnest($1::int[], $2::int[], $3::numeric[], $4::smallint[])
    on conflict (sku_id, source_id) do update set quantity = excluded.quantity, status = excluded.status`,
};
