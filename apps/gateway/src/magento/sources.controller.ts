import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { canonical } from '#contracts/canonical';
import { searchSources, sourceByCode, sourcesOfStock } from '#inventory/sources/sources.queries';
import { Commands } from '../commands.js';
import { refusalOf, sourceNotFound } from './refusals.rules.js';
import { SOURCE, SOURCE_FIELDS, SOURCE_SHOWN, sourceToSave, toMagentoSource } from './source.shapes.js';
import { defaulting, readInput, readUpdate } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { int, list, text, type ValueOf } from './webapi/types.js';

const READ = 'Magento_InventoryApi::source';
const EDIT = 'Magento_InventoryApi::source_edit';

const SEARCHED = { searchCriteria: defaulting(SEARCH_CRITERIA, '') };
const NAMED = { sourceCode: text };
const SAVED = { source: SOURCE };
const OF_STOCK = { stockId: int };

/** Sources: routes 1 to 5 of MSI contract B1, and their deletion, which Magento does not have. */
@Rest()
export class SourcesController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
  ) {}

  @Route('GET', 'V1/inventory/sources', READ, {
    summary: 'Finds sources, by their code unless other orders are given.',
    takes: SEARCHED,
    answers: searchResultOf(SOURCE_SHOWN),
  })
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, SEARCHED);
    const found = await searchSources(this.em, searchOf(searchCriteria, SOURCE_FIELDS, 'sourceCode'));
    return searchResult(found, searchCriteria, toMagentoSource);
  }

  @Route('GET', 'V1/inventory/sources/:sourceCode', READ, {
    summary: 'Shows a source.',
    takes: NAMED,
    answers: SOURCE_SHOWN,
  })
  async one(@Req() request: FastifyRequest) {
    const { sourceCode } = readInput(request, NAMED);
    const source = await sourceByCode(this.em, sourceCode);
    if (!source) throw sourceNotFound(sourceCode);
    return toMagentoSource(source);
  }

  @Route('POST', 'V1/inventory/sources', EDIT, {
    summary: 'Creates a source, or changes that of its code.',
    takes: SAVED,
  })
  create(@Req() request: FastifyRequest) {
    return this.save(request, readInput(request, SAVED));
  }

  @Route('PUT', 'V1/inventory/sources/:sourceCode', EDIT, {
    summary: 'Changes the source of a code, or creates it.',
    takes: SAVED,
  })
  update(@Req() request: FastifyRequest) {
    return this.save(request, readUpdate(request, 'source', SAVED));
  }

  @Route('DELETE', 'V1/inventory/sources/:sourceCode', EDIT, {
    summary: 'Deletes a source that no stock is linked with and that has no source items. An extension.',
    takes: NAMED,
  })
  async remove(@Req() request: FastifyRequest): Promise<void> {
    const { sourceCode } = readInput(request, NAMED);
    const data = { sourceCodes: [sourceCode] };
    const settled = await this.commands.submit(request, 'DeleteSources', data, orderedBySource(sourceCode));
    if (settled.status === 'refused') throw refusalOf('DeleteSources', settled.problems);
  }

  @Route('GET', 'V1/inventory/get-sources-assigned-to-stock-ordered-by-priority/:stockId', READ, {
    summary: 'Lists the sources of a stock, disabled ones too, those that ship first first.',
    takes: OF_STOCK,
    answers: list(SOURCE_SHOWN),
  })
  async ofStock(@Req() request: FastifyRequest) {
    const { stockId } = readInput(request, OF_STOCK);
    return (await sourcesOfStock(this.em, stockId)).map(toMagentoSource);
  }

  private async save(request: FastifyRequest, { source }: { source: ValueOf<typeof SOURCE> }): Promise<void> {
    const data = { sources: [sourceToSave(source)] };
    const settled = await this.commands.submit(request, 'SaveSources', data, orderedBySource(source.sourceCode ?? ''));
    if (settled.status === 'refused') throw refusalOf('SaveSources', settled.problems);
  }
}

function orderedBySource(sourceCode: string): string {
  return `source:${canonical(sourceCode)}`;
}
