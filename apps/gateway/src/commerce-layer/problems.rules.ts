import { describeProblem, type Problem } from '#contracts/problems';
import { errorOf, invalid, RequestRefused, type ErrorObject } from './errors.js';
import { greaterThan } from './stock-level.shapes.js';

/** Renders why the domain refused a stock level. Commerce Layer contract §2, Errors, and §3, conflicts 3 and 6. */
export function refusalOf(problems: Problem[]): RequestRefused {
  return new RequestRefused(problems.map(errorOfProblem));
}

function errorOfProblem(problem: Problem): ErrorObject {
  switch (problem.code) {
    case 'LINK_TAKEN':
      return invalid('relationships', 'stock_location', { error: 'taken', title: 'has already been taken' });
    case 'LINK_OF_DEFAULTS':
      return errorOf('LOCKED', describeProblem(problem));
    case 'FIELD_NOT_POSITIVE':
      return invalid('attributes', 'priority', greaterThan(0));
    case 'SOURCE_UNKNOWN':
      return invalid('relationships', 'stock_location', MUST_EXIST);
    case 'STOCK_UNKNOWN':
      return invalid('relationships', 'inventory_model', MUST_EXIST);
    case 'COMMAND_FAILED':
      return errorOf('INTERNAL_SERVER_ERROR', describeProblem(problem));
    default:
      return {
        title: 'is invalid',
        detail: describeProblem(problem),
        code: 'VALIDATION_ERROR',
        status: '422',
        meta: { error: problem.code.toLowerCase() },
      };
  }
}

/** The error of a relationship that is missing or leads to no record. */
export const MUST_EXIST = { error: 'blank', title: 'must exist' };
