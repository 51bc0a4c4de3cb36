import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { canonical } from '#contracts/canonical';
import { searchSources, sourceByCode, sourcesOfStock } from '#inventory/sources/sources.queries';
import { Commands } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
import { SOURCE, SOURCE_FIELDS, sourceToSave, toMagentoSource } from './source.shapes.js';
import { MagentoError } from './webapi/errors.js';
import { optional, readInput, readUpdate } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult } from './webapi/search-criteria.js';
import { int, text, type ValueOf } from './webapi/types.js';

const READ = 'Magento_InventoryApi::source';
const EDIT = 'Magento_InventoryApi::source_edit';

/** Sources: routes 1 to 5 of MSI contract B1. */
@Rest()
export class SourcesController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
  ) {}

  @Route('GET', 'V1/inventory/sources', READ)
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria = {} } = readInput(request, { searchCriteria: optional(SEARCH_CRITERIA) });
    return searchResult(
      await searchSources(this.em, searchOf(searchCriteria, SOURCE_FIELDS)),
      searchCriteria,
      toMagentoSource,
    );
  }

  @Route('GET', 'V1/inventory/sources/:sourceCode', READ)
  async one(@Req() request: FastifyRequest) {
    const { sourceCode } = readInput(request, { sourceCode: text });
    const source = await sourceByCode(this.em, sourceCode);
    if (!source) throw new MagentoError(404, 'Source with code "%value" does not exist.', { value: sourceCode });
    return toMagentoSource(source);
  }

  @Route('POST', 'V1/inventory/sources', EDIT)
  create(@Req() request: FastifyRequest) {
    return this.save(request, readInput(request, { source: SOURCE }));
  }

  @Route('PUT', 'V1/inventory/sources/:sourceCode', EDIT)
  update(@Req() request: FastifyRequest) {
    return this.save(request, readUpdate(request, 'source', { source: SOURCE }));
  }

  @Route('GET', 'V1/inventory/get-sources-assigned-to-stock-ordered-by-priority/:stockId', READ)
  async ofStock(@Req() request: FastifyRequest) {
    const { stockId } = readInput(request, { stockId: int });
    return (await sourcesOfStock(this.em, stockId)).map(toMagentoSource);
  }

  private async save(request: FastifyRequest, { source }: { source: ValueOf<typeof SOURCE> }): Promise<void> {
    const sources = [sourceToSave(source)];
    const key = `source:${canonical(source.sourceCode ?? '')}`;
    const settled = await this.commands.submit(request, 'SaveSources', { sources }, key);
    if (settled.status === 'refused') throw refusalOf('SaveSources', settled.problems);
  }
}
