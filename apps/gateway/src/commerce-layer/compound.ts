import type { EntityManager } from '@mikro-orm/postgresql';
import type { Filter } from '#inventory/search';
import { compoundKey, identify, type Compound, type Linkage } from './document.js';
import { errorOf, RequestRefused } from './errors.js';
import type { IncludeTree } from './read-query.rules.js';
import { fieldOf, type Relation, type Resource } from './resource.js';
import { resourceOf } from './resources.js';

/** The condition on records that a relationship of these records leads to. */
export function relatedTo(relation: Relation, views: object[]): Filter {
  const keys = new Set(views.map((view) => fieldOf(view, relation.here) as string));
  return { field: relation.there, op: 'in', value: [...keys].join(',') };
}

/** The records that a relationship of these records leads to. Throws {@link RequestRefused} when they are more than one answer takes. */
export async function relatedRecords(
  em: EntityManager,
  relation: Relation,
  views: object[],
  name: string,
): Promise<object[]> {
  const where = [[relatedTo(relation, views)]];
  const { items } = await resourceOf(relation.to).search(em, { where, sort: [], chunk: MOST_RELATED + 1 });
  if (items.length <= MOST_RELATED) return items;
  throw new RequestRefused([errorOf('TOO_MANY_RELATED', name, { value: String(MOST_RELATED), source: 'include' })]);
}

// Enough for what people look at; more comes page by page.
const MOST_RELATED = 10_000;

/** Reads what is to come along with records, one query for each relationship of the tree; a record comes once. */
export async function readCompound(
  em: EntityManager,
  resource: Resource,
  views: object[],
  include: IncludeTree,
): Promise<Compound> {
  const compound: Compound = { linkage: new Map(), included: new Map() };
  await readRelated(em, resource, views, include, compound);
  for (const view of views) compound.included.delete(compoundKey(identify(resource, view)));
  return compound;
}

async function readRelated(
  em: EntityManager,
  resource: Resource,
  views: object[],
  include: IncludeTree,
  into: Compound,
): Promise<void> {
  if (views.length === 0) return;
  for (const [name, further] of Object.entries(include)) {
    const relation = resource.relationships[name]!;
    const target = resourceOf(relation.to);
    const items = await relatedRecords(em, relation, views, name);
    const found = Map.groupBy(items, (item) => fieldOf(item, relation.there));
    for (const view of views) {
      const linked = found.get(fieldOf(view, relation.here)) ?? [];
      const key = compoundKey(identify(resource, view));
      into.linkage.set(key, { ...into.linkage.get(key), [name]: linkageOf(relation, target, linked) });
    }
    for (const item of items) into.included.set(compoundKey(identify(target, item)), { resource: target, view: item });
    await readRelated(em, target, items, further, into);
  }
}

function linkageOf({ many }: Relation, target: Resource, linked: object[]): Linkage {
  const identifiers = linked.map((view) => identify(target, view));
  return many ? identifiers : (identifiers[0] ?? null);
}
