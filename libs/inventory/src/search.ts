import type { Searchable } from './searchable.js';

/** What to look for among rows: `where` is a conjunction of disjunctions, over field names of the queried view. */
export interface Search {
  where: Condition[][];
  sort: { field: string; descending: boolean }[];
  /** Most rows to return; none given: all. */
  limit?: number;
  /** Rows to leave out first; counts only with a limit. */
  offset?: number;
  /** An offset beyond the end means the last page instead of an empty one. MSI contract A5. */
  clamp?: boolean;
  /** Without a limit: most rows to return at once, the rest follows as it is asked for, so that no answer has to fit into memory. */
  chunk?: number;
}

/** How a field may be compared with a value. */
export const FILTER_OPS = [
  ...(['eq', 'neq', 'gt', 'lt', 'gteq', 'lteq', 'in', 'nin', 'like', 'nlike', 'regexp'] as const),
  ...(['null', 'notnull', 'finset', 'nfinset', 'jsonContains'] as const),
];

/**
 * One condition. Text compares without regard to case and trailing blanks, public ids compare exactly, numbers by value. `like` takes
 * `%` and `_`, `in` and `nin` comma lists; `finset` looks for the value in a comma list that the field holds; `jsonContains` takes JSON
 * that the field's JSON must contain. A field without a value meets `null` only, none of the negations. MSI contract A5.
 */
export interface Filter {
  field: string;
  op: (typeof FILTER_OPS)[number];
  value: string;
}

/** A condition on the rows of another view: one of those that meet it has in `there` what the field holds. */
export interface Reach {
  field: string;
  op: 'among';
  view: Searchable<object>;
  there: string;
  meeting: Condition;
}

/** A condition that no row of another view has in `there` what the field holds. */
export interface Lack {
  field: string;
  op: 'unmatched';
  view: Searchable<object>;
  there: string;
}

/** What a row must meet. */
export type Condition = Filter | Reach | Lack;

/**
 * A page of what was found; `total` ignores paging. `more` yields what follows when there is more than one chunk; each chunk shows its
 * rows at its own moment.
 */
export interface Found<View> {
  items: View[];
  total: number;
  more?: () => AsyncIterable<View[]>;
}

/** A search that cannot be carried out: a field the view does not have, a value its field cannot be compared with, or one that takes too long. */
export class BadSearch extends Error {
  constructor(
    readonly reason: 'unknown-field' | 'unknown-sort-field' | 'bad-value' | 'too-slow',
    readonly field: string,
    readonly value = '',
    options?: ErrorOptions,
  ) {
    super(`${reason}: ${field}${value && ` = ${value}`}`, options);
  }
}
