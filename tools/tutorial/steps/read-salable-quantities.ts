import { search, type Link, type SourceItem } from '../magento-search.js';
import { seedLinks, sourcesOf } from '../seeds/links.js';
import { DESK, salableIn, seedItems, SOLD_OUT } from '../seeds/source-items.js';
import { INVENTORY, type Tutorial } from '../tutorial.js';

const SKUS = [SOLD_OUT, 'TUT-CHAIR-PINE-L', 'TUT-TABLE-ASH-M', 'TUT-BENCH-ELM-S', 'TUT-STOOL-PINE-L', DESK];

/** Reads what may be sold right after the writes: nobody reindexes, nobody flushes a cache. */
export async function readSalableQuantities(tutorial: Tutorial): Promise<void> {
  tutorial.page.step(
    'Read what may be sold',
    'No reindex, no cache flush: the numbers are right as soon as a write is.',
  );
  await readQuantities(tutorial);
  for (const stockId of [tutorial.stocks.northAmerica, tutorial.stocks.europe]) await readSources(tutorial, stockId);
  await searchItems(tutorial);
  await searchLinks(tutorial);
}

async function readQuantities({ page, magento, stocks }: Tutorial): Promise<void> {
  const pairs = SKUS.flatMap((sku) => [stocks.northAmerica, stocks.europe].map((stockId) => ({ sku, stockId })));
  const rows: [string, number, number, unknown, unknown][] = [];
  for (const { sku, stockId } of pairs) {
    const sum = salableIn(sourcesOf(stockId, stocks), sku);
    const quantity = await magento.send('GET', `${INVENTORY}/get-product-salable-quantity/${sku}/${stockId}`);
    const salable = await magento.send('GET', `${INVENTORY}/is-product-salable/${sku}/${stockId}`);
    rows.push([sku, stockId, sum, quantity.body, salable.body]);
  }
  page.say(`GET ${INVENTORY}/get-product-salable-quantity/:sku/:stockId`);
  page.say(`GET ${INVENTORY}/is-product-salable/:sku/:stockId`);
  const head = ['sku', 'stock_id', 'sum of its sources', 'salable quantity', 'salable'];
  page.table(
    head,
    rows.map((row) => row.map(String)),
  );
  const sums = rows.map(([, , sum]) => sum);
  page.expect(
    'as many may be sold as the sources hold',
    rows.map((row) => row[3]),
    sums,
  );
  page.expect(
    'what may be sold is salable, all else is not',
    rows.map((row) => row[4]),
    sums.map((sum) => sum > 0),
  );
}

async function readSources({ page, magento, stocks }: Tutorial, stockId: number): Promise<void> {
  const path = `${INVENTORY}/get-sources-assigned-to-stock-ordered-by-priority/${stockId}`;
  const { body } = await magento.send('GET', path);
  const codes = (body as { source_code: string }[]).map(({ source_code }) => source_code);
  page.exchange(['GET', path], ['answer', codes.join(', ')]);
  page.expect(`the sources of stock ${stockId} come in the order of priority`, codes, sourcesOf(stockId, stocks));
}

async function searchItems(tutorial: Tutorial): Promise<void> {
  const filters = [
    { field: 'sku', value: 'TUT-BENCH-%', condition: 'like' },
    { field: 'status', value: 1 },
    { field: 'quantity', value: 40, condition: 'gteq' },
  ];
  const wanted = { filters, sort: 'quantity', pageSize: 5 };
  const { items, total_count } = await search<SourceItem>(tutorial, 'source-items', wanted);
  const expected = seedItems().filter(({ sku, status, quantity }) => {
    return sku.startsWith('TUT-BENCH-') && status === 1 && quantity >= 40;
  });
  tutorial.page.table(
    ['sku', 'source_code', 'quantity', 'status'],
    items.map(({ sku, source_code, quantity, status }) => [sku, source_code, quantity, status]),
  );
  const quantities = expected.map(({ quantity }) => quantity).sort((a, b) => a - b);
  tutorial.page.expect('the search counts all benches of 40 and more', total_count, expected.length);
  tutorial.page.expect(
    'its page holds the five smallest',
    items.map((item) => item.quantity),
    quantities.slice(0, 5),
  );
}

async function searchLinks(tutorial: Tutorial): Promise<void> {
  const { stocks, page } = tutorial;
  const filters = [{ field: 'stock_id', value: stocks.europe }];
  const { items } = await search<Link>(tutorial, 'stock-source-links', { filters, sort: 'priority' });
  const links = items.map(({ source_code, stock_id, priority }) => ({ source_code, stock_id, priority }));
  page.expect(
    'the links of the Europe Stock are those of the step before',
    links,
    seedLinks(stocks).filter((link) => link.stock_id === stocks.europe),
  );
}
