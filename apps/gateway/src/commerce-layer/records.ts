import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { BadSearch, type Filter, type Found, type Search } from '#inventory/search';
import { AccessSettings } from '../access/access-settings.js';
import { ORGANIZATION } from '../access/tokens.js';
import { PublicUrl } from '../access/public-url.js';
import { readCompound, relatedRecords, relatedTo } from './compound.js';
import { linkageDocument, listDocument, recordDocument, identify, type Rendering } from './document.js';
import { errorOf, recordNotFound, RequestRefused } from './errors.js';
import { preferredPage, readListQuery, readShape, type Query, type Shape } from './read-query.rules.js';
import type { Relation, Resource, Showing } from './resource.js';
import { resourceOf } from './resources.js';

/** Reads records and answers with their documents. Every method throws {@link RequestRefused}. */
@Injectable()
export class Records {
  constructor(
    private readonly em: EntityManager,
    private readonly publicUrl: PublicUrl,
    private readonly settings: AccessSettings,
  ) {}

  /** A page of records of a type. */
  list(request: FastifyRequest, type: string): Promise<object> {
    return this.page(request, resourceOf(type), []);
  }

  /** One record. */
  async one(request: FastifyRequest, type: string, id: string): Promise<object> {
    const shape = this.shape(request, type);
    return this.document(request, type, await this.view(resourceOf(type), id), shape);
  }

  /** The record of an id, if there is one. */
  async find({ search }: Resource, id: string): Promise<object | undefined> {
    const [view] = (await search(this.em, { where: [[{ field: 'publicId', op: 'eq', value: id }]], sort: [] })).items;
    return view;
  }

  /** What a relationship of a record leads to: a page of records, or one. */
  async related(request: FastifyRequest, type: string, id: string, name: string): Promise<object> {
    const { relation, view } = await this.start(type, id, name);
    const target = resourceOf(relation.to);
    if (relation.many) return this.page(request, target, [relatedTo(relation, [view])]);
    const shape = readShape(target, request.query as Query);
    const [related] = (await target.search(this.em, { where: [[relatedTo(relation, [view])]], sort: [] })).items;
    return this.document(request, relation.to, related, shape);
  }

  /** The identifiers to which a relationship of a record leads. */
  async linkage(request: FastifyRequest, type: string, id: string, name: string): Promise<object> {
    const { relation, view } = await this.start(type, id, name);
    const target = resourceOf(relation.to);
    const items = await relatedRecords(this.em, relation, [view], name);
    const identifiers = items.map((item) => identify(target, item));
    const data = relation.many ? identifiers : (identifiers[0] ?? null);
    return linkageDocument(identify(resourceOf(type), view), name, data, this.rendering(request, {}));
  }

  /** How the request wants its record; read it before a write, which a bad query must not follow. */
  shape(request: FastifyRequest, type: string): Shape {
    return readShape(resourceOf(type), request.query as Query);
  }

  /** The document of a record at hand. */
  async document(request: FastifyRequest, type: string, view: object | undefined, shape: Shape): Promise<object> {
    const resource = resourceOf(type);
    const views = await this.expanded(resource, view ? [view] : [], shape, 'whole');
    const compound = await readCompound(this.em, resource, views, shape.include);
    return recordDocument(resource, views[0], compound, this.rendering(request, shape.fields));
  }

  private async page(request: FastifyRequest, resource: Resource, within: Filter[]): Promise<object> {
    const query = request.query as Query;
    const { search, page, fields, include } = readListQuery(resource, query, preferredPage(request.headers.prefer));
    const found = await this.search(resource, { ...search, where: [...search.where, within] });
    const items = await this.expanded(resource, found.items, { fields }, 'beginning');
    const compound = await readCompound(this.em, resource, items, include);
    const path = request.url.split('?')[0]!;
    const place = { ...this.rendering(request, fields), path, query, page };
    return listDocument(resource, { items, total: found.total }, compound, place);
  }

  private async expanded(
    { type, expand }: Resource,
    views: object[],
    { fields }: Pick<Shape, 'fields'>,
    extent: Showing['extent'],
  ): Promise<object[]> {
    return expand ? expand(this.em, views, { members: fields[type], extent }) : views;
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

  private async start(type: string, id: string, name: string): Promise<{ relation: Relation; view: object }> {
    const { relationships } = resourceOf(type);
    if (!Object.hasOwn(relationships, name)) throw recordNotFound(name);
    return { relation: relationships[name]!, view: await this.view(resourceOf(type), id) };
  }

  private async view(resource: Resource, id: string): Promise<object> {
    const view = await this.find(resource, id);
    if (!view) throw recordNotFound(id);
    return view;
  }

  private rendering(request: FastifyRequest, fields: Shape['fields']): Rendering {
    const meta = { mode: this.settings.MODE, organization_id: ORGANIZATION.id, trace_id: request.id };
    return { origin: this.publicUrl.of(request), fields, meta };
  }
}
