import qs from 'qs';
import type { ErrorObject } from './errors.js';
import { fieldOf, idOf, type Attribute, type Resource } from './resource.js';
import type { Page, Query, Shape } from './read-query.rules.js';

/** Media type of everything this dialect takes and answers. */
export const MEDIA_TYPE = 'application/vnd.api+json';

/** What every document needs to know: the address of links, the members asked for, and what each record's `meta` says. */
export interface Rendering {
  origin: string;
  fields: Shape['fields'];
  meta: { mode: 'test' | 'live'; organization_id: string; trace_id: string };
}

/** Names a record. */
export interface Identifier {
  type: string;
  id: string;
}

/** What a relationship leads to: one record or none, or several. */
export type Linkage = Identifier | null | Identifier[];

/** Records that come along, and where the relationships of each record lead as far as they were asked for. */
export interface Compound {
  linkage: Map<string, Record<string, Linkage>>;
  included: Map<string, { resource: Resource; view: object }>;
}

/** Key of a record in a {@link Compound}. */
export function compoundKey({ type, id }: Identifier): string {
  return `${type} ${id}`;
}

/** Names a view's record. */
export function identify({ type }: Resource, view: object): Identifier {
  return { type, id: idOf(view) };
}

/** The document of one record, or of none. */
export function recordDocument(
  resource: Resource,
  view: object | undefined,
  compound: Compound,
  rendering: Rendering,
): object {
  const data = view ? resourceObject(resource, view, compound, rendering) : null;
  return { data, ...includedIn(compound, rendering) };
}

/** The document of a page of records, with links to the others. Commerce Layer contract §2. */
export function listDocument(
  resource: Resource,
  found: { items: object[]; total: number },
  compound: Compound,
  place: Rendering & { path: string; query: Query; page: Page },
): object {
  const pages = Math.ceil(found.total / place.page.size);
  return {
    data: found.items.map((view) => resourceObject(resource, view, compound, place)),
    ...includedIn(compound, place),
    meta: { record_count: found.total, page_count: pages },
    links: pageLinks(pages, place),
  };
}

/** The document of where one relationship of a record leads. */
export function linkageDocument(owner: Identifier, name: string, data: Linkage, { origin }: Rendering): object {
  return { data, links: relationshipLinks(urlOf(owner, origin), name) };
}

/** The document of errors. */
export function errorDocument(errors: ErrorObject[]): object {
  return { errors };
}

function resourceObject(
  resource: Resource,
  view: object,
  { linkage }: Compound,
  { origin, meta, fields }: Rendering,
): object {
  const identifier = identify(resource, view);
  const self = urlOf(identifier, origin);
  const linked = linkage.get(compoundKey(identifier)) ?? {};
  const wanted = Object.hasOwn(fields, resource.type) ? fields[resource.type] : undefined;
  const pick = (members: object) => Object.entries(members).filter(([name]) => !wanted || wanted.includes(name));
  const attributes = pick(resource.attributes).map(([name, attribute]: [string, Resource['attributes'][string]]) => [
    name,
    shown(attribute, view, origin),
  ]);
  const relationships = pick(resource.relationships).map(([name]) => [
    name,
    { links: relationshipLinks(self, name), ...(name in linked ? { data: linked[name] } : {}) },
  ]);
  return {
    id: identifier.id,
    type: identifier.type,
    links: { self },
    attributes: Object.fromEntries(attributes) as object,
    relationships: Object.fromEntries(relationships) as object,
    meta,
  };
}

function shown(attribute: Attribute, view: object, origin: string): unknown {
  if ('constant' in attribute) return attribute.constant;
  const value = fieldOf(view, attribute.field);
  return attribute.path && typeof value === 'string' ? origin + value : value;
}

function urlOf({ type, id }: Identifier, origin: string): string {
  return `${origin}/api/${type}/${id}`;
}

function relationshipLinks(self: string, name: string): object {
  return { self: `${self}/relationships/${name}`, related: `${self}/${name}` };
}

function includedIn(compound: Compound, rendering: Rendering): object {
  if (compound.included.size === 0) return {};
  const records = [...compound.included.values()];
  return { included: records.map(({ resource, view }) => resourceObject(resource, view, compound, rendering)) };
}

function pageLinks(
  pages: number,
  { origin, path, query, page }: { origin: string; path: string; query: Query; page: Page },
): object {
  const last = Math.max(pages, 1);
  const to = (number: number) => `${origin}${path}?${qs.stringify({ ...query, page: { number, size: page.size } })}`;
  return {
    first: to(1),
    ...(page.number > 1 ? { prev: to(Math.min(page.number - 1, last)) } : {}),
    ...(page.number < last ? { next: to(page.number + 1) } : {}),
    last: to(last),
  };
}
