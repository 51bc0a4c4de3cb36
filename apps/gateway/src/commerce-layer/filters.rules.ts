import type { Condition as Demand, Filter } from '#inventory/search';
import { errorOf, type ErrorObject } from './errors.js';
import { conditionsOf, predicateOf, type Condition } from './predicates.rules.js';
import { operandsOf } from './operands.rules.js';
import { isMembers } from './members.rules.js';
import type { Attribute, Relation, Resource } from './resource.js';
import { resourceOf } from './resources.js';

/**
 * Conditions of `filter[q]`, a conjunction of disjunctions; what is wrong goes to `faults`. The predicate is the longest suffix that is
 * one, the rest names attributes joined by `_or_`, each of which may be one of a related record. Commerce Layer contract §2, filters.
 */
export function readFilters(resource: Resource, filter: unknown, faults: ErrorObject[]): Demand[][] {
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

function readFilter(resource: Resource, key: string, given: unknown, faults: ErrorObject[]): Demand[][] {
  const source = `filter[q][${key}]`;
  const predicate = predicateOf(key);
  const names = new Set(predicate?.subject.split('_or_'));
  const subjects = [...names].slice(0, MOST_TESTS).map((name) => subjectOf(resource, name));
  const allowed = subjects.filter(
    (subject) => subject !== undefined && predicate?.kinds.includes(subject.attribute.kind),
  );
  if (!predicate || allowed.length < subjects.length) {
    faults.push(errorOf('FILTER_NOT_ALLOWED', key, { source }));
    return [];
  }
  const value = Array.isArray(given) ? given.join(',') : given;
  const texts = typeof value === 'string' ? (predicate.every ? [...new Set(value.split(','))] : [value]) : [];
  if (names.size * texts.length > MOST_TESTS) {
    const most = `${MOST_TESTS} comparisons at most`;
    faults.push(errorOf('INVALID_FILTER_VALUE', key.slice(0, 200), { value: most, source: 'filter[q]' }));
    return [];
  }
  const groups = texts.map((text) => (allowed as Subject[]).flatMap((subject) => tests(subject, predicate.name, text)));
  if (texts.length === 0 || groups.flat().includes('invalid')) {
    faults.push(errorOf('INVALID_FILTER_VALUE', key, { value: JSON.stringify(given), source }));
    return [];
  }
  return (predicate.every === 'any' ? [groups.flat()] : groups).map(disjunction);
}

// Attributes times values: each becomes a condition of its own.
const MOST_TESTS = 1_000;

/** Whether conditions of `filter[q]` are about records that a resource is related to. */
export function leadsElsewhere(resource: Resource, filter: unknown): boolean {
  const q = isMembers(filter) ? filter.q : undefined;
  const subjects = isMembers(q) ? Object.keys(q).flatMap((key) => predicateOf(key)?.subject.split('_or_') ?? []) : [];
  return [...new Set(subjects)].some((name) => (subjectOf(resource, name)?.by.length ?? 0) > 0);
}

/** An attribute, and the relationships by which a record leads to it. */
interface Subject {
  attribute: Attribute;
  by: Relation[];
}

/** `stock_location_name` is the name of the stock location, unless the record has an attribute of that name itself. */
function subjectOf(resource: Resource, name: string, depth = MAX_DEPTH): Subject | undefined {
  const all = { ...resource.attributes, ...resource.searchable };
  if (Object.hasOwn(all, name)) return { attribute: all[name]!, by: [] };
  const leading = Object.keys(resource.relationships).filter((one) => depth > 0 && name.startsWith(`${one}_`));
  for (const one of leading.sort((a, b) => b.length - a.length)) {
    const relation = resource.relationships[one]!;
    const target = resourceOf(relation.to);
    const found = subjectOf(target, name.slice(one.length + 1), depth - 1);
    if (found && target.view) return { ...found, by: [relation, ...found.by] };
  }
  return undefined;
}

const MAX_DEPTH = 3;

type Test = Demand | boolean | 'invalid';

function tests(subject: Subject, predicate: string, text: string): Test[] {
  const { kind } = subject.attribute;
  const conditions = conditionsOf(predicate, text, kind);
  if (!conditions) return ['invalid'];
  return conditions.flatMap<Test>((condition) => {
    const operands = operandsOf(kind, condition);
    if (operands === undefined) return 'invalid';
    const exact = { ...condition, value: operands.join(',') };
    const { attribute, by } = exact.op === 'null' || exact.op === 'notnull' ? subject : shortened(subject);
    if ('constant' in attribute) return holds(attribute.constant, exact.op, operands);
    return by.reduceRight<Demand[]>(reaching, [{ field: attribute.field, ...exact }]);
  });
}

/** The id of a related record is known without it; whether there is one is not. */
function shortened({ attribute, by }: Subject): Subject {
  const last = by.at(-1);
  if (!last || !('field' in attribute) || attribute.field !== last.there) return { attribute, by };
  return { attribute: { ...attribute, field: last.here }, by: by.slice(0, -1) };
}

/** Where a record is related to none, what would be the other's is null. */
function reaching(meetings: Demand[], { to, here, there }: Relation): Demand[] {
  const view = resourceOf(to).view!;
  const reached = meetings.map<Demand>((meeting) => ({ field: here, op: 'among', view, there, meeting }));
  const mayLack = meetings.some(({ op }) => op === 'null' || op === 'unmatched');
  return mayLack ? [...reached, { field: here, op: 'unmatched', view, there }] : reached;
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
function disjunction(group: Test[]): Demand[] {
  if (group.includes(true)) return [];
  const filters = group.filter((test) => typeof test === 'object');
  return filters.length > 0 ? filters : [NOTHING];
}
