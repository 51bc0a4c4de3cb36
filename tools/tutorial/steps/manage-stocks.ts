import { search, type Stock } from '../magento-search.js';
import { INVENTORY, type Tutorial } from '../tutorial.js';

const WEBSITE = { type: 'website', code: 'test_site' };
const CREATED = { name: 'Central Stock', extension_attributes: { sales_channels: [WEBSITE] } };
const RENAMED = { name: 'St. Louis Stock', extension_attributes: { sales_channels: [WEBSITE] } };

/** Creates, renames, reads, searches and deletes a stock, and shows that a website belongs to one stock at a time. */
export async function manageStocks(tutorial: Tutorial): Promise<void> {
  const { page } = tutorial;
  page.step('Manage stocks', 'A stock comes and goes; its website moves from the default stock and back.');
  await clearAway(tutorial);
  await websiteIsAt(tutorial, 1);
  const id = await create(tutorial);
  await websiteIsAt(tutorial, id);
  await rename(tutorial, id);
  await find(tutorial, id);
  await remove(tutorial, id);
  await websiteIsAt(tutorial, 1);
}

/** Removes what a run that was broken off has left. */
async function clearAway(tutorial: Tutorial): Promise<void> {
  const { items } = await search<Stock>(tutorial, 'stocks', {
    filters: [{ field: 'name', value: `${CREATED.name},${RENAMED.name}`, condition: 'in' }],
  });
  for (const { stock_id, name } of items) {
    await tutorial.magento.ask('PUT', `${INVENTORY}/stocks/${stock_id}`, { body: { stock: { name } } });
    await tutorial.magento.ask('DELETE', `${INVENTORY}/stocks/${stock_id}`);
  }
}

async function websiteIsAt({ page, magento }: Tutorial, stockId: number): Promise<void> {
  const { body } = await magento.ask('GET', `${INVENTORY}/stocks/${stockId}`);
  const channels = (body as Stock).extension_attributes?.sales_channels ?? [];
  page.check(
    `website test_site belongs to stock ${stockId}`,
    channels.some(({ code }) => code === WEBSITE.code),
  );
}

async function create({ page, magento }: Tutorial): Promise<number> {
  const { status, body } = await magento.ask('POST', `${INVENTORY}/stocks`, { body: { stock: CREATED } });
  page.check('a new stock is answered with its bare id', status === 200 && Number.isInteger(body));
  const { body: former } = await magento.ask('GET', `${INVENTORY}/stocks/1`);
  const left = (former as Stock).extension_attributes?.sales_channels ?? [];
  page.check(
    'the website has left the default stock',
    left.every(({ code }) => code !== WEBSITE.code),
  );
  return body as number;
}

async function rename({ page, magento }: Tutorial, id: number): Promise<void> {
  const { status, body } = await magento.ask('PUT', `${INVENTORY}/stocks/${id}`, { body: { stock: RENAMED } });
  page.expect('an update is answered with the id', [status, body], [200, id]);
  const read = await magento.ask('GET', `${INVENTORY}/stocks/${id}`);
  page.expect('the stock is read under its new name', read.body, { stock_id: id, ...RENAMED });
}

async function find(tutorial: Tutorial, id: number): Promise<void> {
  const filters = [{ field: 'name', value: '%Stock%', condition: 'like' }];
  const { items, total_count } = await search<Stock>(tutorial, 'stocks', { filters });
  const names = items.map(({ name }) => name);
  tutorial.page.table(
    ['stock_id', 'name', 'websites'],
    items.map(({ stock_id, name, extension_attributes: more }) => {
      return [stock_id, name, (more?.sales_channels ?? []).map(({ code }) => code).join(', ')];
    }),
  );
  const expected = ['Default Stock', 'North America Stock', 'Europe Stock', RENAMED.name];
  tutorial.page.check(
    'a search for %Stock% finds all of them',
    expected.every((name) => names.includes(name)),
  );
  tutorial.page.check(
    'the renamed stock keeps its id',
    items.some((stock) => stock.stock_id === id),
  );
  tutorial.page.expect('total_count counts them', total_count, items.length);
}

async function remove({ page, magento }: Tutorial, id: number): Promise<void> {
  const early = await magento.ask('DELETE', `${INVENTORY}/stocks/${id}`);
  page.expect('a stock with a sales channel is not deleted', early.status, 400);
  const emptied = await magento.ask('PUT', `${INVENTORY}/stocks/${id}`, { body: { stock: { name: RENAMED.name } } });
  page.expect('an update without channels takes them away', [emptied.status, emptied.body], [200, id]);
  const deleted = await magento.ask('DELETE', `${INVENTORY}/stocks/${id}`);
  page.expect('deleting is answered with an empty array', [deleted.status, deleted.body], [200, []]);
  const gone = await magento.ask('GET', `${INVENTORY}/stocks/${id}`);
  page.expect('the stock is gone', gone.status, 404);
  const kept = await magento.ask('DELETE', `${INVENTORY}/stocks/1`);
  page.expect('the default stock is not deleted', kept.status, 400);
}
