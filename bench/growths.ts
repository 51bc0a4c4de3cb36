import type { Installation } from './installation.js';
import type { KeyedCommand } from './publisher.js';
import { STOCKS } from './warehouse.js';

/** How large an installation is at first; it grows to ten times as much. */
export const AT_FIRST = { skus: 5_000, reservationsOfSku: 2, sources: 8, outcomes: 20_000 };

const LINKS = 10;

/** Gives every SKU of the first stock open reservations, as if their events had gone out long ago. */
export async function reserveEach({ db }: Installation, open: number): Promise<void> {
  await db.query(
    `insert into reservation (stock_id, sku_id, quantity, created_at)
     select $1, sku_id, -0.1, now() from stock_index, generate_series(1, $2::int) where stock_id = $1`,
    [STOCKS[0], open],
  );
  await db.query(
    `update stock_index set reserved = reserved + 0.1 * $2, salable = salable - 0.1 * $2,
       is_salable = in_stock and salable > 0.1 * $2 where stock_id = $1`,
    [STOCKS[0], open],
  );
  await db.query('vacuum analyze reservation, stock_index');
}

/** Adds SKUs with an item at each of eight sources and a row on each stock that these supply, none of which any command names. */
export async function addSkus({ db }: Installation, skus: number): Promise<void> {
  await db.query(
    `insert into sku (sku_key, sku) select 'more-' || n, 'MORE-' || n from generate_series(1, $1::int) n`,
    [skus],
  );
  await db.query(
    `insert into source_item (sku_id, source_id, quantity, status)
     select sku_id, source_id, 1, 1 from sku, source where sku_key like 'more-%' and source_code like 'source-_'`,
  );
  await db.query(
    `insert into stock_index (sku_id, stock_id, quantity, reserved, salable, in_stock, is_salable, assigned, version, updated_at)
     select sku_id, stock_id, 5, 0, 5, true, true, true, 0, now() from sku, unnest($1::int[]) as t (stock_id)
     where sku_key like 'more-%'`,
    [STOCKS],
  );
  await db.query('vacuum analyze sku, source_item, stock_index');
}

/** Sources, stocks and links beside those there are, until there are so many times as many. */
export function moreTopology(times: number): KeyedCommand[] {
  const key = 'topology';
  const address = { countryId: 'DE', postcode: '10115' };
  const codes = Array.from({ length: AT_FIRST.sources * (times - 1) }, (_, index) => `more-${index + 1}`);
  const stocks = Array.from({ length: STOCKS.length * (times - 1) }, (_, index) => index + 1);
  const first = Math.max(...STOCKS) + 1;
  const links = Array.from({ length: LINKS * (times - 1) }, (_, index) => ({
    stockId: first + (index % stocks.length),
    sourceCode: codes[Math.floor(index / stocks.length) % codes.length]!,
    priority: 1 + index,
  }));
  return [
    {
      ...{ key, name: 'SaveSources' },
      data: { sources: codes.map((code) => ({ sourceCode: code, name: code, ...address })) },
    },
    { key, name: 'SaveStocks', data: { stocks: stocks.map((number) => ({ name: `More ${number}` })) } },
    { key, name: 'AssignSourcesToStock', data: { links } },
  ];
}

/** Adds outcomes of the last day, and what rows leave behind that have gone through the outbox. */
export async function age({ db }: Installation, outcomes: number): Promise<void> {
  await db.query(
    `insert into outcome (command_key, status, result, recorded_at)
     select gen_random_uuid(), 'done', '{}', now() - n * interval '0.4 s' from generate_series(1, $1::int) n`,
    [outcomes],
  );
  await db.query('begin');
  await db.query(`insert into outbox (records) select repeat('x', 3000) from generate_series(1, $1::int / 100)`, [
    outcomes,
  ]);
  await db.query(`delete from outbox where records like 'x%'`);
  await db.query('commit');
  await db.query('vacuum analyze outcome');
}
