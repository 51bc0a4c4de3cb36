import type { Installation } from './installation.js';
import { SOURCES, STOCKS } from './warehouse.js';

/** SKUs of a large stock: each has an item of one unit at each of eight sources, and five sources supply each of two stocks. */
export const LARGE = { skus: 125_000, unitsOnStock: 5 };

/** Fills the warehouse with 1,000,000 source items; its index stays as it is. */
export async function fillSources({ db }: Installation): Promise<void> {
  await db.query(
    `insert into sku (sku_key, sku) select 'sku-' || lpad(n::text, 6, '0'), 'SKU-' || lpad(n::text, 6, '0')
     from generate_series(0, $1::int - 1) n`,
    [LARGE.skus],
  );
  await db.query(
    `insert into source_item (sku_id, source_id, quantity, status)
     select sku_id, source_id, 1, 1 from sku, source where source_code = any($1)`,
    [SOURCES],
  );
  await db.query('vacuum analyze sku, source_item');
}

/** Fills the index of such a warehouse with its 250,000 rows, as if their events had gone out long ago. */
export async function fillIndex({ db }: Installation): Promise<void> {
  await db.query(
    `insert into stock_index (sku_id, stock_id, quantity, reserved, salable, in_stock, is_salable, assigned, version, updated_at)
     select sku_id, stock_id, $2, 0, $2, true, true, true, 0, now() from sku, unnest($1::int[]) as t (stock_id)`,
    [STOCKS, LARGE.unitsOnStock],
  );
  await db.query('vacuum analyze stock_index');
}
