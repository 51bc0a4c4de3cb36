import { invalid, type ErrorObject, type Violation } from './errors.js';

/** What a given value comes to, as Rails would read it: `"1"` is 1, `"true"` is true. Commerce Layer contract §2, Coercion. */
export type Reading = { value: unknown } | { violation: Violation };

/** An attribute that a client may write: which field of the command it becomes and how it is read. */
export interface Writable {
  field: string;
  read: (given: unknown) => Reading;
  /** A new record must have it. */
  required?: true;
  /** It speaks of records that nobody keeps, and none of it is remembered. */
  unkept?: true;
}

/** The error of an attribute that is missing. */
export const BLANK: Violation = { error: 'blank', title: "can't be blank" };

/** Attributes of every record that a client may write. Commerce Layer contract §1, "Common to every record". */
export const COMMON_WRITABLE: Record<string, Writable> = {
  reference: { field: 'reference', read: readText },
  reference_origin: { field: 'referenceOrigin', read: readText },
  metadata: { field: 'metadata', read: readObject },
};

/** What a client may say of the tags of a record, which nobody keeps. */
export const TAGGING: Record<string, Writable> = {
  _add_tags: { field: 'tags', read: readText, unkept: true },
  _remove_tags: { field: 'tags', read: readText, unkept: true },
};

/** Reads attributes into fields of a command. What cannot be read goes to `faults`, one a rule, and so does what a `new` record lacks. */
export function readAttributes<Change extends object>(
  writable: Record<string, Writable>,
  attributes: Record<string, unknown>,
  faults: ErrorObject[],
  { isNew = false } = {},
): Change {
  const lacking = Object.keys(writable).filter((name) => isNew && writable[name]!.required && !(name in attributes));
  faults.push(...lacking.map((name) => invalid('attributes', name, BLANK)));
  const entries = Object.entries(attributes).flatMap(([name, given]) => {
    const { field, read, unkept } = writable[name]!;
    const reading = read(given);
    if ('value' in reading) return unkept ? [] : [[field, reading.value]];
    faults.push(invalid('attributes', name, { ...reading.violation, ...(given === null ? {} : { value: given }) }));
    return [];
  });
  return Object.fromEntries(entries) as Change;
}

/** A text, a number or a truth value as text; null clears. */
export function readText(given: unknown): Reading {
  if (given === null) return { value: null };
  const text = typeof given === 'number' || typeof given === 'boolean' ? String(given) : given;
  return typeof text === 'string' && storable(text) ? { value: text } : { violation: INVALID };
}

/** A text that must not be blank. */
export function readFilledText(given: unknown): Reading {
  const reading = readText(given);
  const isFilled = !('value' in reading) || (typeof reading.value === 'string' && reading.value.trim() !== '');
  return isFilled ? reading : { violation: BLANK };
}

/** Reads as another does, but no text longer than so many characters. */
export function withinLength(count: number, read: Writable['read']): Writable['read'] {
  return (given) => {
    const reading = read(given);
    const isLong = 'value' in reading && typeof reading.value === 'string' && reading.value.length > count;
    return isLong ? { violation: tooLong(count) } : reading;
  };
}

/** One of some words; null stands for the first of them. */
export function readOneOf(...words: string[]): Writable['read'] {
  return (given) => {
    const word = given ?? words[0];
    return words.includes(word as string) ? { value: word } : { violation: NOT_IN_LIST };
  };
}

/** A whole number within bounds. */
export function readInteger({ min, max = MAX_INTEGER }: { min: number; max?: number }): Writable['read'] {
  return (given) => {
    const number = numberIn(given);
    if (typeof number !== 'number') return { violation: number };
    if (!Number.isInteger(number)) return { violation: { error: 'not_an_integer', title: 'must be an integer' } };
    if (number < min) return { violation: min === 1 ? greaterThan(0) : notBelow(min) };
    return number <= max ? { value: number } : { violation: notAbove(max) };
  };
}

/** A number within bounds. */
export function readNumber({ min, max }: { min: number; max: number }): Writable['read'] {
  return (given) => {
    const number = numberIn(given);
    if (typeof number !== 'number') return { violation: number };
    if (number < min) return { violation: notBelow(min) };
    return number <= max ? { value: number } : { violation: notAbove(max) };
  };
}

/** Reads as another does, but takes null for a value. */
export function orNull(read: Writable['read']): Writable['read'] {
  return (given) => (given === null ? { value: null } : read(given));
}

const MAX_INTEGER = 2_147_483_647;

function numberIn(given: unknown): number | Violation {
  if (given === null || (typeof given === 'string' && given.trim() === '')) return BLANK;
  const value = typeof given === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(given) ? Number(given) : given;
  return typeof value === 'number' ? value : { error: 'not_a_number', title: 'is not a number' };
}

/** The error of a text that is too long. */
export function tooLong(count: number): Violation {
  return { error: 'too_long', title: `is too long (maximum is ${count} characters)`, count };
}

/** The error of a number that is not above a bound. */
export function greaterThan(count: number): Violation {
  return { error: 'greater_than', title: `must be greater than ${count}`, count };
}

/** The error of a number below a bound. */
export function notBelow(count: number): Violation {
  return { error: 'greater_than_or_equal_to', title: `must be greater than or equal to ${count}`, count };
}

/** The error of a number above a bound. */
export function notAbove(count: number): Violation {
  return { error: 'less_than_or_equal_to', title: `must be less than or equal to ${count}`, count };
}

/** A truth value; null is false. */
export function readBoolean(given: unknown): Reading {
  const word = typeof given === 'string' ? given.toLowerCase() : given;
  if (word === true || word === 'true' || word === 1 || word === '1') return { value: true };
  if (word === false || word === 'false' || word === 0 || word === '0' || word === null) return { value: false };
  return { violation: NOT_IN_LIST };
}

/** A JSON object; null empties it. */
function readObject(given: unknown): Reading {
  const value = given ?? {};
  const fits = typeof value === 'object' && !Array.isArray(value) && storable(JSON.stringify(value));
  return fits ? { value } : { violation: INVALID };
}

const INVALID: Violation = { error: 'invalid', title: 'is invalid' };
const NOT_IN_LIST: Violation = { error: 'inclusion', title: 'is not included in the list' };

// PostgreSQL has no place for the character NUL, neither in text nor in JSON.
function storable(text: string): boolean {
  return !text.includes('\0') && !/(?<!\\)(\\\\)*\\u0000/.test(text);
}
