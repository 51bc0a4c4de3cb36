import { inWords, searchCriteria, type Search } from './search-criteria.js';
import { INVENTORY, type Tutorial } from './tutorial.js';

/** What a search of Magento's dialect answers. */
export interface Found<Item> {
  items: Item[];
  total_count: number;
}

/** A stock as Magento's dialect tells it. */
export interface Stock {
  stock_id: number;
  name: string;
  extension_attributes?: { sales_channels?: { type: string; code: string }[] };
}

/** A link of a source with a stock as Magento's dialect tells it. */
export interface Link {
  source_code: string;
  stock_id: number;
  priority: number;
}

/** A source item as Magento's dialect tells it. */
export interface SourceItem {
  sku: string;
  source_code: string;
  quantity: number;
  status: number;
}

/** Searches one of Magento's resources and shows it. */
export async function search<Item>(
  { magento, page }: Tutorial,
  resource: string,
  wanted: Search,
): Promise<Found<Item>> {
  const path = `${INVENTORY}/${resource}?${searchCriteria(wanted)}`;
  const asking = { sent: inWords(wanted), answered: (body: unknown) => inShort(body as Found<Item>) };
  const { status, body } = await magento.ask('GET', path, asking);
  if (status !== 200) page.expect(`a search on ${resource} is answered with 200`, status, 200);
  return body as Found<Item>;
}

function inShort({ items, total_count }: Found<unknown>): string {
  return `{"items":${items.length === 0 ? '[]' : '[…]'},"search_criteria":{…},"total_count":${total_count}}`;
}
