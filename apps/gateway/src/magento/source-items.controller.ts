import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { searchSourceItems } from '#inventory/source-items/source-items.queries';
import { orderedBySku } from '../commands.js';
import {
  pairOfItem,
  SOURCE_ITEM_FIELDS,
  SOURCE_ITEM_SHOWN,
  SOURCE_ITEMS,
  sourceItemToSave,
  toMagentoSourceItem,
} from './source-item.shapes.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const READ = 'Magento_InventoryApi::source';
const ASSIGN = 'Magento_InventoryApi::stock_source_item_assign';

const SEARCHED = { searchCriteria: SEARCH_CRITERIA };
const GIVEN = { sourceItems: SOURCE_ITEMS };

const SAVE = write('SaveSourceItems', {
  service: 'Magento\\InventoryApi\\Api\\SourceItemsSaveInterface::execute',
  takes: GIVEN,
  order: ({ sourceItems }) => {
    const items = sourceItems.map(sourceItemToSave);
    return { data: { items }, key: orderedBySku(items) };
  },
});

const DELETE = write('DeleteSourceItems', {
  service: 'Magento\\InventoryApi\\Api\\SourceItemsDeleteInterface::execute',
  takes: GIVEN,
  order: ({ sourceItems }) => {
    const items = sourceItems.map(pairOfItem);
    return { data: { items }, key: orderedBySku(items) };
  },
});

/** Source items: routes 14 to 16 of MSI contract B1. */
@Rest()
export class SourceItemsController {
  constructor(
    private readonly em: EntityManager,
    private readonly writes: Writes,
  ) {}

  @Route('GET', 'V1/inventory/source-items', READ, {
    summary: 'Finds source items; criteria must be given, be they empty.',
    takes: SEARCHED,
    answers: searchResultOf(SOURCE_ITEM_SHOWN),
  })
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, SEARCHED);
    const found = await searchSourceItems(this.em, searchOf(searchCriteria, SOURCE_ITEM_FIELDS));
    return searchResult(found, searchCriteria, toMagentoSourceItem);
  }

  @Route('POST', 'V1/inventory/source-items', ASSIGN, {
    summary: 'Sets quantity and status of source items, all or none.',
    write: SAVE,
  })
  save(@Req() request: FastifyRequest) {
    return this.writes.perform(request, SAVE);
  }

  @Route('POST', 'V1/inventory/source-items-delete', ASSIGN, {
    summary: 'Deletes source items; pairs that do not exist are ignored.',
    write: DELETE,
  })
  remove(@Req() request: FastifyRequest) {
    return this.writes.perform(request, DELETE);
  }
}
