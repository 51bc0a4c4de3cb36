/** What to look for among rows: `where` is a conjunction of disjunctions, over field names of the queried view. */
export interface Search {
  where: Filter[][];
  sort: { field: string; descending: boolean }[];
  limit?: number;
  offset?: number;
}

/** One condition. `like` takes `%` and `_`, `in` and `finset` comma lists; text compares under its canonical key. MSI contract A5. */
export interface Filter {
  field: string;
  op: 'eq' | 'neq' | 'like' | 'nlike' | 'in' | 'nin' | 'gt' | 'lt' | 'gteq' | 'lteq' | 'null' | 'notnull' | 'finset' | 'nfinset' | 'regexp';
  value: string;
}

/** A page of what was found; `total` ignores paging. */
export interface Found<View> {
  items: View[];
  total: number;
}
