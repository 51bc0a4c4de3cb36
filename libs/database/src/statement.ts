import type { QueryConfig } from 'pg';

const MOST_TEXTS = 200;
const names = new Map<string, string | undefined>();
let named = 0;

/** A statement as it is sent: one that comes again has a name, under which the server keeps it parsed for the rest of the connection. */
export function statementOf(text: string, values: readonly unknown[]): QueryConfig {
  return {
    name: nameOf(text),
    text,
    values: values.map((value) => (Array.isArray(value) ? arrayLiteral(value) : value)),
  };
}

function nameOf(text: string): string | undefined {
  const name = names.get(text);
  if (name) return name;
  if (names.has(text)) names.set(text, `stockwire_${++named}`);
  else if (names.size < MOST_TEXTS) names.set(text, undefined);
  return names.get(text);
}

/** An array as PostgreSQL reads it; pg would take several times as long for it. */
function arrayLiteral(list: unknown[]): string | unknown[] {
  let text = '';
  for (const item of list) {
    if (text.length > 0) text += ',';
    if (typeof item === 'string') text += quoted(item);
    else if (typeof item === 'number') text += item;
    else if (item === null) text += 'NULL';
    else return list;
  }
  return `{${text}}`;
}

function quoted(text: string): string {
  return SPECIAL.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

const SPECIAL = /["\\]/;
