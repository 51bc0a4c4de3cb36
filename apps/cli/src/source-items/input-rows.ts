import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse, type CsvError, type InfoRecord } from 'csv-parse';
import { formatQuantity, quantityOfNumber } from '#contracts/quantity';
import type { SourceItemToSave } from '#contracts/source-items';
import { shapeFault, textFault } from '#messaging/command-shape';
import { linesOf } from '../lines.js';
import { COLUMNS, type Format } from './csv.js';

/** A row as read: the line it ends in, and why it cannot be a source item, if so. */
export interface InputRow {
  line: number;
  item: SourceItemToSave;
  fault?: string;
}

/** The rows of a file, read as they are taken, how many of its bytes were read so far, and the SHA-256 of its content once all are taken. */
export interface Input {
  rows: AsyncIterable<InputRow>;
  bytesRead: () => number;
  sha256: () => string;
}

/** Opens a file; taking its rows throws where it cannot be read on: without a column, amid quotes that nobody closed. */
export function openRows(path: string, format: Format): Input {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const hash = createHash('sha256');
  const content = hashed(file, hash);
  return {
    rows: format === 'csv' ? csvRows(content) : ndjsonRows(content),
    bytesRead: () => file.bytesRead,
    sha256: () => hash.digest('hex'),
  };
}

const MAX_RECORD = 100_000;
// So that a command of many rows fits into a message.
const MAX_ROW = 1_000;

async function* hashed(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* csvRows(content: AsyncIterable<Buffer>): AsyncGenerator<InputRow> {
  // Where records end, told as they are parsed: those that wait to be taken when parsing fails are lost.
  const ends: number[] = [];
  let last = 0;
  let countedTwice = 0;
  const parser = parse({
    ...{ bom: true, skip_empty_lines: true, max_record_size: MAX_RECORD },
    ...{ relax_column_count: true, relax_quotes: true },
    on_record(record: string[], { lines }: InfoRecord) {
      countedTwice += record.reduce((sum, cell) => sum + cell.split('\r\n').length - 1, 0);
      last = lines - countedTwice;
      ends.push(last);
      return record;
    },
  });
  let places: number[] | undefined;
  try {
    for await (const record of pipeline(content, parser, () => undefined) as AsyncIterable<string[]>) {
      const line = ends.shift()!;
      if (places) yield csvRow(line, record, places);
      else places = placesOf(record);
    }
  } catch (error) {
    const code = (error as CsvError).code as string | undefined;
    if (!code?.startsWith('CSV_')) throw error;
    const fault = code === 'CSV_MAX_RECORD_SIZE' ? TOO_LONG : 'begins a quote that nobody closes';
    throw new Error(`Line ${last + 1} ${fault}: mend the file and import it again.`, { cause: error });
  }
  if (!places) throw new Error(`The file is empty: its first line must be ${COLUMNS.join(',')}.`);
}

const TOO_LONG = `begins a row of more than ${MAX_RECORD} bytes, or a quote that nobody closes`;

/** How many columns a line has, and then where each of ours is. */
function placesOf(header: string[]): number[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`The header lacks ${missing.join(', ')}: it must hold ${COLUMNS.join(',')}.`);
  return [names.length, ...COLUMNS.map((name) => names.indexOf(name))];
}

function csvRow(line: number, record: string[], [width, ...places]: number[]): InputRow {
  const [sourceCode, sku, status, quantity] = places.map((place) => record[place] || null);
  const item = { sourceCode, sku, status: wholeOf(status), quantity: quantity?.trim() ?? null } as SourceItemToSave;
  if (record.length === width) return checked(line, item);
  return { line, item, fault: `the line has ${record.length} columns, the header ${width}` };
}

async function* ndjsonRows(content: AsyncIterable<Buffer>): AsyncGenerator<InputRow> {
  let line = 0;
  for await (const text of linesOf(content)) {
    line++;
    const json = line === 1 ? text.replace(/^\ufeff/, '') : text;
    if (json.trim() !== '') yield ndjsonRow(line, json);
  }
}

function ndjsonRow(line: number, text: string): InputRow {
  let row: Record<string, unknown>;
  try {
    row = JSON.parse(text) as typeof row;
  } catch (error) {
    return { line, item: {}, fault: `the line is no JSON: ${(error as Error).message}` };
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return { line, item: {}, fault: 'the line is no JSON object' };
  const { sku, status, quantity } = row;
  const sourceCode = row.source_code ?? row.sourceCode;
  const decimal = typeof quantity === 'number' ? formatQuantity(quantityOfNumber(quantity)) : quantity;
  return checked(line, { sourceCode, sku, status: wholeOf(status), quantity: decimal } as SourceItemToSave);
}

/** A status may be written as text. */
function wholeOf(status: unknown): unknown {
  return typeof status === 'string' && /^\s*-?\d{1,9}\s*$/.test(status) ? Number(status) : status;
}

function sizeFault({ sku, sourceCode, quantity }: SourceItemToSave): string | undefined {
  const characters = [sku, sourceCode, quantity].reduce((sum, text) => sum + (text?.length ?? 0), 0);
  return characters > MAX_ROW ? `the row has more than ${MAX_ROW} characters` : undefined;
}

function checked(line: number, item: SourceItemToSave): InputRow {
  const fault = shapeFault('SaveSourceItems', { items: [item] }) ?? textFault(item) ?? sizeFault(item);
  return fault === undefined ? { line, item } : { line, item, fault: fault.replace('/items/0/', '') };
}
