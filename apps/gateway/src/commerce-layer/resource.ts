import type { EntityManager } from '@mikro-orm/postgresql';
import type { Found, Search } from '#inventory/search';
import type { Searchable } from '#inventory/searchable';
import type { Writable } from './attributes.rules.js';

/** How an attribute is compared with filter values. */
export type Kind = 'text' | 'id' | 'integer' | 'number' | 'boolean' | 'time' | 'json' | 'list';

/** Where an attribute's value comes from: a field of the domain's view, or a constant for what the domain does not have. A `path` is shown as an absolute link. */
export type Attribute<Field extends string = string> = { kind: Kind } & (
  { field: Field; sortable?: true; path?: true } | { constant: string | number | boolean | null }
);

/** A relationship: records of type `to` whose field `there` equals this record's field `here`. */
export interface Relation<Field extends string = string> {
  to: string;
  here: Field;
  there: string;
  many: boolean;
}

/** What a client may write of a resource: attributes and to-one relationships. */
export interface Body {
  attributes: Record<string, Writable>;
  /** What may be written of a record that is there, if it is something else. */
  changes?: Record<string, Writable>;
  relationships: Record<string, Linkable>;
  /** Members of which, taken together, no two records have the same; it is said of the first. */
  unique?: [string, ...string[]][];
  /** Attributes that name the record of a relationship by its code. */
  codes?: Record<
    string,
    { relationship: string; find: (em: EntityManager, code: string) => Promise<{ publicId: string } | undefined> }
  >;
}

/** A relationship that a client may write: which field of the command speaks of it; one to many records only if nobody keeps those. */
export interface Linkable {
  field: string;
  /** A new record must have it, and none may lose it. */
  required?: true;
  /** Nobody keeps such records: any will do, and none is remembered. */
  unkept?: true;
}

/** What an answer shows of records: which members, all when it does not say, and of what is long all, as much as a message may hold, or the beginning. */
export interface Showing {
  members?: string[];
  extent: 'whole' | 'message' | 'beginning';
}

/** What a resource consists of. `searchable` are attributes that can be filtered and sorted by but are not shown. */
export interface Resource<Field extends string = string> {
  type: string;
  search: (em: EntityManager, search: Search) => Promise<Found<object>>;
  /** Adds to views what takes reads of its own, as far as it is to be shown. */
  expand?: (em: EntityManager, views: object[], showing: Showing) => Promise<object[]>;
  /** What it is searched in, so that filters reach it through relationships. */
  view?: Searchable<object>;
  attributes: Record<string, Attribute<Field>>;
  searchable: Record<string, Attribute<Field>>;
  relationships: Record<string, Relation<Field>>;
  /** Many reads of it are to be expected. Commerce Layer contract §2, Rate limits. */
  cached?: true;
  /** Nobody keeps such records here. */
  unkept?: true;
  /** Sales channels may read it. Commerce Layer contract §2, Authentication. */
  open?: true;
  /** Absent for what is read only. */
  body?: Body;
}

/** Attributes of every record. Commerce Layer contract §1, "Common to every record". */
export const COMMON = {
  created_at: { kind: 'time', field: 'createdAt', sortable: true },
  updated_at: { kind: 'time', field: 'updatedAt', sortable: true },
  reference: { kind: 'text', field: 'reference', sortable: true },
  reference_origin: { kind: 'text', field: 'referenceOrigin', sortable: true },
  metadata: { kind: 'json', field: 'metadata' },
} as const;

/** The id of a record as something to filter and to sort by. */
export const ID = { id: { kind: 'id', field: 'publicId', sortable: true } } as const;

/** Whether a member is to be shown. */
export function shows({ members }: Showing, name: string): boolean {
  return members?.includes(name) ?? true;
}

/** The field of records that a member which may be written is kept in: an attribute, or a relationship by what it leads to. */
export function keptIn({ relationships, body }: Resource, member: string): string {
  const relation = Object.hasOwn(relationships, member) ? relationships[member] : undefined;
  return relation?.here ?? body!.attributes[member]!.field;
}

/** Value of a view's field. */
export function fieldOf(view: object, field: string): unknown {
  return (view as Record<string, unknown>)[field];
}

/** Id of a record. */
export function idOf(view: object): string {
  return fieldOf(view, 'publicId') as string;
}
