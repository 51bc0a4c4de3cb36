import type { Filter } from '#inventory/search';
import type { Kind } from './resource.js';

/** One condition on a field still to be named. */
export type Condition = Pick<Filter, 'op' | 'value'>;

/** A filter key taken apart: `every` is set when the value is a list of which any or all must be met. */
export interface KeyParts {
  subject: string;
  name: string;
  kinds: Kind[];
  every?: 'any' | 'all';
}

interface Predicate {
  kinds: Kind[];
  /** Alternatives that meet the predicate; undefined when the value is none for it. */
  alternatives: (value: string, kind: Kind) => Condition[] | undefined;
}

const ALL: Kind[] = ['text', 'id', 'integer', 'number', 'boolean', 'time', 'json'];
const SCALAR: Kind[] = ['text', 'id', 'integer', 'number', 'boolean', 'time'];
const ORDERED: Kind[] = ['text', 'id', 'integer', 'number', 'time'];
const TEXTUAL: Kind[] = ['text', 'id'];

const IS_NULL: Condition = { op: 'null', value: '' };
const NOT_NULL: Condition = { op: 'notnull', value: '' };

const PREDICATES: Record<string, Predicate> = {
  eq: compare('eq', SCALAR),
  not_eq: compare('neq', SCALAR),
  eq_or_null: compare('eq', SCALAR, IS_NULL),
  not_eq_or_null: compare('neq', SCALAR, IS_NULL),
  in: compare('in', SCALAR),
  not_in: compare('nin', SCALAR),
  in_or_null: compare('in', SCALAR, IS_NULL),
  not_in_or_null: compare('nin', SCALAR, IS_NULL),
  lt: compare('lt', ORDERED),
  lteq: compare('lteq', ORDERED),
  gt: compare('gt', ORDERED),
  gteq: compare('gteq', ORDERED),
  matches: like('like', (text) => text),
  does_not_match: like('nlike', (text) => text),
  cont: like('like', (text) => `%${literal(text)}%`),
  i_cont: like('like', (text) => `%${literal(text)}%`),
  not_cont: like('nlike', (text) => `%${literal(text)}%`),
  start: like('like', (text) => `${literal(text)}%`),
  not_start: like('nlike', (text) => `${literal(text)}%`),
  end: like('like', (text) => `%${literal(text)}`),
  not_end: like('nlike', (text) => `%${literal(text)}`),
  null: yesOrNo(
    ALL,
    () => [IS_NULL],
    () => [NOT_NULL],
  ),
  not_null: yesOrNo(
    ALL,
    () => [NOT_NULL],
    () => [IS_NULL],
  ),
  present: yesOrNo(ALL, filled, empty),
  blank: yesOrNo(ALL, empty, filled),
  true: yesOrNo(
    ['boolean'],
    () => truth('true'),
    () => truth('false'),
  ),
  false: yesOrNo(
    ['boolean'],
    () => truth('false'),
    () => truth('true'),
  ),
  jcont: { kinds: ['json'], alternatives: (value) => [{ op: 'jsonContains', value }] },
};

const LISTABLE = [
  ...[
    'matches',
    'does_not_match',
    'lt',
    'lteq',
    'gt',
    'gteq',
    'start',
    'not_start',
    'end',
    'not_end',
    'cont',
    'i_cont',
  ],
  ...['not_cont', 'not_eq'],
];

const SUFFIXES = [...Object.keys(PREDICATES), ...LISTABLE.flatMap((name) => [`${name}_any`, `${name}_all`])].sort(
  (one, other) => other.length - one.length,
);

/** Takes `code_or_name_not_eq_any` apart at its longest predicate; undefined when it ends in none. */
export function predicateOf(key: string): KeyParts | undefined {
  const suffix = SUFFIXES.find((one) => key.endsWith(`_${one}`));
  if (suffix === undefined) return undefined;
  const [, name, every] = /^(.*?)(?:_(any|all))?$/.exec(suffix)!;
  const { kinds } = PREDICATES[name!]!;
  return { subject: key.slice(0, -suffix.length - 1), name: name!, kinds, every: every as KeyParts['every'] };
}

/** Conditions of which one must be met for a predicate to hold; undefined when the predicate cannot take the value. */
export function conditionsOf(name: string, value: string, kind: Kind): Condition[] | undefined {
  return PREDICATES[name]!.alternatives(value, kind);
}

function compare(op: Filter['op'], kinds: Kind[], ...others: Condition[]): Predicate {
  return { kinds, alternatives: (value) => [{ op, value }, ...others] };
}

function like(op: 'like' | 'nlike', pattern: (text: string) => string): Predicate {
  return { kinds: TEXTUAL, alternatives: (value) => [{ op, value: pattern(value) }] };
}

function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

type Alternatives = (kind: Kind) => Condition[];

function yesOrNo(kinds: Kind[], yes: Alternatives, no: Alternatives): Predicate {
  return {
    kinds,
    alternatives: (value, kind) => {
      if (/^(true|1)$/i.test(value)) return yes(kind);
      return /^(false|0)$/i.test(value) ? no(kind) : undefined;
    },
  };
}

// A text greater than the empty one is neither null nor empty, which spares a conjunction.
function filled(kind: Kind): Condition[] {
  return kind === 'text' ? [{ op: 'gt', value: '' }] : [NOT_NULL];
}

function empty(kind: Kind): Condition[] {
  return kind === 'text' ? [IS_NULL, { op: 'eq', value: '' }] : [IS_NULL];
}

function truth(value: 'true' | 'false'): Condition[] {
  return [{ op: 'eq', value }];
}
