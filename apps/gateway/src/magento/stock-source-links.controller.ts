import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { searchLinks } from '#inventory/stocks/stocks.queries';
import { LINK_FIELDS, LINK_SHOWN, LINKS, linkToSave, pairOfLink, toMagentoLink } from './stock-source-link.shapes.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const LINK = 'Magento_InventoryApi::stock_source_link';

const SEARCHED = { searchCriteria: SEARCH_CRITERIA };
const GIVEN = { links: LINKS };

const SAVE = write('AssignSourcesToStock', {
  service: 'Magento\\InventoryApi\\Api\\StockSourceLinksSaveInterface::execute',
  takes: GIVEN,
  order: ({ links }) => ({ data: { links: links.map(linkToSave) }, key: `stock:${links[0]?.stockId}` }),
});

const DELETE = write('UnassignSourcesFromStock', {
  service: 'Magento\\InventoryApi\\Api\\StockSourceLinksDeleteInterface::execute',
  takes: GIVEN,
  order: ({ links }) => ({ data: { links: links.map(pairOfLink) }, key: `stock:${links[0]?.stockId}` }),
});

/** Stock-source links: routes 11 to 13 of MSI contract B1. */
@Rest()
export class StockSourceLinksController {
  constructor(
    private readonly em: EntityManager,
    private readonly writes: Writes,
  ) {}

  @Route('GET', 'V1/inventory/stock-source-links', LINK, {
    summary: 'Finds links; criteria must be given, be they empty.',
    takes: SEARCHED,
    answers: searchResultOf(LINK_SHOWN),
  })
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, SEARCHED);
    const found = await searchLinks(this.em, searchOf(searchCriteria, LINK_FIELDS));
    return searchResult(found, searchCriteria, toMagentoLink);
  }

  @Route('POST', 'V1/inventory/stock-source-links', LINK, {
    summary: 'Links sources to stocks, or changes the priority of what is linked.',
    write: SAVE,
  })
  save(@Req() request: FastifyRequest) {
    return this.writes.perform(request, SAVE);
  }

  @Route('POST', 'V1/inventory/stock-source-links-delete', LINK, {
    summary: 'Removes links; pairs that are not linked are ignored.',
    write: DELETE,
  })
  remove(@Req() request: FastifyRequest) {
    return this.writes.perform(request, DELETE);
  }
}
