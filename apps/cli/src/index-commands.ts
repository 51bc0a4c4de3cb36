import Table from 'cli-table3';
import type { MikroORM } from '@mikro-orm/postgresql';
import { mendSkus, skuRanges } from '#inventory/stock-index/rebuild-index';
import {
  findIndexDifferences,
  findWrongSkus,
  type IndexedQuantities,
  type SkuRange,
} from '#inventory/stock-index/verify-index.sql';
import { appendOutbox, notifyChannels, OUTBOX_CHANNEL } from '#messaging/outbox.sql';
import { updateRecord } from '#messaging/records';
import { withDatabase } from './database.js';
import type { CliSettings } from './settings.js';

const LANES = 2;
const SKUS_COMPARED = 10_000;
const SKUS_MENDED = 2_000;

/** Prints every index row that is not what the facts say; sets exit code 1 if there is any. */
export async function verifyIndex(settings: CliSettings, limit: number): Promise<void> {
  await withDatabase(settings, async (orm) => {
    const differences = await findIndexDifferences(orm.em.fork(), limit);
    if (differences.length === 0) return void process.stdout.write('The index is what the facts say.\n');
    const table = new Table({
      head: ['stock', 'SKU', '', 'quantity', 'reserved', 'salable', 'in stock', 'is salable', 'assigned'],
    });
    for (const { stockId, sku, stored, expected } of differences) {
      table.push([stockId, sku, 'stored', ...cells(stored)], ['', '', 'expected', ...cells(expected)]);
    }
    process.stdout.write(
      `${table.toString()}\n${differences.length} rows differ. \`stockwire index rebuild\` mends them.\n`,
    );
    process.exitCode = 1;
  });
}

/** Compares the index with the facts range by range, mends what is wrong, and tells how many rows were. */
export async function rebuildIndex(settings: CliSettings): Promise<void> {
  await withDatabase(settings, async (orm) => {
    const ranges = await skuRanges(orm.em.fork(), SKUS_COMPARED);
    const lane = async () => {
      let mended = 0;
      for (let range = ranges.shift(); range; range = ranges.shift()) mended += await rebuildRange(orm, range);
      return mended;
    };
    const mended = await Promise.all(Array.from({ length: LANES }, lane));
    process.stdout.write(`Rebuilt the index; ${mended.reduce((sum, rows) => sum + rows)} rows were wrong.\n`);
  });
}

async function rebuildRange(orm: MikroORM, range: SkuRange): Promise<number> {
  const wrong = await findWrongSkus(orm.em.fork(), range);
  let mended = 0;
  for (let first = 0; first < wrong.length; first += SKUS_MENDED) {
    await orm.em.fork().transactional(async (tx) => {
      const updates = await mendSkus(tx, wrong.slice(first, first + SKUS_MENDED));
      await appendOutbox(tx, updates.map(updateRecord));
      await notifyChannels(tx, new Map([[OUTBOX_CHANNEL, '']]));
      mended += updates.length;
    });
  }
  return mended;
}

function cells(row: IndexedQuantities | null): string[] {
  if (!row) return ['–', '–', '–', '–', '–', '–'];
  return [
    row.quantity,
    row.reserved,
    row.salable,
    ...[row.inStock, row.isSalable, row.assigned].map((flag) => (flag ? 'yes' : 'no')),
  ];
}
