import Table from 'cli-table3';
import type { MikroORM } from '@mikro-orm/postgresql';
import { mendSkus, skuRanges } from '#inventory/stock-index/rebuild-index';
import {
  findIndexDifferences,
  findWrongSkus,
  type IndexDifference,
  type IndexedQuantities,
  type SkuRange,
} from '#inventory/stock-index/verify-index.sql';
import {
  findBoundDifferences,
  findMiscountedSkus,
  type BoundDifference,
} from '#inventory/stock-reservations/bound.sql';
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

/** Prints every index row that is not what the facts say, and every item that miscounts what is reserved of it; sets exit code 1 if there is any. */
export async function verifyIndex(settings: CliSettings, { limit, json }: VerifyOptions): Promise<void> {
  await withDatabase(settings, async (orm) => {
    const rows = await findIndexDifferences(orm.em.fork(), limit);
    const items = await findBoundDifferences(orm.em.fork(), limit);
    if (rows.length + items.length > 0) process.exitCode = 1;
    if (json) return printJson([...rows, ...items]);
    if (rows.length + items.length === 0) return print('The index is what the facts say.');
    if (rows.length > 0) print(tableOfRows(rows), `${rows.length} rows differ. \`stockwire reindex\` mends them.`);
    if (items.length > 0) {
      print(tableOfItems(items), `${items.length} items miscount what is reserved. \`stockwire reindex\` mends them.`);
    }
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
  const em = orm.em.fork();
  const rows = await findWrongSkus(em, range, stock);
  const wrong = [...new Set([...rows, ...(await findMiscountedSkus(em, range))])];
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

function tableOfRows(differences: IndexDifference[]): string {
  const table = new Table({
    head: ['stock', 'SKU', '', 'quantity', 'reserved', 'at sources', 'salable', 'in stock', 'is salable', 'assigned'],
  });
  for (const { stockId, sku, stored, expected } of differences) {
    table.push([stockId, sku, 'stored', ...cells(stored)], ['', '', 'expected', ...cells(expected)]);
  }
  return table.toString();
}

function tableOfItems(differences: BoundDifference[]): string {
  const table = new Table({ head: ['source', 'SKU', 'stored', 'expected'] });
  for (const { sourceCode, sku, stored, expected } of differences) {
    table.push([sourceCode, sku, stored?.bound ?? '–', expected.bound]);
  }
  return table.toString();
}

function cells(row: IndexedQuantities | null): string[] {
  if (!row) return ['–', '–', '–', '–', '–', '–', '–'];
  return [
    row.quantity,
    row.reserved,
    row.bound,
    row.salable,
    ...[row.inStock, row.isSalable, row.assigned].map((flag) => (flag ? 'yes' : 'no')),
  ];
}
