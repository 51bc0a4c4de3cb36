import { compoundKey, identify, type Compound, type Identifier, type Linkage } from '../document.js';
import { fieldOf, idOf, type Resource } from '../resource.js';
import type { ExportTree } from './export-tree.rules.js';

/** A record as it is exported: its columns, and the records that relationships lead to by their names. */
export type ExportRecord = Record<string, unknown>;

const REDUNDANT = ['id', 'created_at', 'updated_at'];

/** Records with what was read with them; when `dry`, without ids, times and what is blank. */
export function exportRecords(tree: ExportTree, views: object[], compound: Compound, dry: boolean): ExportRecord[] {
  return views.map((view) => recordOf(tree, view, compound, dry));
}

/** Columns of records: the attributes, before them the id, after them the ids by which an import finds what a record is linked to. */
export function columnsOf({ resource, columns }: ExportTree, dry: boolean): string[] {
  const all = columns ?? ['id', ...Object.keys(resource.attributes), ...Object.keys(linksOf(resource))];
  return all.filter((name) => name !== 'inventory' && !(dry && REDUNDANT.includes(name)));
}

function recordOf(tree: ExportTree, view: object, compound: Compound, dry: boolean): ExportRecord {
  const { resource, related } = tree;
  const links = linksOf(resource);
  const cells = columnsOf(tree, dry).map((name): [string, unknown] => [name, cellOf(resource, links, name, view)]);
  const linkage = compound.linkage.get(compoundKey(identify(resource, view))) ?? {};
  const others = Object.entries(related).map(([name, { tree: below }]): [string, unknown] => {
    const recordAt = (identifier: Identifier) => {
      const found = compound.included.get(compoundKey(identifier));
      return found && recordOf(below, found.view, compound, dry);
    };
    return [name, along(linkage[name] ?? null, recordAt)];
  });
  return Object.fromEntries([...cells.filter(([, cell]) => !dry || !isBlank(cell)), ...others]);
}

function along(linkage: Linkage, recordAt: (identifier: Identifier) => unknown): unknown {
  if (linkage === null) return null;
  return Array.isArray(linkage) ? linkage.map(recordAt) : recordAt(linkage);
}

function cellOf(resource: Resource, links: Record<string, string>, name: string, view: object): unknown {
  if (name === 'id') return idOf(view);
  const attribute = resource.attributes[name];
  if (attribute) return 'field' in attribute ? fieldOf(view, attribute.field) : attribute.constant;
  return fieldOf(view, links[name]!);
}

/** Fields of a view that hold the ids of what a client may link its record to, by the columns that imports read. */
function linksOf({ body, relationships }: Resource): Record<string, string> {
  const kept = Object.entries(body?.relationships ?? {}).filter(([, { unkept }]) => !unkept);
  return Object.fromEntries(kept.map(([name]) => [`${name}_id`, relationships[name]!.here]));
}

function isBlank(cell: unknown): boolean {
  if (cell === null || cell === undefined || cell === '') return true;
  return typeof cell === 'object' && Object.keys(cell).length === 0;
}
