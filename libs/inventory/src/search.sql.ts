import { DatabaseError } from 'pg';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { BadSearch, type Found, type Search } from './search.js';
import { conditionOn, type Column } from './filter.sql.js';

/** A view over tables that can be searched: what it shows, and where its columns come from. */
export interface Searchable<View> {
  /** The table, or what stands for one, and its alias, one row of it a row of the view. */
  table: string | RawBuilder<unknown>;
  alias: string;
  /** Left joins to at most one row each, so that PostgreSQL drops those a count does not need. */
  joins: RawBuilder<unknown>;
  /** Sorts rows for which nothing else does; unique. */
  key: RawBuilder<unknown>;
  columns: { [F in keyof View]-?: Column };
}

/** Rows of a view that a search asks for. Throws {@link BadSearch}. */
export async function findRows<View>(em: EntityManager, view: Searchable<View>, search: Search): Promise<Found<View>> {
  const where = conditions(view, search);
  const order = ordering(view, search);
  const { table, alias, joins } = tableOf(view);
  const { limit, clamp } = search;
  if (limit === undefined) {
    const items = await rows<View>(
      em,
      sql`select ${shown(view)} from ${table} ${alias} ${joins} where ${where} order by ${order}`,
    );
    return { items, total: items.length };
  }
  const [counted] = await rows<{ total: number }>(
    em,
    sql`select count(*)::float8 as total from ${table} ${alias} ${joins} where ${where}`,
  );
  const total = counted!.total;
  const offset = clamp ? Math.min(search.offset ?? 0, lastOffset(total, limit)) : (search.offset ?? 0);
  // The page is cut before the joins, so that a deep one costs an index scan and no look-ups for the rows it skips.
  const page = sql`select ${alias}.* from ${table} ${alias} ${joins} where ${where} order by ${order} limit ${limit}::bigint offset ${offset}::bigint`;
  return {
    items: await rows<View>(em, sql`select ${shown(view)} from (${page}) ${alias} ${joins} order by ${order}`),
    total,
  };
}

/** The row of a view that meets a condition of its own, if there is one. */
export async function findRow<View>(
  em: EntityManager,
  view: Searchable<View>,
  condition: RawBuilder<unknown>,
): Promise<View | undefined> {
  const { table, alias, joins } = tableOf(view);
  const [row] = await rows<View>(em, sql`select ${shown(view)} from ${table} ${alias} ${joins} where ${condition}`);
  return row;
}

function tableOf(view: Pick<Searchable<unknown>, 'table' | 'alias' | 'joins'>) {
  return {
    table: typeof view.table === 'string' ? sql.table(view.table) : view.table,
    alias: sql.ref(view.alias),
    joins: view.joins,
  };
}

function shown<View>({ columns }: Searchable<View>): RawBuilder<unknown> {
  const named = Object.entries<Column>(columns).map(([name, column]) => sql`${column.shown} as ${sql.ref(name)}`);
  return sql.join(named);
}

function conditions<View>(view: Searchable<View>, { where }: Search): RawBuilder<unknown> {
  const groups = where
    .filter((group) => group.length > 0)
    .map((group) => {
      const either = group.map((filter) => conditionOn(columnOf(view, filter.field, 'unknown-field'), filter));
      return sql`(${sql.join(either, sql` or `)})`;
    });
  return groups.length > 0 ? sql.join(groups, sql` and `) : sql`true`;
}

/** Empty values come first when ascending, as in MySQL. */
function ordering<View>(view: Searchable<View>, { sort }: Search): RawBuilder<unknown> {
  const terms = sort.map(({ field, descending }) => {
    const { compared, nullable } = columnOf(view, field, 'unknown-sort-field');
    if (!nullable) return descending ? sql`${compared} desc` : compared;
    return descending ? sql`${compared} desc nulls last` : sql`${compared} nulls first`;
  });
  return sql.join([...terms, view.key]);
}

function columnOf<View>(view: Searchable<View>, field: string, fault: BadSearch['reason']): Column {
  const column = Object.hasOwn(view.columns, field) ? (view.columns as Record<string, Column>)[field] : undefined;
  if (!column) throw new BadSearch(fault, field);
  return column;
}

function lastOffset(total: number, limit: number): number {
  return limit > 0 ? Math.max(0, Math.ceil(total / limit) - 1) * limit : 0;
}

async function rows<Row>(em: EntityManager, query: RawBuilder<unknown>): Promise<Row[]> {
  try {
    return (await (query as RawBuilder<Row>).execute(em.getKysely())).rows;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === INVALID_REGEXP) {
      throw new BadSearch('bad-value', 'regexp', error.message, { cause: error });
    }
    throw error;
  }
}

const INVALID_REGEXP = '2201B';
