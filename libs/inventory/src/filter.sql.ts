import { canonical } from '#contracts/canonical';
import { sql, type RawBuilder } from 'kysely';
import { numberOfPublicId, publicIdOf, type Numbered } from './public-id.js';
import { BadSearch, type Filter } from './search.js';
import type { Column } from './searchable.js';

type Sql = RawBuilder<unknown>;

/** A text that has its canonical key stored beside it in column `key`. */
export function keyedText(column: string, key: string): Column {
  return { shown: sql.ref(column), compared: sql.ref(key), kind: 'text', nullable: false };
}

/** A text without a stored key: its canonical form is made as the search goes. */
export function text(column: string): Column {
  return textOf(sql.ref(column));
}

/** A public id that is made of a number. */
export function numberedId(column: string, numbers: Numbered): Column {
  return { shown: sql`${sql.ref(column)}::float8`, compared: sql.ref(column), kind: 'exact', nullable: false, numbers };
}

/** A quantity as a whole number: never more than there is, or never less when it is `taken`. */
export function wholeQuantity(column: string, taken = false): Column {
  const whole = taken ? sql`ceil(${sql.ref(column)})` : sql`floor(${sql.ref(column)})`;
  return { shown: sql`${whole}::float8`, compared: whole, kind: 'number', nullable: false };
}

/** A value as the view shows it. */
export function shownValue({ numbers }: Column, value: unknown): unknown {
  return numbers !== undefined && typeof value === 'number' ? publicIdOf(numbers, value) : value;
}

/** A text that an expression makes. */
export function textOf(expression: Sql): Column {
  return { shown: expression, compared: canonicalSql(expression), kind: 'text', nullable: true };
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
  return truthOf(sql.ref(column));
}

/** A truth value that an expression makes. */
export function truthOf(expression: Sql): Column {
  return { shown: expression, compared: sql`(${expression})::int`, kind: 'boolean', nullable: false };
}

/** A point in time, shown as ISO 8601 in UTC with milliseconds. */
export function time(column: string | Sql, options: { nullable?: boolean } = {}): Column {
  const expression = typeof column === 'string' ? sql.ref(column) : column;
  const iso = sql`to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return { shown: iso, compared: expression, kind: 'time', nullable: options.nullable ?? false };
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
      return sql`${compared} = any(${listOperand(column, filter, value.split(','))})`;
    case 'nin':
      return sql`${compared} <> all(${listOperand(column, filter, value.split(','))})`;
    case 'like':
    case 'nlike':
      if (column.numbers !== undefined) throw new BadSearch('bad-value', filter.field, value);
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

/** {@link canonical} in SQL: pg_unicode_fast lowers as JavaScript does, whatever the locale of the database is. */
export function canonicalSql(text: Sql): Sql {
  return sql`rtrim(normalize(lower(normalize(${text}) collate "pg_unicode_fast")), E' \\t\\r\\n')`;
}

const COMPARISONS = { eq: sql`=`, neq: sql`<>`, gt: sql`>`, lt: sql`<`, gteq: sql`>=`, lteq: sql`<=` };
const LIKES = { like: sql`like`, nlike: sql`not like` };

function operand(column: Column, filter: Filter, value: string): Sql {
  const bound = boundValue(column, filter, value);
  return sql`${bound}::${typeOf(column, [bound])}`;
}

/** However many values there are, they are one parameter: PostgreSQL takes 65,535 at the most. */
function listOperand(column: Column, filter: Filter, values: string[]): Sql {
  const bound = values.map((value) => boundValue(column, filter, value));
  return sql`${bound}::${typeOf(column, bound)}[]`;
}

function boundValue({ kind, numbers }: Column, filter: Filter, value: string): string | number {
  if (numbers !== undefined) return numberOfPublicId(numbers, value) ?? -1;
  switch (kind) {
    case 'text':
      return canonical(value);
    case 'number':
      return leadingNumber(value);
    case 'boolean':
      return TRUTHS.get(canonical(value)) ?? leadingNumber(value);
    case 'time':
      return instant(filter, value);
    default:
      return value;
  }
}

const TRUTHS = new Map([
  ['true', 1],
  ['false', 0],
]);

/** Whole numbers are bound as such, since a comparison of integers with numeric uses no index. */
function typeOf({ kind, numbers }: Column, bound: (string | number)[]): Sql {
  if (numbers !== undefined) return sql`bigint`;
  switch (kind) {
    case 'number':
    case 'boolean':
      return bound.every(Number.isSafeInteger) ? sql`bigint` : sql`numeric`;
    case 'time':
      return sql`timestamptz`;
    case 'json':
      return sql`jsonb`;
    default:
      return sql`text`;
  }
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
