/** Fields to keep of an answer, with those to keep of each. */
export interface Fields {
  [name: string]: Fields | true;
}

/** What `fields=a,b[c]` keeps of an answer: lists element by element, scalars as they are; `[]` when malformed. MSI contract A6. */
export function keepFields(answer: unknown, expression: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const fields = typeof expression === 'string' ? parseFields(expression) : undefined;
  return fields ? keep(answer, fields) : [];
}

/** Reads `a,b[c,d[e]]`; undefined when it is malformed. */
export function parseFields(expression: string): Fields | undefined {
  if (!/^[\w[\],]+$/.test(expression)) return undefined;
  const root: Fields = Object.create(null) as Fields;
  const open = [root];
  let last = '';
  for (const token of expression.match(/\w+|\[|\]/g) ?? []) {
    const current = open.at(-1);
    if (!current) return undefined;
    if (token === '[') open.push((current[last] = Object.create(null) as Fields));
    else if (token === ']') open.pop();
    else current[(last = token)] = true;
  }
  return open.length === 1 ? root : undefined;
}

/** What these fields are of a value: of a list, of each of its elements; `[]` when there is none of them. */
export function keep(value: object, fields: Fields): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (isObject(item) ? keep(item, fields) : item));
  const entries = Object.entries(value).flatMap(([name, own]: [string, unknown]) => {
    const inner = fields[name];
    if (inner === undefined) return [];
    return [[name, isObject(own) && inner !== true ? keep(own, inner) : own]];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
