import { invalid, type ErrorObject } from '../errors.js';
import type { IncludeTree } from '../read-query.rules.js';
import type { Resource } from '../resource.js';
import { resourceOf } from '../resources.js';

/** What to export of the records of a resource: all of it or columns by name, and of the records that relationships lead to. */
export interface ExportTree {
  resource: Resource;
  /** Absent: all that is exported by default. */
  columns?: string[];
  related: Record<string, { many: boolean; tree: ExportTree }>;
}

const MAX_DEPTH = 3;

/**
 * Reads which relationships and which fields are to be exported: `["name", "stock_items.*", "stock_items.stock_location.code"]`. What is wrong goes
 * to `faults`. Commerce Layer contract §2, Bulk.
 */
export function readExportTree(
  resource: Resource,
  { includes, fields }: { includes: unknown; fields: unknown },
  faults: ErrorObject[],
): ExportTree {
  const chosen = wordsIn(fields, 'fields', faults);
  const tree: ExportTree = { resource, related: {}, ...(chosen.length > 0 && { columns: [] }) };
  for (const path of wordsIn(includes, 'includes', faults)) {
    const node = nodeAt(tree, path.split('.'), chosen.length > 0);
    if (!node) faults.push(unknown('includes', path));
  }
  for (const path of chosen) {
    const names = path.split('.');
    const column = names.pop()!;
    const node = nodeAt(tree, names, true);
    if (!node || !isColumn(node.resource, column)) faults.push(unknown('fields', path));
    else if (column === '*') delete node.columns;
    else node.columns?.push(column);
  }
  return tree;
}

/** The relationships of a tree, to be read with its records. */
export function includesOf({ related }: ExportTree): IncludeTree {
  return Object.fromEntries(Object.entries(related).map(([name, { tree }]) => [name, includesOf(tree)]));
}

function nodeAt(tree: ExportTree, names: string[], empty: boolean): ExportTree | undefined {
  if (names.length > MAX_DEPTH) return undefined;
  return names.reduce<ExportTree | undefined>((node, name) => {
    const relation = node && Object.hasOwn(node.resource.relationships, name) && node.resource.relationships[name];
    if (!relation) return undefined;
    const { to, many } = relation;
    node.related[name] ??= { many, tree: { resource: resourceOf(to), related: {}, ...(empty && { columns: [] }) } };
    return node.related[name].tree;
  }, tree);
}

function isColumn({ attributes }: Resource, name: string): boolean {
  return name === '*' || name === 'id' || Object.hasOwn(attributes, name);
}

function wordsIn(given: unknown, name: string, faults: ErrorObject[]): string[] {
  const list = given ?? [];
  if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return list;
  faults.push(invalid('attributes', name, { error: 'invalid', title: 'must be a list of names' }));
  return [];
}

function unknown(place: string, path: string): ErrorObject {
  return invalid('attributes', place, { error: 'invalid', title: `has ${path}, which is not known`, value: path });
}
