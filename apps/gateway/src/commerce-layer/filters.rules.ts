import type { Filter } from '#inventory/search';
import { errorOf, type ErrorObject } from './errors.js';
import { conditionsOf, predicateOf, type Condition } from './predicates.rules.js';
import { operandsOf } from './operands.rules.js';
import type { Attribute, Resource } from './resources.js';

/**
 * Conditions of `filter[q]`, a conjunction of disjunctions; what is wrong goes to `faults`. The predicate is the longest suffix that is
 * one, the rest names attributes joined by `_or_`. Commerce Layer contract §2, filters.
 */
export function readFilters(resource: Resource, filter: unknown, faults: ErrorObject[]): Filter[][] {
  if (filter === undefined) return [];
  const { q, ...others } = isMembers(filter) ? filter : { q: filter };
  faults.push(...Object.keys(others).map((name) => errorOf('FILTER_NOT_ALLOWED', name, { source: `filter[${name}]` })));
  if (q === undefined) return [];
  if (!isMembers(q)) {
    faults.push(errorOf('INVALID_FILTERS_SYNTAX', JSON.stringify(q), { source: 'filter[q]' }));
    return [];
  }
  return Object.entries(q).flatMap(([key, value]) => readFilter(resource, key, value, faults));
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readFilter(resource: Resource, key: string, given: unknown, faults: ErrorObject[]): Filter[][] {
  const source = `filter[q][${key}]`;
  const predicate = predicateOf(key);
  const attributes = predicate?.subject.split('_or_').map((name) => attributeOf(resource, name)) ?? [];
  const allowed = attributes.filter(
    (attribute) => attribute !== undefined && predicate?.kinds.includes(attribute.kind),
  );
  if (!predicate || allowed.length < attributes.length) {
    faults.push(errorOf('FILTER_NOT_ALLOWED', key, { source }));
    return [];
  }
  const value = Array.isArray(given) ? given.join(',') : given;
  const texts = typeof value === 'string' ? (predicate.every ? value.split(',') : [value]) : [];
  const groups = texts.map((text) =>
    (allowed as Attribute[]).flatMap((attribute) => tests(attribute, predicate.name, text)),
  );
  if (texts.length === 0 || groups.flat().includes('invalid')) {
    faults.push(errorOf('INVALID_FILTER_VALUE', key, { value: JSON.stringify(given), source }));
    return [];
  }
  return (predicate.every === 'any' ? [groups.flat()] : groups).map(disjunction);
}

function attributeOf({ attributes, searchable }: Resource, name: string): Attribute | undefined {
  const all = { ...attributes, ...searchable };
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

type Test = Filter | boolean | 'invalid';

function tests(attribute: Attribute, predicate: string, text: string): Test[] {
  const conditions = conditionsOf(predicate, text, attribute.kind);
  if (!conditions) return ['invalid'];
  return conditions.map((condition) => {
    const operands = operandsOf(attribute.kind, condition);
    if (operands === undefined) return 'invalid';
    const exact = { ...condition, value: operands.join(',') };
    return 'field' in attribute ? { field: attribute.field, ...exact } : holds(attribute.constant, exact.op, operands);
  });
}

/** What a condition makes of a constant; like a column, null meets no comparison. */
function holds(constant: string | number | boolean | null, op: Condition['op'], operands: string[]): boolean {
  if (op === 'null' || op === 'notnull') return (constant === null) === (op === 'null');
  if (constant === null) return false;
  const [text, [first = '']] = [String(constant), operands];
  switch (op) {
    case 'eq':
    case 'in':
      return operands.includes(text);
    case 'neq':
    case 'nin':
      return !operands.includes(text);
    case 'gt':
    case 'gteq':
      return Number(constant) > Number(first) || (op === 'gteq' && text === first);
    case 'lt':
    case 'lteq':
      return Number(constant) < Number(first) || (op === 'lteq' && text === first);
    default:
      return likeness(first).test(text) === (op === 'like');
  }
}

function likeness(pattern: string): RegExp {
  const source = pattern.replace(/\\?[^]/g, (sign) => WILDCARDS[sign] ?? sign.at(-1)!.replace(/\W/, '\\$&'));
  return new RegExp(`^${source}$`, 'is');
}

const WILDCARDS: Record<string, string> = { '%': '.*', _: '.' };

const NOTHING: Filter = { field: 'publicId', op: 'eq', value: '' };

/** The filters of a disjunction; none, which a search ignores, when a constant meets it already. */
function disjunction(group: Test[]): Filter[] {
  if (group.includes(true)) return [];
  const filters = group.filter((test) => typeof test === 'object');
  return filters.length > 0 ? filters : [NOTHING];
}
