import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { BadSearch, type Filter, type Found, type Search } from '#inventory/search';
import { AccessSettings } from '../access/access-settings.js';
import { PublicUrl } from '../access/public-url.js';
import { readCompound, relatedTo } from './compound.js';
import { linkageDocument, listDocument, recordDocument, identify, type Rendering } from './document.js';
import { errorOf, recordNotFound, RequestRefused } from './errors.js';
import { readListQuery, readShape, type Query, type Shape } from './read-query.rules.js';
import { RESOURCES, type Relation, type Resource, type ResourceType } from './resources.js';

/** Reads records and answers with their documents. Every method throws {@link RequestRefused}. */
@Injectable()
export class Records {
  constructor(
    private readonly em: EntityManager,
    private readonly publicUrl: PublicUrl,
    private readonly settings: AccessSettings,
  ) {}

  /** A page of records of a type. */
  list(request: FastifyRequest, type: ResourceType): Promise<object> {
    return this.page(request, RESOURCES[type], []);
  }

  /** One record. */
  async one(request: FastifyRequest, type: ResourceType, id: string): Promise<object> {
    const shape = this.shape(request, type);
    return this.document(request, type, await this.view(RESOURCES[type], id), shape);
  }

  /** What a relationship of a record leads to: a page of records, or one. */
  async related(request: FastifyRequest, type: ResourceType, id: string, name: string): Promise<object> {
    const { relation, view } = await this.start(type, id, name);
    const target = RESOURCES[relation.to];
    if (relation.many) return this.page(request, target, [relatedTo(relation, [view])]);
    const shape = readShape(target, request.query as Query);
    const [related] = (await target.search(this.em, { where: [[relatedTo(relation, [view])]], sort: [] })).items;
    return this.document(request, relation.to, related, shape);
  }

  /** The identifiers to which a relationship of a record leads. */
  async linkage(request: FastifyRequest, type: ResourceType, id: string, name: string): Promise<object> {
    const { relation, view } = await this.start(type, id, name);
    const target = RESOURCES[relation.to];
    const { items } = await target.search(this.em, { where: [[relatedTo(relation, [view])]], sort: [] });
    const identifiers = items.map((item) => identify(target, item));
    const data = relation.many ? identifiers : (identifiers[0] ?? null);
    return linkageDocument(identify(RESOURCES[type], view), name, data, this.rendering(request, {}));
  }

  /** How the request wants its record; read it before a write, which a bad query must not follow. */
  shape(request: FastifyRequest, type: ResourceType): Shape {
    return readShape(RESOURCES[type], request.query as Query);
  }

  /** The document of a record at hand. */
  async document(request: FastifyRequest, type: ResourceType, view: object | undefined, shape: Shape): Promise<object> {
    const compound = await readCompound(this.em, RESOURCES[type], view ? [view] : [], shape.include);
    return recordDocument(RESOURCES[type], view, compound, this.rendering(request, shape.fields));
  }

  private async page(request: FastifyRequest, resource: Resource, within: Filter[]): Promise<object> {
    const query = request.query as Query;
    const { search, page, fields, include } = readListQuery(resource, query);
    const found = await this.search(resource, { ...search, where: [...search.where, within] });
    const compound = await readCompound(this.em, resource, found.items, include);
    const path = request.url.split('?')[0]!;
    return listDocument(resource, found, compound, { ...this.rendering(request, fields), path, query, page });
  }

  private async search(resource: Resource, search: Search): Promise<Found<object>> {
    try {
      return await resource.search(this.em, search);
    } catch (error) {
      if (!(error instanceof BadSearch)) throw error;
      throw new RequestRefused([
        errorOf('INVALID_FILTER_VALUE', error.field, { value: error.value, source: 'filter[q]' }),
      ]);
    }
  }

  private async start(type: ResourceType, id: string, name: string): Promise<{ relation: Relation; view: object }> {
    const { relationships } = RESOURCES[type];
    if (!Object.hasOwn(relationships, name)) throw recordNotFound(name);
    return { relation: relationships[name]!, view: await this.view(RESOURCES[type], id) };
  }

  private async view({ search }: Resource, id: string): Promise<object> {
    const [view] = (await search(this.em, { where: [[{ field: 'publicId', op: 'eq', value: id }]], sort: [] })).items;
    if (!view) throw recordNotFound(id);
    return view;
  }

  private rendering(request: FastifyRequest, fields: Shape['fields']): Rendering {
    return { origin: this.publicUrl.of(request), mode: this.settings.MODE, fields };
  }
}
