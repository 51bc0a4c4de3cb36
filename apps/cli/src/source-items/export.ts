import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { canonical } from '#contracts/canonical';
import { eachSourceItem, type ExportedSourceItem } from '#inventory/source-items/export.queries';
import { withDatabase } from '../database.js';
import { pour, printJson, type PrintOptions } from '../output.js';
import { ProgressLine } from '../progress-line.js';
import type { CliSettings } from '../settings.js';
import { cellsOf, COLUMNS, csvLine, formatOf, type Format } from './csv.js';

/** Options of an export. */
export interface ExportOptions extends PrintOptions {
  source?: string[];
  stock?: number[];
  out?: string;
  format?: Format;
}

type Write = (text: string) => Promise<void>;

/** Writes source items as they are at one moment to a file, which is there once it is whole, or to the standard output. */
export async function exportSourceItems(settings: CliSettings, options: ExportOptions): Promise<void> {
  const { out, json } = options;
  if (out === undefined) {
    if (json) throw new Error('Name a file with --out: --json prints a summary where the export would go.');
    await pourItems(settings, options, pour);
    return;
  }
  const rows = await intoFile(out, (write) => pourItems(settings, options, write));
  if (json) printJson({ file: out, rows });
  else process.stderr.write(`${rows} source items are in ${out}.\n`);
}

async function intoFile<T>(path: string, work: (write: Write) => Promise<T>): Promise<T> {
  // What is no file, as a pipe or /dev/stdout, must not be replaced by one.
  if (existsSync(path) && !(await stat(path)).isFile()) return writing(path, work);
  const part = `${path}.part`;
  try {
    const result = await writing(part, work);
    await rename(part, path);
    return result;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function writing<T>(path: string, work: (write: Write) => Promise<T>): Promise<T> {
  const file = await open(path, 'w');
  return work((text) => file.appendFile(text)).finally(() => file.close());
}

/** Returns how many items were written. */
async function pourItems(settings: CliSettings, options: ExportOptions, write: Write): Promise<number> {
  const { source = [], stock = [], out } = options;
  const format = options.format ?? formatOf(out ?? '');
  const scope = { sourceKeys: source.map(canonical), stockIds: stock };
  const progress = new ProgressLine('rows');
  let count = 0;
  await withDatabase(settings, async (orm) => {
    if (format === 'csv') await write(csvLine(COLUMNS));
    await eachSourceItem(orm.em.fork(), scope, async (items) => {
      await write(items.map((item) => lineOf(item, format)).join(''));
      count += items.length;
      if (out || !process.stdout.isTTY) progress.show(undefined, count);
    });
  }).finally(() => progress.end());
  return count;
}

function lineOf(item: ExportedSourceItem, format: Format): string {
  if (format === 'csv') return csvLine(cellsOf(item));
  const { sourceCode, sku, status, quantity } = item;
  return `${JSON.stringify({ source_code: sourceCode, sku, status, quantity: Number(quantity) })}\n`;
}
