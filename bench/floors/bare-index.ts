import type pg from 'pg';

/** Seconds of the bare work of an index: one `insert … select … group by` over all source items into an empty table like the index. */
export async function bareIndex(db: pg.Client): Promise<number> {
  await db.query('create table floor_index (like stock_index including all)');
  const began = performance.now();
  await db.query(`insert into floor_index
    select i.sku_id, l.stock_id, sum(i.quantity), 0, sum(i.quantity), true, true, true, 1, now()
    from source_item i join stock_source_link l on l.source_id = i.source_id
    group by l.stock_id, i.sku_id`);
  const seconds = (performance.now() - began) / 1_000;
  await db.query('drop table floor_index');
  return seconds;
}
