import { invalid, type ErrorObject, type Violation } from './errors.js';
import type { Expected } from './read-body.rules.js';
import type { LinkType } from './resources.js';

/** Attributes of a stock level that were given, in the domain's words; what was absent is absent. */
export interface StockLevelChange {
  priority?: number;
  onHold?: boolean;
  reference?: string | null;
  referenceOrigin?: string | null;
  metadata?: Record<string, unknown>;
}

/** What the body of a stock level may hold; `id` is the one in the URL. */
export function stockLevelBody(type: LinkType, id?: string): Expected {
  return {
    type,
    id,
    attributes: Object.keys(ATTRIBUTES),
    relationships: { stock_location: 'stock_locations', inventory_model: 'inventory_models' },
  };
}

/**
 * Reads a stock level's attributes as Rails would: `"1"` is 1, `"true"` is true. What cannot be read goes to `faults`, one a rule.
 * Commerce Layer contract §1.5 and §2, Coercion.
 */
export function readStockLevel(attributes: Record<string, unknown>, faults: ErrorObject[]): StockLevelChange {
  const entries = Object.entries(attributes).flatMap(([name, given]) => {
    const { field, read } = ATTRIBUTES[name]!;
    const result = read(given);
    if ('value' in result) return [[field, result.value]];
    faults.push(invalid('attributes', name, { ...result.violation, ...(given === null ? {} : { value: given }) }));
    return [];
  });
  return Object.fromEntries(entries) as StockLevelChange;
}

/** The error of a priority that is missing. */
export const BLANK: Violation = { error: 'blank', title: "can't be blank" };

type Reading = { value: unknown } | { violation: Violation };

const ATTRIBUTES: Record<string, { field: keyof StockLevelChange; read: (given: unknown) => Reading }> = {
  priority: { field: 'priority', read: readPriority },
  on_hold: { field: 'onHold', read: readBoolean },
  reference: { field: 'reference', read: readText },
  reference_origin: { field: 'referenceOrigin', read: readText },
  metadata: { field: 'metadata', read: readObject },
};

const MAX_PRIORITY = 2_147_483_647;

function readPriority(given: unknown): Reading {
  if (given === null || (typeof given === 'string' && given.trim() === '')) return { violation: BLANK };
  const value = typeof given === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(given) ? Number(given) : given;
  if (typeof value !== 'number') return { violation: { error: 'not_a_number', title: 'is not a number' } };
  if (!Number.isInteger(value)) return { violation: { error: 'not_an_integer', title: 'must be an integer' } };
  if (value < 1) return { violation: greaterThan(0) };
  if (value <= MAX_PRIORITY) return { value };
  const title = `must be less than or equal to ${MAX_PRIORITY}`;
  return { violation: { error: 'less_than_or_equal_to', title, count: MAX_PRIORITY } };
}

/** The error of a number that is not above a bound. */
export function greaterThan(count: number): Violation {
  return { error: 'greater_than', title: `must be greater than ${count}`, count };
}

function readBoolean(given: unknown): Reading {
  const word = typeof given === 'string' ? given.toLowerCase() : given;
  if (word === true || word === 'true' || word === 1 || word === '1') return { value: true };
  if (word === false || word === 'false' || word === 0 || word === '0' || word === null) return { value: false };
  return { violation: { error: 'inclusion', title: 'is not included in the list' } };
}

const INVALID: Violation = { error: 'invalid', title: 'is invalid' };

function readText(given: unknown): Reading {
  if (given === null) return { value: null };
  const text = typeof given === 'number' || typeof given === 'boolean' ? String(given) : given;
  return typeof text === 'string' && storable(text) ? { value: text } : { violation: INVALID };
}

function readObject(given: unknown): Reading {
  const value = given ?? {};
  const fits = typeof value === 'object' && !Array.isArray(value) && storable(JSON.stringify(value));
  return fits ? { value } : { violation: INVALID };
}

// PostgreSQL has no place for the character NUL, neither in text nor in JSON.
function storable(text: string): boolean {
  return !text.includes('\0') && !/(?<!\\)(\\\\)*\\u0000/.test(text);
}
