import type { Condition } from './predicates.rules.js';
import type { Kind } from './resource.js';

/** Values that a condition compares an attribute of a kind with, in the domain's spelling; undefined when one is none of that kind. */
export function operandsOf(kind: Kind, { op, value }: Condition): string[] | undefined {
  const given = op === 'in' || op === 'nin' ? value.split(',') : [value];
  const operands = given.map((one) => (COMPARING.includes(op) ? READERS[kind](one) : one));
  return operands.every((operand) => operand !== undefined) ? operands : undefined;
}

const COMPARING: Condition['op'][] = ['eq', 'neq', 'in', 'nin', 'gt', 'gteq', 'lt', 'lteq', 'jsonContains'];

const READERS: Record<Kind, (text: string) => string | undefined> = {
  text: (text) => text,
  id: (text) => text,
  integer: (text) => (/^\s*[+-]?\d{1,300}(\.\d+)?\s*$/.test(text) ? String(Number(text)) : undefined),
  number: (text) => (/^\s*[+-]?\d{1,300}(\.\d+)?\s*$/.test(text) ? String(Number(text)) : undefined),
  boolean: (text) => (/^(true|1)$/i.test(text) ? 'true' : /^(false|0)$/i.test(text) ? 'false' : undefined),
  time: instant,
  json: jsonObject,
  list: () => undefined,
};

/** PostgreSQL takes years of four digits only, so the bounds are those of its and JavaScript's common spelling. */
function instant(text: string): string | undefined {
  if (!/^[1-9]\d{3}-\d\d-\d\d([T ]|$)/.test(text)) return undefined;
  const time = new Date(/[T ]\d\d:\d\d(:[\d.]+)?$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 ? undefined : time.toISOString();
}

function jsonObject(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
