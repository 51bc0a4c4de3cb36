import Table from 'cli-table3';
import { findIndexDifferences, type IndexedQuantities } from '#inventory/stock-index/verify-index.sql';
import { rebuildChunk } from '#inventory/stock-index/rebuild-index';
import { appendOutbox, notifyChannels, OUTBOX_CHANNEL } from '#messaging/outbox.sql';
import { updateRecord } from '#messaging/records';
import { withDatabase } from './database.js';
import type { CliSettings } from './settings.js';

const SKUS_AT_ONCE = 2_000;

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

/** Rebuilds the index chunk by chunk and tells how many rows were wrong. */
export async function rebuildIndex(settings: CliSettings): Promise<void> {
  await withDatabase(settings, async (orm) => {
    let mended = 0;
    for (let last: number | undefined = 0; last !== undefined;) {
      const after: number = last;
      last = await orm.em.fork().transactional(async (tx) => {
        const chunk = await rebuildChunk(tx, after, SKUS_AT_ONCE);
        if (!chunk) return undefined;
        mended += chunk.updates.length;
        await appendOutbox(tx, chunk.updates.map(updateRecord));
        await notifyChannels(tx, new Map([[OUTBOX_CHANNEL, '']]));
        return chunk.lastSkuId;
      });
    }
    process.stdout.write(`Rebuilt the index; ${mended} rows were wrong.\n`);
  });
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
