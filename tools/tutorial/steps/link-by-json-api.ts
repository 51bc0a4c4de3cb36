import { Door, type Answer } from '../door.js';
import { search, type Link } from '../magento-search.js';
import { brief } from '../page.js';
import { sourcesOf } from '../seeds/links.js';
import { salableIn, seedItems } from '../seeds/source-items.js';
import { INVENTORY, type Tutorial } from '../tutorial.js';

interface Resource {
  id: string;
  attributes: Record<string, unknown>;
  relationships: Record<string, { links: { self: string; related: string } }>;
  links: { self: string };
  meta: { mode: string };
}

interface Refusal {
  errors: { code: string; detail: string; source?: { pointer: string }; meta?: { error?: string } }[];
}

const NEW_YORK = 'us_warehouse';

/** Links one more source in the other dialect and shows that both dialects and the numbers know of it at once. */
export async function linkByJsonApi(tutorial: Tutorial): Promise<void> {
  tutorial.page.step(
    'Create a stock level',
    'The JSON:API speaks of the same: a stock level is a link of source and stock.',
  );
  await logIn(tutorial);
  const location = await findResource(tutorial, 'stock_locations', 'code', NEW_YORK);
  const model = await findResource(tutorial, 'inventory_models', 'name', 'North America Stock');
  await refuseIncomplete(tutorial);
  const { sku, quantity } = seedItems().find((item) => item.source_code === NEW_YORK && item.status === 1)!;
  const before = await salable(tutorial, sku);
  tutorial.page.expect(`${sku}: without New York`, before, salableIn(linked(tutorial), sku));
  const document = stockLevel(location, model);
  await create(tutorial, document);
  await seeLink(tutorial);
  tutorial.page.expect(`${sku}: with New York it is ${quantity} more`, await salable(tutorial, sku), before + quantity);
  await refuseRepeat(tutorial, document);
}

async function logIn({ page, jsonApi, target }: Tutorial): Promise<void> {
  const path = '/oauth/token';
  const grant = { grant_type: 'client_credentials', client_id: target.client.id };
  const body = { ...grant, client_secret: target.client.secret };
  const { status, body: answer } = await new Door(page, target.url, 'application/json').send('POST', path, body);
  const { access_token = '', ...rest } = answer as { access_token?: string };
  const shown = { ...rest, ...(access_token ? { access_token: `${access_token.slice(0, 20)}…` } : {}) };
  const sent = JSON.stringify({ ...grant, client_secret: '…' });
  page.exchange(['POST', path], ['sent', sent], ['answer', `${status} ${brief(shown)}`]);
  page.check('the integration is given a token', status === 200 && access_token !== '');
  jsonApi.token = access_token;
}

async function findResource({ page, jsonApi }: Tutorial, type: string, key: string, value: string): Promise<Resource> {
  const listing = { sent: `sorted by ${key}, 25 a page`, answered: recordCount };
  const list = await jsonApi.ask('GET', `/api/${type}?sort=${key}&page[size]=25`, listing);
  page.expect(`${type} are listed`, list.status, 200);
  const { data } = list.body as { data: Resource[] };
  page.table(
    ['id', key],
    data.map(({ id, attributes }) => [id, String(attributes[key])]),
  );
  const query = new URLSearchParams({ [`filter[q][${key}_eq]`]: value });
  const filtering = { sent: `${key} eq ${value}`, answered: recordCount };
  const found = await jsonApi.ask('GET', `/api/${type}?${query.toString()}`, filtering);
  const matches = (found.body as { data: Resource[] }).data;
  page.expect(
    `a filter finds ${value}`,
    matches.map(({ attributes }) => attributes[key]),
    [value],
  );
  return matches[0]!;
}

function recordCount(body: unknown): string {
  const { meta } = body as { meta: object };
  return `{"data":[…],"meta":${JSON.stringify(meta)},"links":{…}}`;
}

async function refuseIncomplete(tutorial: Tutorial): Promise<void> {
  const { status, pointers } = refusalIn(await post(tutorial, { data: { type: 'stock_levels', attributes: {} } }));
  const expected = [
    '/data/attributes/priority',
    '/data/relationships/inventory_model',
    '/data/relationships/stock_location',
  ];
  tutorial.page.expect('what is missing is named, all at once, with pointers', [status, pointers], [422, expected]);
}

function stockLevel(location: Resource, model: Resource) {
  return {
    data: {
      type: 'stock_levels',
      attributes: {
        priority: '1',
        reference: 'NY-1',
        reference_origin: 'tutorial',
        metadata: { opened: '2026-01-05' },
      },
      relationships: {
        stock_location: { data: { type: 'stock_locations', id: location.id } },
        inventory_model: { data: { type: 'inventory_models', id: model.id } },
      },
    },
  };
}

async function create(tutorial: Tutorial, document: ReturnType<typeof stockLevel>): Promise<void> {
  const { page, target } = tutorial;
  const { status, body } = await post(tutorial, document);
  page.expect('a stock level is created', status, 201);
  const { id, attributes, relationships, links, meta } = (body as { data: Resource }).data;
  const { created_at, updated_at, ...given } = attributes;
  page.expect('"1" was read as a number, all else as it was sent', given, {
    ...document.data.attributes,
    priority: 1,
    on_hold: false,
  });
  page.check(
    'both times are told',
    [created_at, updated_at].every((time) => !isNaN(Date.parse(String(time)))),
  );
  page.check('it links to itself', links.self.endsWith(`/api/stock_levels/${id}`), links.self);
  for (const name of ['stock_location', 'inventory_model']) {
    const related = relationships[name]?.links.related ?? '';
    page.check(`it links to its ${name}`, related.endsWith(`/api/stock_levels/${id}/${name}`), related);
  }
  page.check('it says whether this is a test', ['test', 'live'].includes(meta.mode), target.url);
  page.table(
    ['attribute', 'value'],
    Object.entries(attributes).map(([name, value]) => [name, JSON.stringify(value)]),
  );
}

async function seeLink(tutorial: Tutorial): Promise<void> {
  const filters = [{ field: 'stock_id', value: tutorial.stocks.northAmerica }];
  const wanted = { filters, sort: 'priority' };
  const { items } = await search<Link>(tutorial, 'stock-source-links', wanted);
  tutorial.page.table(
    ['source_code', 'priority'],
    items.map(({ source_code, priority }) => [source_code, priority]),
  );
  const level = items.find(({ source_code }) => source_code === NEW_YORK);
  tutorial.page.expect("Magento's dialect knows the new link", level?.priority, 1);
}

async function refuseRepeat(tutorial: Tutorial, document: object): Promise<void> {
  const { status, pointers } = refusalIn(await post(tutorial, document));
  const expected = [422, ['/data/relationships/stock_location']];
  tutorial.page.expect('the same pair is refused as taken', [status, pointers], expected);
}

function post({ jsonApi }: Tutorial, document: object): Promise<Answer> {
  return jsonApi.ask('POST', '/api/stock_levels', { body: document });
}

function refusalIn({ status, body }: Answer): { status: number; pointers: string[] } {
  const { errors = [] } = body as Partial<Refusal>;
  return { status, pointers: errors.map(({ source }) => source?.pointer ?? '').sort() };
}

function linked({ stocks }: Tutorial): string[] {
  return sourcesOf(stocks.northAmerica, stocks);
}

async function salable({ magento, stocks }: Tutorial, sku: string): Promise<number> {
  const path = `${INVENTORY}/get-product-salable-quantity/${sku}/${stocks.northAmerica}`;
  return (await magento.ask('GET', path)).body as number;
}
