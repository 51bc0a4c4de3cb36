import type { Identifier } from './document.js';
import { errorOf, RequestRefused, type ErrorCode, type ErrorObject } from './errors.js';

/** What a body may hold: its type, the id in the URL (none on create), names of attributes, and types of to-one relationships. */
export interface Expected {
  type: string;
  id?: string;
  attributes: string[];
  relationships: Record<string, string>;
}

/** What a body holds. A relationship that is absent or null is not there; absent and null attributes stay different. */
export interface ResourceBody {
  attributes: Record<string, unknown>;
  relationships: Record<string, string>;
}

/**
 * Reads the resource object of a body, as far as its form goes: values are somebody else's. Throws {@link RequestRefused} with
 * everything that is malformed, all 400. Commerce Layer contract §2, Request and Errors.
 */
export function readBody(body: string | undefined, expected: Expected): ResourceBody {
  const data = dataOf(body);
  const faults = headFaults(data, expected);
  const attributes = membersOf(data, 'attributes', expected.attributes, faults);
  const links = membersOf(data, 'relationships', Object.keys(expected.relationships), faults);
  const relationships = Object.entries(links).flatMap(([name, link]) => {
    const type = expected.relationships[name];
    return type === undefined ? [] : readLinkage(name, type, link, faults);
  });
  if (faults.length > 0) throw new RequestRefused(faults);
  return { attributes, relationships: Object.fromEntries(relationships) };
}

type Members = Record<string, unknown>;

function dataOf(body: string | undefined): Members {
  if (!body) throw refused('PARAM_MISSING', 'data', '/data');
  const { data } = parsed(body);
  if (data === undefined) throw refused('PARAM_MISSING', 'data', '/data');
  if (!isMembers(data)) throw refused('INVALID_DATA_FORMAT', 'The member data must be one resource object.', '/data');
  return data;
}

function parsed(body: string): Members {
  try {
    const document: unknown = JSON.parse(body);
    if (isMembers(document)) return document;
  } catch (error) {
    if (error instanceof SyntaxError) throw refused('INVALID_DATA_FORMAT', `The body is no JSON: ${error.message}`);
    throw error;
  }
  throw refused('INVALID_DATA_FORMAT', 'The body must be a JSON object with the member data.');
}

function refused(code: ErrorCode, name: string, source?: string): RequestRefused {
  return new RequestRefused([errorOf(code, name, { source })]);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function headFaults({ type, id }: Members, expected: Expected): ErrorObject[] {
  const faults: ErrorObject[] = [];
  if (type === undefined) faults.push(errorOf('PARAM_MISSING', 'type', { source: '/data/type' }));
  else if (type !== expected.type)
    faults.push(errorOf('INVALID_RESOURCE', JSON.stringify(type), { source: '/data/type' }));
  if (id !== undefined && expected.id === undefined)
    faults.push(errorOf('PARAM_NOT_ALLOWED', 'id', { source: '/data/id' }));
  else if (id !== undefined && id !== expected.id) {
    faults.push(errorOf('KEY_NOT_INCLUDED_IN_URL', JSON.stringify(id), { source: '/data/id' }));
  }
  return faults;
}

function membersOf(
  data: Members,
  place: 'attributes' | 'relationships',
  allowed: string[],
  faults: ErrorObject[],
): Members {
  const members = data[place] ?? {};
  if (!isMembers(members)) {
    faults.push(errorOf('INVALID_DATA_FORMAT', `The member ${place} must be an object.`, { source: `/data/${place}` }));
    return {};
  }
  const unknown = Object.keys(members).filter((name) => !allowed.includes(name));
  faults.push(...unknown.map((name) => errorOf('PARAM_NOT_ALLOWED', name, { source: `/data/${place}/${name}` })));
  return members;
}

function readLinkage(name: string, type: string, link: unknown, faults: ErrorObject[]): [string, string][] {
  const source = `/data/relationships/${name}`;
  if (link === null || (isMembers(link) && link.data === null)) return [];
  const data = isMembers(link) ? link.data : undefined;
  if (!isIdentifier(data)) faults.push(errorOf('INVALID_LINKS_OBJECT', name, { source }));
  else if (data.type !== type) faults.push(errorOf('TYPE_MISMATCH', data.type, { source }));
  else return [[name, data.id]];
  return [];
}

function isIdentifier(data: unknown): data is Identifier {
  return isMembers(data) && typeof data.type === 'string' && typeof data.id === 'string';
}
