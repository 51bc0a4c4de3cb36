import type { ExportRecord } from './export-records.rules.js';
import { columnsOf } from './export-records.rules.js';
import type { ExportTree } from './export-tree.rules.js';

/** How records become a file, part by part. */
export interface ExportText {
  head: string;
  of: (records: ExportRecord[], first: boolean) => string;
  foot: string;
}

/** A JSON list, a record a line. */
export const JSON_TEXT: ExportText = {
  head: '[',
  of: (records, first) =>
    records.map((record, place) => (first && place === 0 ? '\n' : ',\n') + JSON.stringify(record)).join(''),
  foot: '\n]\n',
};

/** CSV: a column an attribute, those of one related record with its name in front (`stock_location.code`), several related records as JSON. */
export function csvText(tree: ExportTree, dry: boolean): ExportText {
  const columns = pathsOf(tree, dry);
  const line = (cells: unknown[]) => `${cells.map(quoted).join(',')}\n`;
  return {
    head: line(columns.map((path) => path.join('.'))),
    of: (records) => records.map((record) => line(columns.map((path) => valueAt(record, path)))).join(''),
    foot: '',
  };
}

function pathsOf(tree: ExportTree, dry: boolean): string[][] {
  const related = Object.entries(tree.related).flatMap(([name, { many, tree: below }]) =>
    many ? [[name]] : pathsOf(below, dry).map((path) => [name, ...path]),
  );
  return [...columnsOf(tree, dry).map((name) => [name]), ...related];
}

function valueAt(record: ExportRecord, path: string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as ExportRecord | null | undefined)?.[name], record);
}

function quoted(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
