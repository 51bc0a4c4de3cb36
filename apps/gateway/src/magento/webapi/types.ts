import { formatQuantity, quantityOfNumber } from '#contracts/quantity';
import { MagentoError } from './errors.js';
import { UNLIMITED, type InputLimits } from './input-limits.js';
import { camelCase, upperCamelCase } from './spelling.js';

/** How a value of the wire is read as one of ours; `name` is what Magento calls the type. Null never comes here. MSI contract A4. */
export interface Type<T> {
  name: string;
  /** What OpenAPI says of it, where the form does not tell. */
  schema?: object;
  read(value: unknown, limits?: InputLimits): T;
}

/** A type of lists. */
export interface ListType<T> extends Type<T[]> {
  item: Type<T>;
}

/** A type of data objects, with the types of its fields. */
export interface ObjectType<F extends Fields> extends Type<Properties<F>> {
  fields: F;
}

/** Types of fields by name, in camelCase. */
export type Fields = Record<string, Type<unknown>>;

/** What a type reads. */
export type ValueOf<T> = T extends Type<infer V> ? V : never;

/** What an object of such fields reads: absent stays absent, null stays null. */
export type Properties<F extends Fields> = { [K in keyof F]?: ValueOf<F[K]> | null };

/** A value that does not fit its type: 400, its values filled in already. */
export class TypeMismatch extends MagentoError {
  constructor(message: string) {
    super(400, message);
  }
}

/** Any scalar, as text. */
export const text: Type<string> = {
  name: 'string',
  schema: { type: 'string' },
  read(value) {
    const read = scalar(value, text);
    // PostgreSQL has no place for the character NUL nor for half a pair of surrogates.
    return read.includes('\0') || !read.isWellFormed() ? mismatch(value, text) : read;
  },
};

/** An integer of 32 bits or its text. */
export const int: Type<number> = {
  name: 'int',
  schema: { type: 'integer', format: 'int32' },
  read(value) {
    const read = /^\s*[+-]?\d+\s*$/.test(numeral(value, int)) ? Number(value) : NaN;
    return Math.abs(read) <= MAX_INT ? read : mismatch(value, int);
  },
};

/** An id: an integer that is not negative. */
export const id: Type<number> = {
  name: 'int',
  schema: { type: 'integer', format: 'int32', minimum: 0 },
  read: (value) => (int.read(value) < 0 ? mismatch(value, int) : int.read(value)),
};

/** A number or its text. */
export const float: Type<number> = {
  name: 'float',
  schema: { type: 'number' },
  read: (value) => (NUMERIC.test(numeral(value, float)) ? Number(value) : mismatch(value, float)),
};

/** A quantity, as a decimal string rounded to four places; one too large for any column becomes another such. */
export const quantity: Type<string> = {
  name: 'float',
  schema: { type: 'number' },
  read(value) {
    const read = float.read(value);
    return formatQuantity(quantityOfNumber(Math.max(-BEYOND, Math.min(BEYOND, read))));
  },
};

/** Degrees with six places, `max` at most. */
export function degrees(max: number): Type<number> {
  return {
    name: 'float',
    schema: { type: 'number', minimum: -max, maximum: max },
    read(value) {
      const read = Math.round(float.read(value) * 1e6) / 1e6;
      if (Math.abs(read) > max)
        throw new TypeMismatch(`The "${printed(value)}" value is out of range: at most ${max}.`);
      return read;
    },
  };
}

/** Degrees of any angle, as they come. */
export const angle: Type<number> = {
  ...float,
  read(value) {
    const read = float.read(value);
    return Number.isFinite(read) ? read : mismatch(value, float);
  },
};

/** A truth value, `0`, `1` or a text of one of them. */
export const bool: Type<boolean> = {
  name: 'bool',
  schema: { type: 'boolean' },
  read: (value) =>
    TRUTHS.get(typeof value === 'boolean' ? String(value) : scalar(value, bool)) ?? mismatch(value, bool),
};

/** Any JSON object, as it is. */
export const record: Type<Record<string, unknown>> = {
  name: 'object',
  schema: { type: 'object' },
  read(value) {
    const fits = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!fits || UNSTORABLE.test(JSON.stringify(value))) return mismatch(value, record);
    return value as Record<string, unknown>;
  },
};

/** A list, or what PHP takes for one: an object whose keys do not matter. An element that is null is empty. Throws 400 for too many. */
export function list<T>(item: Type<T>): ListType<T> {
  const type: ListType<T> = {
    name: `${item.name}[]`,
    item,
    read(value, limits = UNLIMITED) {
      if (typeof value !== 'object' || value === null) return mismatch(value, type);
      const elements: unknown[] = Object.values(value);
      if (elements.length > limits.items) throw tooMany(item.name, limits.items);
      return elements.map((element) => item.read(element ?? '', limits));
    },
  };
  return type;
}

/**
 * A data object with these fields, in camelCase or snake_case; of two spellings of one field the first counts. An empty text is an
 * object without fields, as `?searchCriteria=`. `interfaceName` is what Magento calls it, below `Magento\InventoryApi\Api\Data`.
 */
export function object<F extends Fields>(interfaceName: string, fields: F): ObjectType<F> {
  const name = interfaceName.includes('\\') ? interfaceName : `Magento\\InventoryApi\\Api\\Data\\${interfaceName}`;
  const type: ObjectType<F> = {
    name: `\\${name}`,
    fields,
    read(value, limits = UNLIMITED) {
      if (value === '') return {};
      if (typeof value !== 'object' || value === null) return mismatch(value, type);
      const read: Record<string, unknown> = {};
      for (const [key, given] of Object.entries(value) as [string, unknown][]) {
        const field = camelCase(key);
        if (!Object.hasOwn(fields, field)) throw unknownProperty(key, name);
        if (Object.hasOwn(read, field)) continue;
        read[field] = given === null ? null : readField(key, fields[field]!, given, limits);
      }
      return read as Properties<F>;
    },
  };
  return type;
}

const MAX_INT = 2_147_483_647;
const BEYOND = 1e10;
const NUMERIC = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
// As JSON escapes them: the character NUL and half a pair of surrogates.
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;
const TRUTHS = new Map([
  ...['true', '1'].map((word) => [word, true] as const),
  ...['false', '0'].map((word) => [word, false] as const),
]);

/** Truth values are no numbers. */
function numeral(value: unknown, type: Type<unknown>): string {
  return typeof value === 'boolean' ? mismatch(value, type) : scalar(value, type);
}

/** Text of a scalar as PHP makes it. */
function scalar(value: unknown, type: Type<unknown>): string {
  return typeof value === 'object' ? mismatch(value, type) : printed(value);
}

function mismatch(value: unknown, type: Type<unknown>): never {
  throw new TypeMismatch(
    `The "${printed(value)}" value's type is invalid. The "${type.name}" type was expected. Verify and try again.`,
  );
}

function printed(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'array';
}

function unknownProperty(key: string, interfaceName: string): MagentoError {
  const property = upperCamelCase(key);
  const message = `Property "${property}" does not have accessor method "get${property}" in class "${interfaceName}".`;
  return new MagentoError(400, message);
}

/** The error of a list with too many elements. */
export function tooMany(type: string, max: number): MagentoError {
  return new MagentoError(400, 'Maximum items of type "%type" is %max', { type, max });
}

function readField(key: string, type: Type<unknown>, value: unknown, limits: InputLimits): unknown {
  try {
    return type.read(value, limits);
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    throw new TypeMismatch(`Error occurred during "${key}" processing. ${error.message}`);
  }
}
