import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { sourceByPublicId, type SourceView } from '#inventory/sources/sources.queries';
import { linkByPublicId, stockByPublicId, type LinkView, type StockView } from '#inventory/stocks/stocks.queries';
import { Commands } from '../commands.js';
import { invalid, recordNotFound, RequestRefused, type ErrorObject } from './errors.js';
import { JsonApi } from './json-api.js';
import { MUST_EXIST, refusalOf } from './problems.rules.js';
import { readBody, type ResourceBody } from './read-body.rules.js';
import { Records } from './records.js';
import type { LinkType } from './resources.js';
import { BLANK, readStockLevel, stockLevelBody } from './stock-level.shapes.js';

const UNLINK = 'UnassignSourcesFromStock';

const TYPES: LinkType[] = ['stock_levels', 'inventory_stock_locations'];

/** Stock-source links under their former and their present name. Commerce Layer contract §1.5. */
@JsonApi()
@Controller(TYPES.map((type) => `api/${type}`))
export class StockLevelsController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
    private readonly records: Records,
  ) {}

  @Get()
  list(@Req() request: FastifyRequest) {
    return this.records.list(request, typeOf(request));
  }

  @Get(':id')
  one(@Req() request: FastifyRequest, @Param('id') id: string) {
    return this.records.one(request, typeOf(request), id);
  }

  @Get(':id/:relationship')
  related(@Req() request: FastifyRequest, @Param('id') id: string, @Param('relationship') name: string) {
    return this.records.related(request, typeOf(request), id, name);
  }

  @Get(':id/relationships/:relationship')
  linkage(@Req() request: FastifyRequest, @Param('id') id: string, @Param('relationship') name: string) {
    return this.records.linkage(request, typeOf(request), id, name);
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Body() text: string | undefined) {
    const type = typeOf(request);
    const shape = this.records.shape(request, type);
    const { priority, source, stock, ...change } = await this.newLink(readBody(text, stockLevelBody(type)));
    const pair = { stockId: stock.stockId, sourceCode: source.sourceCode };
    const links = [{ ...pair, priority, onHold: false, ...change, mustBeNew: true }];
    const settled = await this.commands.submit(request, 'AssignSourcesToStock', { links }, `stock:${stock.stockId}`);
    if (settled.status === 'refused') throw refusalOf(settled.problems);
    return this.records.document(request, type, await this.link(settled.view.linkIds[0]!), shape);
  }

  @Patch(':id')
  async update(@Req() request: FastifyRequest, @Param('id') id: string, @Body() text: string | undefined) {
    const type = typeOf(request);
    const shape = this.records.shape(request, type);
    const body = readBody(text, stockLevelBody(type, id));
    const link = await this.link(id);
    const { stockId, sourceCode } = link;
    const links = [{ stockId, sourceCode, ...changeOf(link, body), mustExist: true }];
    const settled = await this.commands.submit(request, 'AssignSourcesToStock', { links }, `stock:${stockId}`);
    if (settled.status === 'done') return this.records.document(request, type, await this.link(id), shape);
    throw settled.problems.some(({ code }) => code === 'LINK_UNKNOWN')
      ? recordNotFound(id)
      : refusalOf(settled.problems);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Req() request: FastifyRequest, @Param('id') id: string) {
    const link = await linkByPublicId(this.em, id);
    const settled = link ? await this.unlink(request, link) : await this.commands.settledBefore(request, UNLINK);
    if (!settled) throw recordNotFound(id);
    if (settled.status === 'refused') throw refusalOf(settled.problems);
  }

  private unlink(request: FastifyRequest, { stockId, sourceCode }: LinkView) {
    return this.commands.submit(request, UNLINK, { links: [{ stockId, sourceCode }] }, `stock:${stockId}`);
  }

  private async newLink({ attributes, relationships }: ResourceBody) {
    const faults: ErrorObject[] = 'priority' in attributes ? [] : [invalid('attributes', 'priority', BLANK)];
    const change = readStockLevel(attributes, faults);
    const { stock_location: locationId, inventory_model: modelId } = relationships;
    const source = locationId === undefined ? undefined : await sourceByPublicId(this.em, locationId);
    const stock = modelId === undefined ? undefined : await stockByPublicId(this.em, modelId);
    faults.push(...missing('stock_location', source, locationId), ...missing('inventory_model', stock, modelId));
    if (faults.length > 0) throw new RequestRefused(faults);
    return { ...change, source: source as SourceView, stock: stock as StockView };
  }

  private async link(id: string): Promise<LinkView> {
    const link = await linkByPublicId(this.em, id);
    if (!link) throw recordNotFound(id);
    return link;
  }
}

function typeOf({ url }: FastifyRequest): LinkType {
  return TYPES.find((type) => url.startsWith(`/api/${type}`))!;
}

function missing(name: string, record: object | undefined, value?: string): ErrorObject[] {
  return record ? [] : [invalid('relationships', name, { ...MUST_EXIST, ...(value === undefined ? {} : { value }) })];
}

/** A link is its pair: another pair would be another link, with another id. */
function changeOf(link: LinkView, { attributes, relationships }: ResourceBody) {
  const ends: Record<string, string> = { stock_location: link.sourcePublicId, inventory_model: link.stockPublicId };
  const moved = Object.entries(relationships).filter(([name, id]) => ends[name] !== id);
  const faults = moved.map(([name, value]) => invalid('relationships', name, { ...IMMUTABLE, value }));
  const change = readStockLevel(attributes, faults);
  if (faults.length > 0) throw new RequestRefused(faults);
  return change;
}

const IMMUTABLE = { error: 'immutable', title: "can't be changed: delete this record and create another" };
