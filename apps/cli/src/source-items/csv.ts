import type { SourceItemToSave } from '#contracts/source-items';

/** How a file of source items may be written. */
export const FORMATS = ['csv', 'ndjson'] as const;

/** One of {@link FORMATS}. */
export type Format = (typeof FORMATS)[number];

/** The format that a file's name tells. */
export function formatOf(path: string): Format {
  return /\.(ndjson|jsonl)$/i.test(path) ? 'ndjson' : 'csv';
}

/** Columns of a file of source items, as Magento names and orders them. */
export const COLUMNS = ['source_code', 'sku', 'status', 'quantity'] as const;

/** Values as a line of CSV. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cell).join(',')}\n`;
}

/** A source item in the order of the columns. */
export function cellsOf({ sourceCode, sku, status, quantity }: SourceItemToSave): unknown[] {
  return [sourceCode, sku, status, quantity];
}

function cell(value: unknown): string {
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
