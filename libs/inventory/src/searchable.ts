import type { RawBuilder } from 'kysely';
import type { Numbered } from './public-id.js';

type Sql = RawBuilder<unknown>;

/** A column of a view: the expression it is shown by, the one it is compared and sorted by, and how. */
export interface Column {
  shown: Sql;
  compared: Sql;
  kind: 'text' | 'exact' | 'number' | 'boolean' | 'time' | 'json';
  nullable: boolean;
  /** What its numbers are the public ids of: it is then shown as, and compared with, those. */
  numbers?: Numbered;
}

/** A view over tables that can be searched: what it shows, and where its columns come from. */
export interface Searchable<View> {
  /** The table, or what stands for one, and its alias, one row of it a row of the view. */
  table: string | Sql;
  alias: string;
  /** Left joins to at most one row each, so that PostgreSQL drops those a count does not need. */
  joins: Sql;
  /** Sorts rows for which nothing else does; unique. */
  key: Sql;
  columns: { [F in keyof View]-?: Column };
}
