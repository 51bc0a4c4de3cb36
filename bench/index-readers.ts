import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { enter, PATHS, succeeded } from './door.js';
import type { HttpConnection } from './http-connection.js';
import { skuName, STOCKS } from './warehouse.js';

const READERS = 4;
const PAUSE_MS = 5;
const COUNT_EVERY_MS = 200;

/** What the readers must find: so many SKUs, each on both stocks, in one of these quantities. */
export interface Expected {
  skus: number;
  quantities: number[];
}

/** Readers of the index at a steady pace, four through the gateway and one that counts it whole, who note every gap they meet. */
export class IndexReaders {
  /** How long each read through the gateway took, in milliseconds. */
  readonly taken: number[] = [];

  private stopped = false;
  private readonly gaps: string[] = [];
  private running: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly connections: HttpConnection[],
    private readonly db: pg.Client,
    private expected: Expected,
  ) {}

  /** Starts to read. */
  static async start(url: string, databaseUrl: string, expected: Expected): Promise<IndexReaders> {
    const db = new pg.Client({ connectionString: databaseUrl });
    await db.connect();
    const readers = new IndexReaders(await enter(url, READERS), db, expected);
    readers.running = Promise.all([...readers.connections.map((it) => readers.read(it)), readers.count()]);
    readers.running.catch(() => undefined);
    return readers;
  }

  /** Has reads that begin from now on find one of these quantities. */
  expect(quantities: number[]): void {
    this.expected = { ...this.expected, quantities };
  }

  /** Ends reading; throws when anybody met a gap. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running.finally(async () => {
      for (const connection of this.connections) connection.close();
      await this.db.end();
    });
    if (this.gaps.length > 0) throw new Error(`Readers met ${this.gaps.length} gaps, the first: ${this.gaps[0]}.`);
  }

  private async read(connection: HttpConnection): Promise<void> {
    while (!this.stopped) {
      const { skus, quantities } = this.expected;
      const sku = skuName(Math.floor(Math.random() * skus));
      const began = performance.now();
      const { body } = succeeded(await connection.get(PATHS.salable(sku, STOCKS[0]!)));
      this.taken.push(performance.now() - began);
      if (!quantities.includes(Number(body))) this.gaps.push(`${sku} had ${body}`);
      await sleep(PAUSE_MS);
    }
  }

  private async count(): Promise<void> {
    const wanted = this.expected.skus * STOCKS.length;
    while (!this.stopped) {
      const { rows } = await this.db.query<{ count: string }>(
        'select count(*) from stock_index where is_salable and stock_id = any($1)',
        [STOCKS],
      );
      if (Number(rows[0]!.count) !== wanted) this.gaps.push(`${rows[0]!.count} of ${wanted} rows were salable`);
      await sleep(COUNT_EVERY_MS);
    }
  }
}
