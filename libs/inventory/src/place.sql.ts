import { sql, type RawBuilder } from 'kysely';
import type { Column } from './searchable.js';

type Sql = RawBuilder<unknown>;

/** A column to sort by, and its direction. */
export interface SortTerm extends Pick<Column, 'compared' | 'nullable'> {
  descending: boolean;
}

/** The order of terms, and of the key where they tell nothing apart; empty values come first when ascending, as in MySQL. */
export function ordering(terms: SortTerm[], key: Sql): Sql {
  const sorted = terms.map(({ compared, nullable, descending }) => {
    if (!nullable) return descending ? sql`${compared} desc` : compared;
    return descending ? sql`${compared} desc nulls last` : sql`${compared} nulls first`;
  });
  return sql.join([...sorted, key]);
}

/** Where a row stands in an order, as text: what it is sorted by, and its key. */
export type Place = (string | null)[];

/** The place of the row at hand. */
export function placeOf(terms: SortTerm[], key: Sql): Sql {
  return sql`array[${sql.join([...terms.map(({ compared }) => compared), key].map((value) => sql`(${value})::text`))}]`;
}

/** Whether a row comes after a place. */
export function beyond(terms: SortTerm[], key: Sql, place: Place): Sql {
  return terms.reduceRight(
    (tie, term, index) => {
      const value = place[index]!;
      const same = value === null ? sql`${term.compared} is null` : sql`${term.compared} = ${value}`;
      return sql`(${after(term, value)} or (${same} and ${tie}))`;
    },
    sql`${key} > ${place.at(-1)}`,
  );
}

function after({ compared, nullable, descending }: SortTerm, value: string | null): Sql {
  if (value === null) return descending ? sql`false` : sql`${compared} is not null`;
  if (!descending) return sql`${compared} > ${value}`;
  return nullable ? sql`(${compared} < ${value} or ${compared} is null)` : sql`${compared} < ${value}`;
}
