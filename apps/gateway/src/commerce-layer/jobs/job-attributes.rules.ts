import { COMMON_WRITABLE, readBoolean, readFilledText, type Writable } from '../attributes.rules.js';
import type { Violation } from '../errors.js';
import { LEADING_NOWHERE } from '../resources/unkept.js';

/** Relationships of every job. */
export const JOB_RELATIONSHIPS = { events: LEADING_NOWHERE.events!, event_stores: LEADING_NOWHERE.event_stores! };

/** What of a job can be changed once it is made. */
export const JOB_CHANGES: Record<string, Writable> = {
  _interrupt: { field: 'interrupt', read: readBoolean },
  ...COMMON_WRITABLE,
};

/** One of the types of records that a kind of job can be about; it must be given. */
export function resourceType(...types: string[]): Writable {
  const read: Writable['read'] = (given) => {
    const reading = readFilledText(given);
    if ('violation' in reading) return reading;
    return types.includes(reading.value as string) ? reading : { violation: NOT_IN_LIST };
  };
  return { field: 'resourceType', read, required: true };
}

/** Any value, which somebody else looks at. */
export function asGiven(given: unknown) {
  return { value: given };
}

const NOT_IN_LIST: Violation = { error: 'inclusion', title: 'is not included in the list' };
