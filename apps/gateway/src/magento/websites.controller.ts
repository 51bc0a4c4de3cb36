import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { allWebsites } from '#inventory/stocks/stocks.queries';
import { Commands } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { shown } from './webapi/shown.js';
import { id, int, list, object, text } from './webapi/types.js';

const READ = 'Magento_Backend::store';
const WRITE = 'Magento_InventoryApi::stock_edit';

const NAME = 'Magento\\Store\\Api\\Data\\WebsiteInterface';
const WEBSITE_SHOWN = shown(object(NAME, { id: int, code: text, name: text }));
const GIVEN = { website: object(NAME, { id: int, code: text, name: text }) };

/** Websites: MSI contract H4. */
@Rest()
export class WebsitesController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
  ) {}

  @Route('GET', 'V1/store/websites', READ, { summary: 'Lists websites.', answers: list(WEBSITE_SHOWN) })
  list() {
    return allWebsites(this.em);
  }

  @Route('POST', 'V1/inventory/websites', WRITE, {
    summary:
      'Registers a website, which joins the default stock; one of that code stays as it is. Answers its id. An extension.',
    takes: GIVEN,
    answers: id,
  })
  async register(@Req() request: FastifyRequest): Promise<number> {
    const { code, name } = readInput(request, GIVEN).website;
    const data = { websites: [{ code: code ?? '', name: name?.trim() ? name : null }] };
    const settled = await this.commands.submit(request, 'RegisterWebsites', data, `website:${code ?? ''}`);
    if (settled.status === 'refused') throw refusalOf('RegisterWebsites', settled.problems);
    return settled.view.websiteIds[0]!;
  }
}
