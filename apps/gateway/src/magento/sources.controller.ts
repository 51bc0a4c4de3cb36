import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { canonical } from '#contracts/canonical';
import { searchSources, sourceByCode, sourcesOfStock } from '#inventory/sources/sources.queries';
import { sourceNotFound } from './refusals.rules.js';
import { SOURCE, SOURCE_FIELDS, SOURCE_SHOWN, sourceToSave, toMagentoSource } from './source.shapes.js';
import { defaulting, readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { int, list, text, type ValueOf } from './webapi/types.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const READ = 'Magento_InventoryApi::source';
const EDIT = 'Magento_InventoryApi::source_edit';

const SEARCHED = { searchCriteria: defaulting(SEARCH_CRITERIA, '') };
const NAMED = { sourceCode: text };
const SAVED = { source: SOURCE };
const OF_STOCK = { stockId: int };

const REPOSITORY = 'Magento\\InventoryApi\\Api\\SourceRepositoryInterface';

const CREATE = write('SaveSources', { service: `${REPOSITORY}::save`, takes: SAVED, order: saving });

const UPDATE = write('SaveSources', {
  service: `${REPOSITORY}::save`,
  takes: SAVED,
  updates: { parameter: 'source', field: 'sourceCode' },
  order: saving,
});

const DELETE = write('DeleteSources', {
  service: `${REPOSITORY}::deleteByCode`,
  takes: NAMED,
  order: ({ sourceCode }) => ({ data: { sourceCodes: [sourceCode] }, key: orderedBySource(sourceCode) }),
});

/** Sources: routes 1 to 5 of MSI contract B1, and their deletion, which Magento does not have. */
@Rest()
export class SourcesController {
  constructor(
    private readonly em: EntityManager,
    private readonly writes: Writes,
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
    write: CREATE,
  })
  create(@Req() request: FastifyRequest) {
    return this.writes.perform(request, CREATE);
  }

  @Route('PUT', 'V1/inventory/sources/:sourceCode', EDIT, {
    summary: 'Changes the source of a code, or creates it.',
    takes: { ...NAMED, ...SAVED },
    write: UPDATE,
  })
  update(@Req() request: FastifyRequest) {
    return this.writes.perform(request, UPDATE);
  }

  @Route('DELETE', 'V1/inventory/sources/:sourceCode', EDIT, {
    summary: 'Deletes a source that no stock is linked with and that has no source items. An extension.',
    write: DELETE,
  })
  remove(@Req() request: FastifyRequest) {
    return this.writes.perform(request, DELETE);
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
}

function saving({ source }: { source: ValueOf<typeof SOURCE> }) {
  return { data: { sources: [sourceToSave(source)] }, key: orderedBySource(source.sourceCode ?? '') };
}

function orderedBySource(sourceCode: string): string {
  return `source:${canonical(sourceCode)}`;
}
