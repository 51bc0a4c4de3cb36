import { search, type Stock } from '../magento-search.js';
import { INVENTORY, type Tutorial } from '../tutorial.js';

/** Creates the stocks for North America and Europe, or takes up those of an earlier run. */
export async function createStocks(tutorial: Tutorial): Promise<void> {
  const { page } = tutorial;
  page.step(
    'Create stocks',
    'A stock pools sources for sales channels. Stock 1, the default, is there from the start.',
  );
  const northAmerica = await saveStock(tutorial, 'North America Stock', 'na_site');
  const europe = await saveStock(tutorial, 'Europe Stock', 'eu_site');
  tutorial.stocks = { northAmerica, europe };
  page.table(
    ['stock_id', 'name', 'sales channel'],
    [
      [northAmerica, 'North America Stock', 'website na_site'],
      [europe, 'Europe Stock', 'website eu_site'],
    ],
  );
}

async function saveStock(tutorial: Tutorial, name: string, website: string): Promise<number> {
  const { page, magento } = tutorial;
  const found = await search<Stock>(tutorial, 'stocks', { filters: [{ field: 'name', value: name }] });
  const existing = found.items[0]?.stock_id;
  const stock = { name, extension_attributes: { sales_channels: [{ type: 'website', code: website }] } };
  const { status, body } = existing
    ? await magento.ask('PUT', `${INVENTORY}/stocks/${existing}`, { body: { stock } })
    : await magento.ask('POST', `${INVENTORY}/stocks`, { body: { stock } });
  page.expect(`saving ${name} is answered with 200`, status, 200);
  page.check(`the answer is the bare id of ${name}`, Number.isInteger(body) && body === (existing ?? body));
  return body as number;
}
