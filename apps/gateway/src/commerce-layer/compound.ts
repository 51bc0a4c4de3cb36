import type { EntityManager } from '@mikro-orm/postgresql';
import type { Filter } from '#inventory/search';
import { compoundKey, identify, type Compound, type Linkage } from './document.js';
import type { IncludeTree } from './read-query.rules.js';
import { fieldOf, RESOURCES, type Relation, type Resource } from './resources.js';

/** The condition on records that a relationship of these records leads to. */
export function relatedTo(relation: Relation, views: object[]): Filter {
  const keys = new Set(views.map((view) => fieldOf(view, relation.here) as string));
  return { field: relation.there, op: 'in', value: [...keys].join(',') };
}

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
    const target = RESOURCES[relation.to];
    const { items } = await target.search(em, { where: [[relatedTo(relation, views)]], sort: [] });
    for (const view of views) {
      const linked = items.filter((item) => fieldOf(item, relation.there) === fieldOf(view, relation.here));
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
