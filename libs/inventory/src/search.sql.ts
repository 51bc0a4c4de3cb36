import { DatabaseError } from 'pg';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { BadSearch, type Condition, type Found, type Search } from './search.js';
import type { Column, Searchable } from './searchable.js';
import { conditionOn, shownValue } from './filter.sql.js';
import { beyond, ordering, placeOf, type Place, type SortTerm } from './place.sql.js';

/** Rows of a view that a search asks for. Throws {@link BadSearch}. */
export async function findRows<View>(em: EntityManager, view: Searchable<View>, search: Search): Promise<Found<View>> {
  const where = conditionsOf(view, search);
  const terms = sortTerms(view, search);
  const order = ordering(terms, view.key);
  const slow = search.where.flat().some(({ op }) => op === 'regexp');
  const ask: Ask = async (query) => spelled(view, await (slow ? rowsInTime(em, query) : rows(em, query)));
  const { limit, clamp, chunk } = search;
  if (limit === undefined && chunk !== undefined) return findInChunks({ view, where, terms, chunk, ask });
  const { table, alias, joins } = tableOf(view);
  if (limit === undefined) {
    const items = await ask<View>(
      sql`select ${shown(view)} from ${table} ${alias} ${joins} where ${where} order by ${order}`,
    );
    return { items, total: items.length };
  }
  const total = await count(view, where, ask);
  const offset = clamp ? Math.min(search.offset ?? 0, lastOffset(total, limit)) : (search.offset ?? 0);
  return { items: await ask<View>(pageQuery(view, shown(view), where, order, limit, offset)), total };
}

/** The row of a view that meets a condition of its own, if there is one. */
export async function findRow<View>(
  em: EntityManager,
  view: Searchable<View>,
  condition: RawBuilder<unknown>,
): Promise<View | undefined> {
  const { table, alias, joins } = tableOf(view);
  const found = await rows<View>(em, sql`select ${shown(view)} from ${table} ${alias} ${joins} where ${condition}`);
  return spelled(view, found)[0];
}

/** Rows with the ids that are made of numbers; all others have them already. */
function spelled<Row>({ columns }: { columns: object }, found: Row[]): Row[] {
  const made = Object.entries(columns as Record<string, Column>).filter(([, { numbers }]) => numbers !== undefined);
  if (made.length === 0) return found;
  return found.map((row) => {
    const ids = made.map(([name, column]) => [name, shownValue(column, (row as Record<string, unknown>)[name])]);
    return { ...row, ...(Object.fromEntries(ids) as Partial<Row>) };
  });
}

type Ask = <Row>(query: RawBuilder<unknown>) => Promise<Row[]>;

/** The page is cut before the joins, so that a deep one costs an index scan and no look-ups for the rows it skips. */
function pageQuery<View>(
  view: Searchable<View>,
  columns: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
  offset = 0,
): RawBuilder<unknown> {
  const { table, alias, joins } = tableOf(view);
  const page = sql`select ${alias}.* from ${table} ${alias} ${joins} where ${where} order by ${order} limit ${limit}::bigint offset ${offset}::bigint`;
  return sql`select ${columns} from (${page}) ${alias} ${joins} order by ${order}`;
}

async function count<View>(view: Searchable<View>, where: RawBuilder<unknown>, ask: Ask): Promise<number> {
  const { table, alias, joins } = tableOf(view);
  const [row] = await ask<{ total: number }>(
    sql`select count(*)::float8 as total from ${table} ${alias} ${joins} where ${where}`,
  );
  return row!.total;
}

/** A search whose rows are read a chunk at a time, each beginning after the last row of the one before. */
interface Reading<View> {
  view: Searchable<View>;
  where: RawBuilder<unknown>;
  terms: SortTerm[];
  chunk: number;
  ask: Ask;
}

async function findInChunks<View>(reading: Reading<View>): Promise<Found<View>> {
  const first = await readChunk(reading);
  if (!first.next) return { items: first.items, total: first.items.length };
  const more = () => following(reading, first.next!);
  return { items: first.items, total: await count(reading.view, reading.where, reading.ask), more };
}

async function* following<View>(reading: Reading<View>, from: Place): AsyncGenerator<View[]> {
  for (let place: Place | undefined = from; place;) {
    const { items, next }: Chunk<View> = await readChunk(reading, place);
    place = next;
    yield items;
  }
}

interface Chunk<View> {
  items: View[];
  next?: Place;
}

async function readChunk<View>({ view, where, terms, chunk, ask }: Reading<View>, place?: Place): Promise<Chunk<View>> {
  const from = place ? sql`${where} and ${beyond(terms, view.key, place)}` : where;
  const order = ordering(terms, view.key);
  const ofLast = sql`case when row_number() over (order by ${order}) = ${chunk} then ${placeOf(terms, view.key)} end`;
  const columns = sql`${shown(view)}, ${ofLast} as "~place"`;
  const found = await ask<View & { '~place': Place | null }>(pageQuery(view, columns, from, order, chunk));
  const items = found.map(({ '~place': _, ...shownColumns }) => shownColumns as View);
  return { items, next: found[chunk - 1]?.['~place'] ?? undefined };
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

/** What rows of a view must be for a search to find them. Throws {@link BadSearch}. */
export function conditionsOf<View>(
  view: Pick<Searchable<View>, 'columns'>,
  { where }: Pick<Search, 'where'>,
): RawBuilder<unknown> {
  const groups = where
    .filter((group) => group.length > 0)
    .map((group) => {
      const either = group.map((condition) => conditionIn(view, condition));
      return sql`(${sql.join(either, sql` or `)})`;
    });
  return groups.length > 0 ? sql.join(groups, sql` and `) : sql`true`;
}

function conditionIn<View>(view: Pick<Searchable<View>, 'columns'>, condition: Condition): RawBuilder<unknown> {
  const column = columnOf(view, condition.field, 'unknown-field');
  if (condition.op !== 'among' && condition.op !== 'unmatched') return conditionOn(column, condition);
  const { table, alias, joins } = tableOf(condition.view);
  const { compared } = columnOf(condition.view, condition.there, 'unknown-field');
  if (condition.op === 'unmatched') {
    // Within a table of their own, as both views may go by the same alias.
    const others = sql`(select ${compared} as "~there" from ${table} ${alias} ${joins})`;
    return sql`not exists (select from ${others} "~others" where "~there" = ${column.compared})`;
  }
  const met = conditionIn(condition.view, condition.meeting);
  return sql`${column.compared} in (select ${compared} from ${table} ${alias} ${joins} where ${met})`;
}

function sortTerms<View>(view: Searchable<View>, { sort }: Search): SortTerm[] {
  return sort.map(({ field, descending }) => ({ ...columnOf(view, field, 'unknown-sort-field'), descending }));
}

function columnOf<View>(view: Pick<Searchable<View>, 'columns'>, field: string, fault: BadSearch['reason']): Column {
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

/** For expressions of a client's making, some of which would keep the server busy for hours. */
async function rowsInTime<Row>(em: EntityManager, query: RawBuilder<unknown>): Promise<Row[]> {
  try {
    return await em.fork().transactional(async (tx) => {
      await sql`set local statement_timeout = ${sql.lit(REGEXP_MS)}`.execute(tx.getKysely());
      return rows<Row>(tx, query);
    });
  } catch (error) {
    if (error instanceof DatabaseError && error.code === CANCELLED)
      throw new BadSearch('too-slow', 'regexp', `${REGEXP_MS} ms`, { cause: error });
    throw error;
  }
}

const INVALID_REGEXP = '2201B';
const CANCELLED = '57014';
const REGEXP_MS = 2_000;
