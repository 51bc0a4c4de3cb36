import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { allWebsites } from '#inventory/stocks/stocks.queries';
import { Rest, Route } from './webapi/rest.js';
import { shown } from './webapi/shown.js';
import { id, int, list, object, text } from './webapi/types.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const READ = 'Magento_Backend::store';
const WRITE = 'Magento_InventoryApi::stock_edit';

const NAME = 'Magento\\Store\\Api\\Data\\WebsiteInterface';
const WEBSITE_SHOWN = shown(object(NAME, { id: int, code: text, name: text }));
const GIVEN = { website: object(NAME, { id: int, code: text, name: text }) };

const REGISTER = write('RegisterWebsites', {
  service: 'Stockwire\\Api\\RegisterWebsiteInterface::execute',
  takes: GIVEN,
  order: ({ website: { code, name } }) => ({
    data: { websites: [{ code: code ?? '', name: name?.trim() ? name : null }] },
    key: `website:${code ?? ''}`,
  }),
  answer: ({ websiteIds }) => websiteIds[0]!,
});

/** Websites: MSI contract H4. */
@Rest()
export class WebsitesController {
  constructor(
    private readonly em: EntityManager,
    private readonly writes: Writes,
  ) {}

  @Route('GET', 'V1/store/websites', READ, { summary: 'Lists websites.', answers: list(WEBSITE_SHOWN) })
  list() {
    return allWebsites(this.em);
  }

  @Route('POST', 'V1/inventory/websites', WRITE, {
    summary:
      'Registers a website, which joins the default stock; one of that code stays as it is. Answers its id. An extension.',
    write: REGISTER,
    answers: id,
  })
  register(@Req() request: FastifyRequest) {
    return this.writes.perform(request, REGISTER);
  }
}
