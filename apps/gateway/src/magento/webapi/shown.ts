import type { Fields, ObjectType } from './types.js';

/** A type of data objects as they are answered: fields that are not `required` are left out when they have no value. */
export interface ShownType extends ObjectType<Fields> {
  required: string[];
}

/** How objects of a type are answered: without some fields, and with some only when they have a value. */
export function shown<F extends Fields>(
  type: ObjectType<F>,
  { never = [], sometimes = [] }: { never?: (keyof F)[]; sometimes?: (keyof F)[] } = {},
): ShownType {
  const fields = Object.entries(type.fields).filter(([field]) => !never.includes(field));
  const required = fields.map(([field]) => field).filter((field) => !sometimes.includes(field));
  return { ...type, fields: Object.fromEntries(fields), required };
}
