import type { Search } from '#inventory/search';
import { invalid, type ErrorObject } from '../errors.js';
import { readFilters } from '../filters.rules.js';
import type { Resource } from '../resource.js';

/** Conditions out of the filters of a job, which are those of lists: `{"code_eq": "AAA"}`; what is wrong goes to `faults`. */
export function readJobFilters(resource: Resource, filters: unknown, faults: ErrorObject[]): Search['where'] {
  if (filters === undefined || filters === null) return [];
  const own: ErrorObject[] = [];
  const where = readFilters(resource, { q: asTexts(filters) }, own);
  faults.push(...own.map(({ detail }) => invalid('attributes', 'filters', { error: 'invalid', title: detail })));
  return where;
}

/** Values as a query would have them. */
function asTexts(filters: unknown): unknown {
  if (typeof filters !== 'object' || filters === null || Array.isArray(filters)) return filters;
  return Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textOf);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
