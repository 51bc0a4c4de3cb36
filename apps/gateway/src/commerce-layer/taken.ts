import type { EntityManager } from '@mikro-orm/postgresql';
import type { Condition } from '#inventory/search';
import { invalid, type ErrorObject } from './errors.js';
import { TAKEN } from './problems.rules.js';
import { fieldOf, idOf, keptIn, type Resource } from './resource.js';

/** What a request asks to be saved: fields of the command, and the records that it is to be related to. */
interface Wish {
  change: Record<string, unknown>;
  related: Record<string, object | null>;
}

/**
 * What a request wants that another record has already, to be told with all other faults. A request without any is the domain's to
 * decide upon, under its locks. Commerce Layer contract §2, Errors.
 */
export async function takenIn(
  em: EntityManager,
  resource: Resource,
  wish: Wish,
  stored?: object,
): Promise<ErrorObject[]> {
  const faults: ErrorObject[] = [];
  for (const [name, ...others] of resource.body!.unique ?? []) {
    const conditions = conditionsOf(resource, [name, ...others], wish, stored);
    if (!conditions) continue;
    const { total } = await resource.search(em, { where: conditions.map((one) => [one]), sort: [], limit: 1 });
    const place = Object.hasOwn(resource.relationships, name) ? 'relationships' : 'attributes';
    if (total > 0) faults.push(invalid(place, name, TAKEN));
  }
  return faults;
}

/** What another record would be like; undefined when the request changes none of it, or not all of it is known. */
function conditionsOf(resource: Resource, names: string[], wish: Wish, stored?: object): Condition[] | undefined {
  const given = names.map((name) => givenOf(resource, name, wish));
  if (given.every(({ value }) => typeof value !== 'string' || value.trim() === '')) return undefined;
  const wanted = given.map(({ field, value }) => ({ field, value: value ?? (stored && fieldOf(stored, field)) }));
  if (wanted.some(({ value }) => typeof value !== 'string')) return undefined;
  const same = wanted.map<Condition>(({ field, value }) => ({ field, op: 'eq', value: value as string }));
  return stored ? [...same, { field: 'publicId', op: 'neq', value: idOf(stored) }] : same;
}

function givenOf(resource: Resource, name: string, { change, related }: Wish) {
  const field = keptIn(resource, name);
  if (!Object.hasOwn(resource.relationships, name)) return { field, value: change[field] };
  const target = related[name];
  return { field, value: target ? fieldOf(target, resource.relationships[name]!.there) : undefined };
}
