import { describeProblem, type Problem, type ProblemCode } from '#contracts/problems';
import { BLANK, greaterThan, notAbove, notBelow, tooLong } from './attributes.rules.js';
import { errorOf, invalid, RequestRefused, type ErrorObject, type Violation } from './errors.js';
import type { Body } from './resource.js';

/**
 * Renders why the domain refused to save or to delete a record: a problem's place is the attribute or relationship that became the
 * field which its path ends in. Commerce Layer contract §2, Errors.
 */
export function refusalOf(problems: Problem[], body: Body): RequestRefused {
  return new RequestRefused(problems.map((problem) => errorOfProblem(problem, body)));
}

/** The error of a relationship that is missing or leads to no record. */
export const MUST_EXIST = { error: 'blank', title: 'must exist' };

/** What stands in the way of deleting a record, or of touching it at all: 423. Commerce Layer contract §3, conflict 3. */
const LOCKING: ProblemCode[] = [
  'DEFAULT_SOURCE_KEPT',
  'SOURCE_LINKED',
  'SOURCE_HAS_ITEMS',
  'SOURCE_IN_TRANSFERS',
  'SOURCE_TAKES_RETURNS',
  'ADDRESS_IN_USE',
  'DEFAULT_STOCK_KEPT',
  'STOCK_HAS_CHANNELS',
  'STOCK_LINKED',
  'STOCK_TAKES_RETURNS',
  'STOCK_HAS_RESERVATIONS',
  'LINK_OF_DEFAULTS',
  'SOURCE_ITEM_RESERVED',
  'STOCK_RESERVATION_OWNED',
  'SKU_IN_USE',
];

/** The error of what another record has already. */
export const TAKEN: Violation = { error: 'taken', title: 'has already been taken' };

const VIOLATIONS: Partial<Record<ProblemCode, (params: Problem['params']) => Violation>> = {
  FIELD_EMPTY: () => BLANK,
  FIELD_NOT_POSITIVE: () => greaterThan(0),
  FIELD_TOO_LONG: ({ max }) => tooLong(Number(max)),
  SOURCE_NAME_TAKEN: () => TAKEN,
  SOURCE_TAKEN: () => TAKEN,
  ALIAS_TAKEN: () => TAKEN,
  RETURN_TAKEN: () => TAKEN,
  STOCK_NAME_TAKEN: () => TAKEN,
  LINK_TAKEN: () => TAKEN,
  SKU_TAKEN: () => TAKEN,
  WEBHOOK_NAME_TAKEN: () => TAKEN,
  URL_INVALID: () => ({ error: 'invalid', title: 'is invalid' }),
  INCLUDE_UNKNOWN: ({ include, topic }) => ({
    ...{ error: 'inclusion', title: `${include} cannot come along with the record of ${topic}`, value: include },
  }),
  SOURCE_ITEM_TAKEN: () => TAKEN,
  SOURCE_ITEM_UNKNOWN: () => MUST_EXIST,
  LESS_THAN_RESERVED: ({ reserved }) => notBelow(Math.ceil(Number(reserved))),
  NOT_ENOUGH: atMost,
  NOT_ENOUGH_UNRESERVED: atMost,
  NOT_ENOUGH_AT_SOURCE: atMost,
  SKU_UNKNOWN: () => MUST_EXIST,
  SOURCE_UNKNOWN: () => MUST_EXIST,
  STOCK_UNKNOWN: () => MUST_EXIST,
  ADDRESS_UNKNOWN: () => MUST_EXIST,
};

/** More than is left, in whole units. */
function atMost({ left }: Problem['params']): Violation {
  return notAbove(Math.max(0, Math.floor(Number(left))));
}

function errorOfProblem(problem: Problem, { attributes, relationships }: Body): ErrorObject {
  const { code, path, params } = problem;
  if (LOCKING.includes(code)) return errorOf('LOCKED', describeProblem(problem));
  if (code === 'COMMAND_FAILED') return errorOf('INTERNAL_SERVER_ERROR', describeProblem(problem));
  const violation = VIOLATIONS[code]?.(params) ?? { error: code.toLowerCase(), title: describeProblem(problem) };
  const field = path.split('.').at(-1);
  const named = (members: Record<string, { field: string }>) =>
    Object.keys(members).find((name) => members[name]!.field === field);
  const [relationship, attribute] = [named(relationships), named(attributes)];
  // What is unknown and no part of the record is the record, which went while the command was on its way.
  if (relationship === undefined && attribute === undefined && code.endsWith('_UNKNOWN'))
    return { ...errorOf('RECORD_NOT_FOUND'), detail: describeProblem(problem) };
  if (relationship !== undefined) return invalid('relationships', relationship, violation);
  return invalid('attributes', attribute ?? field ?? '', violation);
}
