import { canonical } from '#contracts/canonical';
import { sql, type RawBuilder } from 'kysely';
import { BadSearch, type Filter } from './search.js';

type Sql = RawBuilder<unknown>;

/** A column of a view: the expression it is shown by, the one it is compared and sorted by, and how. */
export interface Column {
  shown: Sql;
  compared: Sql;
  kind: 'text' | 'exact' | 'number' | 'boolean' | 'time' | 'json';
  nullable: boolean;
}

/** A text that has its canonical key stored beside it in column `key`. */
export function keyedText(column: string, key: string): Column {
  return { shown: sql.ref(column), compared: sql.ref(key), kind: 'text', nullable: false };
}

/** A text without a stored key: its canonical form is made as the search goes. */
export function text(column: string): Column {
  return { shown: sql.ref(column), compared: canonicalSql(sql.ref(column)), kind: 'text', nullable: true };
}

/** A public id, compared as it is. */
export function exactText(column: string): Column {
  return { shown: sql.ref(column), compared: sql.ref(column), kind: 'exact', nullable: false };
}

/** An integer or a float. */
export function number(column: string, options: { nullable?: boolean } = {}): Column {
  return {
    shown: sql`${sql.ref(column)}::float8`,
    compared: sql.ref(column),
    kind: 'number',
    nullable: options.nullable ?? false,
  };
}

/** A quantity, shown in ten-thousandths and compared in stock units. */
export function quantity(column: string): Column {
  return {
    shown: sql`(${sql.ref(column)} * 10000)::float8`,
    compared: sql.ref(column),
    kind: 'number',
    nullable: false,
  };
}

/** A truth value; compares as 0 and 1. */
export function boolean(column: string): Column {
  return { shown: sql.ref(column), compared: sql`${sql.ref(column)}::int`, kind: 'boolean', nullable: false };
}

/** A point in time, shown as ISO 8601 in UTC with milliseconds. */
export function time(column: string): Column {
  const iso = sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return { shown: iso, compared: sql.ref(column), kind: 'time', nullable: false };
}

/** JSON out of any expression. */
export function json(expression: Sql): Column {
  return { shown: expression, compared: expression, kind: 'json', nullable: false };
}

/** JSON that is compared as text without blanks between its members, as most who write it by hand have it. */
export function jsonText(column: string): Column {
  const dense = sql`replace(replace(${sql.ref(column)}::text, '": ', '":'), ', "', ',"')`;
  return { shown: sql.ref(column), compared: canonicalSql(dense), kind: 'text', nullable: true };
}

/** The condition of a filter on a column, all values bound. Throws {@link BadSearch} for a value that the column cannot be compared with. */
export function conditionOn(column: Column, filter: Filter): Sql {
  const { compared } = column;
  const { op } = filter;
  const value = bindable(filter.value);
  switch (op) {
    case 'null':
      return sql`${compared} is null`;
    case 'notnull':
      return sql`${compared} is not null`;
    case 'in':
    case 'nin': {
      const list = sql.join(value.split(',').map((one) => operand(column, filter, one)));
      return op === 'in' ? sql`${compared} in (${list})` : sql`${compared} not in (${list})`;
    }
    case 'like':
    case 'nlike':
      return sql`${asText(column)} ${LIKES[op]} ${likePattern(column, value)}`;
    case 'regexp':
      return sql`${asText(column)} ~* ${value}`;
    case 'finset':
      return sql`${canonical(value)} = any(string_to_array(${asText(column)}, ','))`;
    case 'nfinset':
      return sql`${canonical(value)} <> all(string_to_array(${asText(column)}, ','))`;
    case 'jsonContains':
      return sql`${compared}::jsonb @> ${containedJson(column, filter)}::jsonb`;
    default:
      return sql`${compared} ${COMPARISONS[op]} ${operand(column, filter, value)}`;
  }
}

/** A text as PostgreSQL takes it: it has no place for the character NUL, which no stored text holds either. */
export function bindable(value: string): string {
  return value.replaceAll('\0', '\uFFFD');
}

/** As `canonical()`: pg_unicode_fast lowers as JavaScript does, whatever the locale of the database is. */
/** {@link canonical} in SQL. */
export function canonicalSql(text: Sql): Sql {
  return sql`rtrim(normalize(lower(normalize(${text}) collate "pg_unicode_fast")), E' \\t\\r\\n')`;
}

const COMPARISONS = { eq: sql`=`, neq: sql`<>`, gt: sql`>`, lt: sql`<`, gteq: sql`>=`, lteq: sql`<=` };
const LIKES = { like: sql`like`, nlike: sql`not like` };

function operand({ kind }: Column, filter: Filter, value: string): Sql {
  switch (kind) {
    case 'text':
      return sql`${canonical(value)}`;
    case 'number':
      return numberOperand(leadingNumber(value));
    case 'boolean':
      return numberOperand({ true: 1, false: 0 }[canonical(value)] ?? leadingNumber(value));
    case 'time':
      return sql`${instant(filter, value)}::timestamptz`;
    default:
      return sql`${value}`;
  }
}

/** A whole number is bound as such, since a comparison of integers with numeric uses no index. */
function numberOperand(value: number): Sql {
  return Number.isSafeInteger(value) ? sql`${value}::bigint` : sql`${String(value)}::numeric`;
}

/** What MySQL makes of a text that meets a number: the number it begins with, else 0. */
function leadingNumber(value: string): number {
  return Number(/^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i.exec(value)?.[1] ?? 0);
}

function instant(filter: Filter, value: string): string {
  const zoned = /[T ]\d\d:\d\d(:[\d.]+)?$/.test(value) ? `${value}Z` : value;
  const milliseconds = Date.parse(zoned);
  if (Number.isNaN(milliseconds)) throw new BadSearch('bad-value', filter.field, value);
  return new Date(milliseconds).toISOString();
}

function asText({ compared, kind }: Column): Sql {
  return kind === 'text' || kind === 'exact' ? compared : sql`${compared}::text`;
}

/** PostgreSQL refuses a pattern that ends in the escape character; MySQL takes it for itself. */
function likePattern({ kind }: Column, value: string): string {
  const pattern = kind === 'text' ? value.normalize('NFC').toLowerCase().normalize('NFC') : value;
  return /(?<!\\)(\\\\)*\\$/.test(pattern) ? `${pattern}\\` : pattern;
}

function containedJson({ kind }: Column, { field, value }: Filter): string {
  try {
    if (kind === 'json') return JSON.stringify(JSON.parse(value.replaceAll('\\u0000', '')));
  } catch (error) {
    throw new BadSearch('bad-value', field, value, { cause: error });
  }
  throw new BadSearch('bad-value', field, value);
}
