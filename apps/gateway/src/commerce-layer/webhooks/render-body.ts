import type { EntityManager } from '@mikro-orm/postgresql';
import type { DueDelivery } from '#messaging/webhook-deliveries.sql';
import { readCompound } from '../compound.js';
import { recordDocument, type Rendering } from '../document.js';
import { includable, includeTree } from '../read-query.rules.js';
import { isResourceType, resourceOf } from '../resources.js';
import { isOfEnd, typeOfTopic } from './topics.js';

/**
 * What a webhook is told, as JSON: the document that retrieving the record answers with, with what is to come along; what the change left behind
 * counts, whatever came after it. Of what is long as much as a message may hold, of a record that is gone only its id. Links are relative.
 * Commerce Layer contract §2, Webhooks.
 */
export async function renderBody(em: EntityManager, due: DueDelivery, meta: Rendering['meta']): Promise<string> {
  const type = typeOfTopic(due.topic);
  const id = due.recordId;
  const bare = () => JSON.stringify({ data: { id, type, attributes: {}, relationships: {}, meta } });
  if (isOfEnd(due.topic) || !isResourceType(type)) return bare();
  const resource = resourceOf(type);
  const byId = { where: [[{ field: 'publicId', op: 'eq' as const, value: id }]], sort: [] };
  const [stored] = (await resource.search(em, byId)).items;
  if (!stored) return bare();
  const [expanded] = resource.expand ? await resource.expand(em, [stored], { extent: 'message' }) : [stored];
  const view = { ...expanded, ...due.seen };
  const [paths] = includable(resource, due.includes);
  const compound = await readCompound(em, resource, [view], includeTree(paths));
  return JSON.stringify(recordDocument(resource, view, compound, { origin: '', fields: {}, meta }));
}
