import { canonical } from '#contracts/canonical';
import { invalid, type ErrorObject } from './errors.js';

/** What is given anew and not as it was before: for these another record would have to be made. */
export function movedIn(
  place: 'attributes' | 'relationships',
  members: Record<string, [given: unknown, was: string | null]>,
): ErrorObject[] {
  const moved = Object.entries(members).filter(
    ([, [given, was]]) => typeof given === 'string' && was !== null && canonical(given) !== canonical(was),
  );
  return moved.map(([name, [value]]) => invalid(place, name, { ...FIXED, value }));
}

const FIXED = { error: 'immutable', title: "can't be changed: delete this record and create another" };
