import { search, type Link } from '../magento-search.js';
import { seedLinks } from '../seeds/links.js';
import { INVENTORY, type Tutorial } from '../tutorial.js';

/** Links sources with both stocks in one request; a link that exists takes the priority given. */
export async function linkSources(tutorial: Tutorial): Promise<void> {
  const { page, magento, stocks } = tutorial;
  page.step(
    'Link stocks and sources',
    'Lower priorities ship first. The head office is the last choice of both stocks.',
  );
  await unlinkNewYork(tutorial);
  const links = seedLinks(stocks);
  const sent = `{"links": [7 links]}, the first ${JSON.stringify(links[0])}`;
  const { status, body } = await magento.ask('POST', `${INVENTORY}/stock-source-links`, { body: { links }, sent });
  page.expect('linking is answered with an empty array', [status, body], [200, []]);
  page.table(
    ['stock_id', 'source_code', 'priority'],
    links.map(({ stock_id, source_code, priority }) => [stock_id, source_code, priority]),
  );
}

/** Takes away the link that the JSON:API step of an earlier run has made, so that every run starts alike. */
async function unlinkNewYork(tutorial: Tutorial): Promise<void> {
  const stock_id = tutorial.stocks.northAmerica;
  const source = { field: 'source_code', value: 'us_warehouse' };
  const filters = [source, { field: 'stock_id', value: stock_id }];
  const { total_count } = await search<Link>(tutorial, 'stock-source-links', { filters });
  if (total_count === 0) return;
  const links = [{ source_code: 'us_warehouse', stock_id }];
  const { status, body } = await tutorial.magento.ask('POST', `${INVENTORY}/stock-source-links-delete`, {
    body: { links },
  });
  tutorial.page.expect('the link that an earlier run has added is taken away', [status, body], [200, []]);
}
