import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { searchLinks } from '#inventory/stocks/stocks.queries';
import { Commands } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
import { LINK_FIELDS, LINK_SHOWN, LINKS, linkToSave, pairOfLink, toMagentoLink } from './stock-source-link.shapes.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';

const LINK = 'Magento_InventoryApi::stock_source_link';

const SEARCHED = { searchCriteria: SEARCH_CRITERIA };
const GIVEN = { links: LINKS };

/** Stock-source links: routes 11 to 13 of MSI contract B1. */
@Rest()
export class StockSourceLinksController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
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
    takes: GIVEN,
  })
  async save(@Req() request: FastifyRequest): Promise<void> {
    const links = readInput(request, GIVEN).links.map(linkToSave);
    const settled = await this.commands.submit(
      request,
      'AssignSourcesToStock',
      { links },
      `stock:${links[0]?.stockId}`,
    );
    if (settled.status === 'refused') throw refusalOf('AssignSourcesToStock', settled.problems);
  }

  @Route('POST', 'V1/inventory/stock-source-links-delete', LINK, {
    summary: 'Removes links; pairs that are not linked are ignored.',
    takes: GIVEN,
  })
  async remove(@Req() request: FastifyRequest): Promise<void> {
    const links = readInput(request, GIVEN).links.map(pairOfLink);
    const settled = await this.commands.submit(
      request,
      'UnassignSourcesFromStock',
      { links },
      `stock:${links[0]?.stockId}`,
    );
    if (settled.status === 'refused') throw refusalOf('UnassignSourcesFromStock', settled.problems);
  }
}
