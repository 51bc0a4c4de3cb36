import type { Search } from '#inventory/search';
import { errorOf, RequestRefused, type ErrorObject } from './errors.js';
import { readFilters } from './filters.rules.js';
import type { Resource } from './resource.js';
import { isResourceType, resourceOf } from './resources.js';

/** Query parameters by name, nested as the brackets say. */
export type Query = Record<string, unknown>;

/** Relationships to include, each with those to include of its records. */
export interface IncludeTree {
  [relationship: string]: IncludeTree;
}

/** How an answer is to look: members of each type (all unless named) and what to include. */
export interface Shape {
  fields: Record<string, string[]>;
  include: IncludeTree;
}

/** A page of a list, counted from 1. */
export interface Page {
  number: number;
  size: number;
}

/** What a GET of a list asks for. */
export interface ListQuery extends Shape {
  search: Search;
  page: Page;
}

/** Members of every record; to name them changes nothing. */
const ALWAYS_SHOWN = ['id', 'type', 'links', 'meta'];
const DEFAULT_SIZE = 10;
const MAX_SIZE = 25;
const MAX_PREFERRED_SIZE = 1_000;
const MAX_NUMBER = 1_000_000_000;
const MAX_DEPTH = 5;

/** Reads `include` and `fields`. Throws {@link RequestRefused} with everything that is wrong. Commerce Layer contract §2. */
export function readShape(resource: Resource, query: Query): Shape {
  return refusing((faults) => shapeOf(resource, query, faults));
}

/** Reads the query of a list: filters, sorting, paging, shape. Throws {@link RequestRefused} with everything that is wrong. */
export function readListQuery(resource: Resource, query: Query, maxSize = MAX_SIZE): ListQuery {
  return refusing((faults) => {
    const shape = shapeOf(resource, query, faults);
    const page = readPage(query.page, maxSize, faults);
    const where = readFilters(resource, query.filter, faults);
    const sort = readSort(resource, query.sort, faults);
    const search = { where, sort, limit: page.size, offset: (page.number - 1) * page.size };
    return { ...shape, page, search };
  });
}

/** Rows that a page may have if the client prefers more than 25, up to 1,000: `Prefer: max-page-size=`. */
export function preferredPage(prefer: string | string[] = ''): number | undefined {
  const [, preferred] = /(?:^|[,;])\s*max-page-size\s*=\s*"?(\d{1,9})"?/i.exec(prefer.toString()) ?? [];
  return preferred === undefined ? undefined : Math.min(Math.max(Number(preferred), MAX_SIZE), MAX_PREFERRED_SIZE);
}

function refusing<T>(read: (faults: ErrorObject[]) => T): T {
  const faults: ErrorObject[] = [];
  const result = read(faults);
  if (faults.length > 0) throw new RequestRefused(faults);
  return result;
}

function shapeOf(resource: Resource, query: Query, faults: ErrorObject[]): Shape {
  return { fields: readFields(query.fields, faults), include: readInclude(resource, query.include, faults) };
}

function readFields(fields: unknown, faults: ErrorObject[]): Shape['fields'] {
  if (fields === undefined) return {};
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    faults.push(errorOf('INVALID_FIELD_FORMAT', '', { source: 'fields' }));
    return {};
  }
  const entries = Object.entries(fields).map(([type, list]) => {
    const source = `fields[${type}]`;
    const names = wordsOf(list);
    if (isResourceType(type)) faults.push(...unknownMembers(resourceOf(type), names, source));
    else faults.push(errorOf('INVALID_RESOURCE', type, { source }));
    return [type, names] as const;
  });
  return Object.fromEntries(entries);
}

/** What members records have that nobody keeps here, nobody knows. */
function unknownMembers(resource: Resource, names: string[], source: string): ErrorObject[] {
  if (resource.unkept) return [];
  const { type, attributes, relationships } = resource;
  const known = [...ALWAYS_SHOWN, ...Object.keys(attributes), ...Object.keys(relationships)];
  const unknown = names.filter((name) => !known.includes(name));
  return unknown.map((name) => errorOf('INVALID_FIELD', name, { value: type, source }));
}

function readInclude(resource: Resource, include: unknown, faults: ErrorObject[]): IncludeTree {
  const [paths, others] = includable(resource, wordsOf(include));
  faults.push(...others.map((path) => errorOf('INVALID_INCLUDE', path, { value: resource.type, source: 'include' })));
  return includeTree(paths);
}

/** Which of these paths lead to something that can be included with records, and which do not. */
export function includable(resource: Resource, paths: string[]): [good: string[], bad: string[]] {
  const leads = (path: string) => path.split('.').length <= MAX_DEPTH && isPath(resource, path.split('.'));
  return [paths.filter(leads), paths.filter((path) => !leads(path))];
}

/** Paths as a tree. */
export function includeTree(paths: string[]): IncludeTree {
  const tree: IncludeTree = {};
  for (const path of paths) path.split('.').reduce((branch, name) => (branch[name] ??= {}), tree);
  return tree;
}

function isPath({ relationships }: Resource, [name = '', ...rest]: string[]): boolean {
  if (!Object.hasOwn(relationships, name)) return false;
  return rest.length === 0 || isPath(resourceOf(relationships[name]!.to), rest);
}

function readSort({ type, attributes, searchable }: Resource, sort: unknown, faults: ErrorObject[]): Search['sort'] {
  const all = { ...attributes, ...searchable };
  return wordsOf(sort).flatMap((criterion) => {
    const name = criterion.replace(/^-/, '');
    const attribute = Object.hasOwn(all, name) ? all[name] : undefined;
    if (!attribute || !('field' in attribute) || !attribute.sortable) {
      faults.push(errorOf('INVALID_SORT_CRITERIA', name, { value: type, source: 'sort' }));
      return [];
    }
    return [{ field: attribute.field, descending: criterion.startsWith('-') }];
  });
}

function readPage(page: unknown, maxSize: number, faults: ErrorObject[]): Page {
  const given = page ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    faults.push(errorOf('INVALID_PAGE_OBJECT', '', { source: 'page' }));
    return { number: 1, size: DEFAULT_SIZE };
  }
  const { number, size, ...others } = given as Record<string, unknown>;
  faults.push(...Object.keys(others).map((name) => errorOf('PARAM_NOT_ALLOWED', name, { source: `page[${name}]` })));
  return {
    number: readBounded('number', number, { otherwise: 1, max: MAX_NUMBER }, faults),
    size: readBounded('size', size, { otherwise: DEFAULT_SIZE, max: maxSize }, faults),
  };
}

function readBounded(
  name: string,
  text: unknown,
  bounds: { otherwise: number; max: number },
  faults: ErrorObject[],
): number {
  if (text === undefined) return bounds.otherwise;
  const value = typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= bounds.max) return value;
  faults.push(errorOf('INVALID_PAGE_VALUE', name, { value: JSON.stringify(text), source: `page[${name}]` }));
  return bounds.otherwise;
}

/** Words of a comma list; a parameter given several times adds up. */
function wordsOf(list: unknown): string[] {
  if (list === undefined || list === '') return [];
  const text = Array.isArray(list) ? list.join(',') : list;
  return typeof text === 'string' ? text.split(',').map((word) => word.trim()) : [JSON.stringify(text)];
}
