import Table from 'cli-table3';
import type { MikroORM } from '@mikro-orm/postgresql';
import { mendSkus, skuRanges } from '#inventory/stock-index/rebuild-index';
import {
  findIndexDifferences,
  findWrongSkus,
  type IndexedQuantities,
  type SkuRange,
} from '#inventory/stock-index/verify-index.sql';
import { stockById } from '#inventory/stocks/stocks.queries';
import { appendOutbox, notifyChannels, OUTBOX_CHANNEL } from '#messaging/outbox.sql';
import { updateRecord } from '#messaging/records';
import { withDatabase } from './database.js';
import { print, printJson, type PrintOptions } from './output.js';
import { ProgressLine } from './progress-line.js';
import type { CliSettings } from './settings.js';

const LANES = 2;
const SKUS_COMPARED = 10_000;
const SKUS_MENDED = 2_000;

/** Options of comparing. */
export interface VerifyOptions extends PrintOptions {
  limit: number;
}

/** Options of rebuilding. */
export interface RebuildOptions extends PrintOptions {
  stock?: number;
}

/** Prints every index row that is not what the facts say; sets exit code 1 if there is any. */
export async function verifyIndex(settings: CliSettings, { limit, json }: VerifyOptions): Promise<void> {
  await withDatabase(settings, async (orm) => {
    const differences = await findIndexDifferences(orm.em.fork(), limit);
    if (differences.length > 0) process.exitCode = 1;
    if (json) return printJson(differences);
    if (differences.length === 0) return print('The index is what the facts say.');
    const table = new Table({
      head: ['stock', 'SKU', '', 'quantity', 'reserved', 'salable', 'in stock', 'is salable', 'assigned'],
    });
    for (const { stockId, sku, stored, expected } of differences) {
      table.push([stockId, sku, 'stored', ...cells(stored)], ['', '', 'expected', ...cells(expected)]);
    }
    print(table.toString(), `${differences.length} rows differ. \`stockwire reindex\` mends them.`);
  });
}

/** Compares the index, of one stock or of all, with the facts range by range, mends what is wrong, and tells how many rows were. */
export async function rebuildIndex(settings: CliSettings, { stock, json }: RebuildOptions): Promise<void> {
  await withDatabase(settings, async (orm) => {
    if (stock !== undefined && !(await stockById(orm.em.fork(), stock))) throw new Error(`There is no stock ${stock}.`);
    const ranges = await skuRanges(orm.em.fork(), SKUS_COMPARED);
    const [progress, all] = [new ProgressLine('wrong rows'), ranges.length];
    let mended = 0;
    const lane = async () => {
      for (let range = ranges.shift(); range; range = ranges.shift()) {
        const rows = await rebuildRange(orm, range, stock);
        mended += rows;
        progress.show(1 - ranges.length / all, mended);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane)).finally(() => progress.end());
    if (json) return printJson({ stock: stock ?? 'all', mended });
    const what = stock === undefined ? 'the index' : `the index of stock ${stock}`;
    print(`Rebuilt ${what}; ${mended} rows were wrong.`);
  });
}

async function rebuildRange(orm: MikroORM, range: SkuRange, stock?: number): Promise<number> {
  const wrong = await findWrongSkus(orm.em.fork(), range, stock);
  let mended = 0;
  for (let first = 0; first < wrong.length; first += SKUS_MENDED) {
    await orm.em.fork().transactional(async (tx) => {
      const updates = await mendSkus(tx, wrong.slice(first, first + SKUS_MENDED), stock);
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
