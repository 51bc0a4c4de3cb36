import pg from 'pg';
import type { Installation } from '../installation.js';

const CALLERS = 16;
const READERS = 64;

/**
 * A model of what Magento's MSI does in SQL, not Magento: the salable quantity is the index plus the sum of the ledger at each look, and a
 * reservation is appended after such a look, without a lock. Its framework and PHP cost nothing here.
 */
export class MagentoModel {
  /** How it is named beside figures. */
  static readonly what = 'model of MSI';

  private constructor(private readonly pool: pg.Pool) {}

  /** Makes its tables in a database of its own, for one stock. */
  static async open(installation: Installation): Promise<MagentoModel> {
    const pool = new pg.Pool({ connectionString: await installation.emptyDatabase(), max: CALLERS });
    await pool.query('create table stock_index (sku text primary key, quantity numeric(12,4) not null)');
    await pool.query(`create table reservation (reservation_id bigserial primary key, stock_id int not null, sku text not null,
      quantity numeric(10,4) not null, metadata text)`);
    await pool.query('create index on reservation (stock_id, sku, quantity)');
    return new MagentoModel(pool);
  }

  /** Gives each SKU so many units, and so many reservations of one unit that are open. */
  async stock(skus: string[], quantity: number, reservations = 0): Promise<void> {
    await this.pool.query('insert into stock_index select unnest($1::text[]), $2', [skus, quantity]);
    await this.pool.query(
      `insert into reservation (stock_id, sku, quantity) select 2, sku, -1 from stock_index, generate_series(1, $1::int)`,
      [reservations],
    );
    await this.pool.query('vacuum analyze reservation, stock_index');
  }

  /** Reserves a unit of each SKU named, 16 at once; tells how many a second and how many were accepted. */
  async reserve(skus: string[]): Promise<{ perSecond: number; accepted: number }> {
    let accepted = 0;
    const perSecond = await this.pace(skus, CALLERS, async (sku) => {
      if ((await this.salable(sku)) < 1) return;
      await this.pool.query({ ...APPEND, values: [sku] });
      accepted++;
    });
    return { perSecond, accepted };
  }

  /** Salable quantities told in a second, 64 at once. */
  read(skus: string[]): Promise<number> {
    return this.pace(skus, READERS, (sku) => this.salable(sku));
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async salable(sku: string): Promise<number> {
    const index = await this.pool.query<{ quantity: string }>({ ...LOOK, values: [sku] });
    const ledger = await this.pool.query<{ sum: string }>({ ...SUM, values: [sku] });
    return Number(index.rows[0]!.quantity) + Number(ledger.rows[0]!.sum);
  }

  private async pace(skus: string[], callers: number, call: (sku: string) => Promise<unknown>): Promise<number> {
    let next = 0;
    const began = performance.now();
    const run = async () => {
      while (next < skus.length) await call(skus[next++]!);
    };
    await Promise.all(Array.from({ length: callers }, run));
    return (1_000 * skus.length) / (performance.now() - began);
  }
}

const LOOK = { name: 'look', text: 'select quantity from stock_index where sku = $1' };
const SUM = {
  name: 'sum',
  text: 'select coalesce(sum(quantity), 0) as sum from reservation where stock_id = 2 and sku = $1',
};
const APPEND = { name: 'append', text: `insert into reservation (stock_id, sku, quantity) values (2, $1, -1)` };
