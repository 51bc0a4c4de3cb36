import { setTimeout as sleep } from 'node:timers/promises';
import { bareIndex } from '../floors/bare-index.js';
import { IndexReaders } from '../index-readers.js';
import type { Installation } from '../installation.js';
import { fillSources, LARGE } from '../large-stock.js';
import { percentile } from '../percentile.js';
import type { Reading, Row } from '../reading.js';
import { SteadyWrites } from '../steady-writes.js';
import { Traffic } from '../traffic.js';
import { topology } from '../warehouse.js';

const FLOOR_RUNS = 3;

/**
 * `stockwire index rebuild` as an operator runs it, of 1,000,000 source items into 250,000 index rows, while items are saved and salable
 * quantities read: none of the rows is missing for a moment. The worker publishes what changed.
 */
export const fullReindex: Row = {
  name: 'full-reindex',
  mostRuns: 3,
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    await fillSources(installation);
    await rebuild(installation);
    await settled(installation);

    const gateway = await installation.startGateway();
    const expected = { skus: LARGE.skus, quantities: [LARGE.unitsOnStock, 2 * LARGE.unitsOnStock] };
    const readers = await IndexReaders.start(gateway.url, installation.databaseUrl, expected);
    const writes = await SteadyWrites.start(gateway.url);
    const bare: number[] = [];
    for (let run = 0; run < FLOOR_RUNS; run++) bare.push(await bareIndex(installation.db));
    const right = await rebuild(installation);
    await doubleItems(installation);
    readers.taken.length = 0;
    writes.take();
    const wrong = await rebuild(installation);
    const slowest = { read: percentile(readers.taken, 99), write: percentile(writes.take(), 99) };
    await writes.stop();
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
      { what: 'a read through the gateway while all rows change, p99', unit: 'ms', figure: slowest.read },
      { what: 'a write of an item meanwhile, p99', unit: 'ms', figure: slowest.write },
    ];
  },
};

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
