import { setTimeout as sleep } from 'node:timers/promises';
import { bareIndex } from '../floors/bare-index.js';
import { IndexReaders } from '../index-readers.js';
import type { Installation } from '../installation.js';
import { percentile } from '../percentile.js';
import type { Reading, Row } from '../reading.js';
import { Traffic } from '../traffic.js';
import { SOURCES, topology } from '../warehouse.js';

const SKUS = 125_000;
const SUPPLIERS_OF_A_STOCK = 5;
const FLOOR_RUNS = 3;

/**
 * `stockwire index rebuild` as an operator runs it, of 1,000,000 source items into 250,000 index rows, none of which is missing for a moment to
 * those who read meanwhile; the worker runs and publishes what changed.
 */
export const fullReindex: Row = {
  name: 'full-reindex',
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    await fill(installation);
    await rebuild(installation);
    await settled(installation);

    const gateway = await installation.startGateway();
    const expected = { skus: SKUS, quantities: [SUPPLIERS_OF_A_STOCK, 2 * SUPPLIERS_OF_A_STOCK] };
    const readers = await IndexReaders.start(gateway.url, installation.databaseUrl, expected);
    const bare: number[] = [];
    for (let run = 0; run < FLOOR_RUNS; run++) bare.push(await bareIndex(installation.db));
    const right = await rebuild(installation);
    await doubleItems(installation);
    readers.taken.length = 0;
    const wrong = await rebuild(installation);
    const slowest = percentile(readers.taken, 99);
    await readers.stop();

    const reading = (what: string, figure: number): Reading => ({
      ...{ what: `1,000,000 items, ${what}`, unit: 's', figure },
      floor: { what: 'bare insert … select … group by', figure: percentile(bare, 50) },
      must: { atMostTimesFloor: 2 },
      aim: { atMostTimesFloor: 1.2 },
    });
    return [
      reading('every one of 250,000 rows right before', right),
      reading('every one of 250,000 rows wrong before', wrong),
      { what: 'a read through the gateway while all rows change, p99', unit: 'ms', figure: slowest },
    ];
  },
};

async function fill({ db }: Installation): Promise<void> {
  await db.query(
    `insert into sku (sku_key, sku) select 'sku-' || lpad(n::text, 6, '0'), 'SKU-' || lpad(n::text, 6, '0')
     from generate_series(0, $1::int - 1) n`,
    [SKUS],
  );
  await db.query(
    `insert into source_item (sku_id, source_id, quantity, status)
     select sku_id, source_id, 1, 1 from sku, source where source_code = any($1)`,
    [SOURCES],
  );
  await db.query('vacuum analyze sku, source_item');
}

async function doubleItems({ db }: Installation): Promise<void> {
  await db.query('update source_item set quantity = 2');
  await db.query('vacuum analyze source_item, stock_index');
}

/** Seconds from the start of the command to its end. */
async function rebuild(installation: Installation): Promise<number> {
  const began = performance.now();
  await installation.stockwire('index', 'rebuild');
  return (performance.now() - began) / 1_000;
}

/** Waits until the worker has published every change, and tidies up as autovacuum would sooner or later. */
async function settled({ db }: Installation): Promise<void> {
  const deadline = Date.now() + 60_000;
  while ((await db.query('select from outbox limit 1')).rowCount !== 0) {
    if (Date.now() > deadline) throw new Error('The outbox is not published after a minute.');
    await sleep(50);
  }
  await db.query('vacuum analyze stock_index');
}
