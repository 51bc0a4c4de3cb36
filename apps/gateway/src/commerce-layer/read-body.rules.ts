import type { Identifier } from './document.js';
import { errorOf, RequestRefused, type ErrorCode, type ErrorObject } from './errors.js';
import type { Relation, Resource } from './resource.js';
import { isMembers, type Members } from './members.rules.js';

/** What a body holds. Absent and null stay different: a relationship that is null is to lead nowhere. */
export interface ResourceBody {
  attributes: Record<string, unknown>;
  relationships: Record<string, string | null>;
}

/**
 * Reads the resource object of a body, as far as its form goes: values are somebody else's. `id` is the one in the URL, none on create.
 * Throws {@link RequestRefused} with everything that is malformed, all 400. Commerce Layer contract §2, Request and Errors.
 */
export function readBody(body: string | undefined, resource: Resource, id?: string): ResourceBody {
  const { attributes: writable = {}, relationships: linkable = {} } = resource.body ?? {};
  const data = withEmptiedLinks(dataOf(body), Object.keys(linkable));
  const faults = headFaults(data, resource.type, id);
  const attributes = membersOf(data, 'attributes', Object.keys(writable), faults);
  const links = membersOf(data, 'relationships', Object.keys(linkable), faults);
  const relationships = Object.entries(links).flatMap(([name, link]) =>
    Object.hasOwn(linkable, name) ? readLinkage(name, resource.relationships[name]!, link, faults) : [],
  );
  if (faults.length > 0) throw new RequestRefused(faults);
  return { attributes, relationships: Object.fromEntries(relationships) };
}

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

/** The official client sends a relationship that is set to null, or to an empty list, among the attributes. */
function withEmptiedLinks(data: Members, linkable: string[]): Members {
  const { attributes, relationships = {} } = data;
  if (!isMembers(attributes) || !isMembers(relationships)) return data;
  const emptied = linkable.filter((name) => name in attributes && isEmpty(attributes[name]));
  const links = Object.fromEntries(emptied.map((name) => [name, { data: attributes[name] }]));
  const others = Object.entries(attributes).filter(([name]) => !emptied.includes(name));
  return { ...data, attributes: Object.fromEntries(others), relationships: { ...links, ...relationships } };
}

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function headFaults({ type, id }: Members, expectedType: string, expectedId?: string): ErrorObject[] {
  const faults: ErrorObject[] = [];
  if (type === undefined) faults.push(errorOf('PARAM_MISSING', 'type', { source: '/data/type' }));
  else if (type !== expectedType)
    faults.push(errorOf('INVALID_RESOURCE', JSON.stringify(type), { source: '/data/type' }));
  if (id !== undefined && expectedId === undefined)
    faults.push(errorOf('PARAM_NOT_ALLOWED', 'id', { source: '/data/id' }));
  else if (id !== undefined && id !== expectedId) {
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

/** Where a relationship is to lead; what leads to many records leads to records that nobody keeps. */
function readLinkage(name: string, { to, many }: Relation, link: unknown, faults: ErrorObject[]): Linkages {
  const source = `/data/relationships/${name}`;
  if (link === null || (isMembers(link) && link.data === null)) return [[name, null]];
  const data = isMembers(link) ? link.data : undefined;
  const identifiers: unknown[] = many && Array.isArray(data) ? data : [many ? undefined : data];
  const faultsBefore = faults.length;
  for (const one of identifiers) {
    if (!isIdentifier(one)) faults.push(errorOf('INVALID_LINKS_OBJECT', name, { source }));
    else if (one.type !== to) faults.push(errorOf('TYPE_MISMATCH', one.type, { source }));
  }
  return faults.length > faultsBefore || many ? [] : [[name, (data as Identifier).id]];
}

type Linkages = [name: string, id: string | null][];

function isIdentifier(data: unknown): data is Identifier {
  return isMembers(data) && typeof data.type === 'string' && typeof data.id === 'string';
}
