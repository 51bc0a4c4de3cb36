import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { searchLinks } from '#inventory/stocks/stocks.queries';
import { Commands } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
import { LINK_FIELDS, LINKS, linkToSave, pairOfLink, toMagentoLink } from './stock-source-link.shapes.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult } from './webapi/search-criteria.js';

const LINK = 'Magento_InventoryApi::stock_source_link';

/** Stock-source links: routes 11 to 13 of MSI contract B1. */
@Rest()
export class StockSourceLinksController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
  ) {}

  @Route('GET', 'V1/inventory/stock-source-links', LINK)
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, { searchCriteria: SEARCH_CRITERIA });
    return searchResult(
      await searchLinks(this.em, searchOf(searchCriteria, LINK_FIELDS)),
      searchCriteria,
      toMagentoLink,
    );
  }

  @Route('POST', 'V1/inventory/stock-source-links', LINK)
  async save(@Req() request: FastifyRequest): Promise<void> {
    const links = readInput(request, { links: LINKS }).links.map(linkToSave);
    const settled = await this.commands.submit(
      request,
      'AssignSourcesToStock',
      { links },
      `stock:${links[0]?.stockId}`,
    );
    if (settled.status === 'refused') throw refusalOf('AssignSourcesToStock', settled.problems);
  }

  @Route('POST', 'V1/inventory/stock-source-links-delete', LINK)
  async remove(@Req() request: FastifyRequest): Promise<void> {
    const links = readInput(request, { links: LINKS }).links.map(pairOfLink);
    const settled = await this.commands.submit(
      request,
      'UnassignSourcesFromStock',
      { links },
      `stock:${links[0]?.stockId}`,
    );
    if (settled.status === 'refused') throw refusalOf('UnassignSourcesFromStock', settled.problems);
  }
}
