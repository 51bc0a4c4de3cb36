import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { Door } from './door.js';
import { endsOf } from './load.js';
import { note } from './report.js';
import { reservationOf, sourceOf } from './shop.js';
import { traces } from './traces.js';

const PROMISE = 'a repeated request is one request';
const JSON_API = 'application/vnd.api+json';

type Dialect = 'magento' | 'commerce-layer';

/** A request that writes; `other` is another body for the same route. */
interface Write {
  dialect: Dialect;
  method: string;
  path: string;
  body?: object;
  other?: object;
  /** `Idempotency-Key`. */
  key?: string;
}

/** An answer, without the address of the gateway that gave it. */
interface Seen {
  status: number;
  body: unknown;
  location?: string;
}

let pipe: Pipe;
let doors: Record<Dialect, [Door, Door]>;
beforeAll(async () => {
  pipe = await startPipe();
  const urls = [pipe.url, (await pipe.another('gateway')).url];
  const doorsOf = (token: string) => urls.map((url) => new Door(url, token)) as [Door, Door];
  doors = { magento: doorsOf(pipe.magentoToken), 'commerce-layer': doorsOf(pipe.integrationToken) };
});
afterAll(async () => {
  for (const door of Object.values(doors ?? {}).flat()) door.close();
  await pipe?.close();
});

/** Every route that writes: how to get something of its own to write about, named by `mark`, and the request. */
const ROUTES: Record<string, (mark: string) => Write | Promise<Write>> = {
  'POST sources': (mark) => magento('POST', 'sources', sourceOf(mark), sourceOf(`${mark}-other`)),
  'PUT sources/:sourceCode': async (mark) => {
    await sourceMade(mark);
    return magento('PUT', `sources/${mark}`, sourceOf(mark, false), sourceOf(mark, true));
  },
  'POST stocks': (mark) => magento('POST', 'stocks', stockOf(mark), stockOf(`${mark}-other`)),
  'PUT stocks/:stockId': async (mark) =>
    magento('PUT', `stocks/${await stockMade(mark)}`, stockOf(`${mark}-new`), stockOf(`${mark}-other`)),
  'DELETE stocks/:stockId': async (mark) => magento('DELETE', `stocks/${await stockMade(mark)}`),
  'POST stock-source-links': async (mark) => {
    const pair = await pairMade(mark);
    return magento('POST', 'stock-source-links', linksOf(pair), linksOf({ ...pair, priority: 2 }));
  },
  'POST stock-source-links-delete': async (mark) => {
    const pair = await pairMade(mark);
    await made('stock-source-links', linksOf(pair));
    return magento('POST', 'stock-source-links-delete', linksOf(pair), linksOf({ ...pair, source_code: 'nobody' }));
  },
  'POST source-items': (mark) => magento('POST', 'source-items', itemsOf(mark, 1), itemsOf(mark, 2)),
  'POST source-items-delete': async (mark) => {
    await made('source-items', itemsOf(mark, 1));
    return magento('POST', 'source-items-delete', itemsOf(mark, 1), itemsOf(`${mark}-other`, 1));
  },
  'POST reservations': async (mark) => {
    await made('source-items', itemsOf(mark, 5));
    return magento('POST', 'reservations', reservationOf([1, mark, -1]), reservationOf([1, mark, -2]));
  },
  ...levelRoutes('stock_levels'),
  ...levelRoutes('inventory_stock_locations'),
};

test('a repeat is answered as the first, by another gateway too, and changes nothing', async () => {
  const writes = await prepared('repeat');
  const first = await eachOf(writes, (write) => ask(write, 0));
  expect(statusesOf(first)).toEqual(successes(writes));
  const before = await settled();
  expect(await eachOf(writes, (write) => ask(write, 1))).toEqual(first);
  expect(await settled()).toEqual(before);
  noteOf(writes, 'repeated under its Idempotency-Key through another gateway', 'answered as the first');
});

test('two of one key at once are one, and both are told its outcome', async () => {
  const writes = await prepared('twins');
  await settled();
  const before = await outcomes();
  const twins = await eachOf(writes, (write) => Promise.all([ask(write, 0), ask(write, 1)]));
  const one = eachAs(twins, ([first]) => first);
  expect(statusesOf(one)).toEqual(successes(writes));
  expect(eachAs(twins, ([, second]) => second)).toEqual(one);
  await settled();
  expect(await outcomes()).toBe(before + Object.keys(writes).length);
  noteOf(writes, 'sent twice at once through two gateways', 'one command, one answer for both', '');
});

test('another body under a key that was used is refused and changes nothing', async () => {
  const writes = withOther(await prepared('other'));
  const first = await eachOf(writes, (write) => ask(write, 0));
  expect(statusesOf(first)).toEqual(successes(writes));
  const before = await settled();
  const others = await eachOf(writes, (write) => ask({ ...write, body: write.other }, 1));
  expect(statusesOf(others)).toEqual(eachAs(writes, () => 422));
  expect(await settled()).toEqual(before);
  noteOf(writes, 'sent with another body under its Idempotency-Key', 'refused with 422');
});

test('a repeat that comes after a later change is answered as the first and undoes nothing', async () => {
  const writes = withOther(await prepared('late'));
  const first = await eachOf(writes, (write) => ask(write, 0));
  expect(statusesOf(first)).toEqual(successes(writes));
  await eachOf(writes, (write) => ask({ ...write, body: write.other, key: `${write.key}-later` }, 0));
  const before = await settled();
  const again = await eachOf(writes, (write) => ask(write, 1));
  expect(statusesOf(again)).toEqual(statusesOf(first));
  expect(await settled()).toEqual(before);
  noteOf(writes, 'repeated after another change of the same', 'answered as the first');
});

test('nobody waits for a repeat who did not wait for the first: its place tells what became of the first', async () => {
  const async = { prefer: 'respond-async' };
  const writes = await prepared('async');
  const first = await eachOf(writes, (write) => ask(write, 0, async));
  expect(statusesOf(first)).toEqual(eachAs(writes, () => 202));
  const places = eachAs(first, ({ location }) => location!);
  const became = await eachOf(places, (place) => outcomeAt(place));
  expect(eachAs(became, ({ status }) => status)).toEqual(eachAs(writes, () => 'done'));

  const before = await settled();
  expect(await eachOf(writes, (write) => ask(write, 1, async))).toEqual(first);
  const waited = await eachOf(writes, (write) => ask(write, 1));
  expect(statusesOf(waited)).toEqual(successes(writes));
  expect(await settled()).toEqual(before);
  expect(await eachOf(places, (place) => outcomeAt(place))).toEqual(became);
  noteOf(writes, 'repeated with Prefer: respond-async', '202 with the place of the first’s outcome');
});

test('whoever does not wait is refused another body under a key that was used', async () => {
  const async = { prefer: 'respond-async' };
  const writes = withOther(await prepared('async-other'));
  const first = await eachOf(writes, (write) => ask(write, 0, async));
  await eachOf(first, ({ location }) => outcomeAt(location!));
  const before = await settled();
  const others = await eachOf(writes, (write) => ask({ ...write, body: write.other }, 1, async));
  expect(statusesOf(others)).toEqual(eachAs(writes, () => 422));
  expect(await settled()).toEqual(before);
  noteOf(writes, 'sent with another body and Prefer: respond-async', 'refused with 422');
});

function magento(method: string, path: string, body?: object, other?: object): Write {
  return { dialect: 'magento', method, path, ...(body && { body }), ...(other && { other }) };
}

function commerceLayer(method: string, path: string, data?: object, other?: object): Write {
  const bodies = { ...(data && { body: { data } }), ...(other && { other: { data: other } }) };
  return { dialect: 'commerce-layer', method, path: `/api/${path}`, ...bodies };
}

/** The routes of a stock-source link under one of its names. */
function levelRoutes(type: string): typeof ROUTES {
  const level = async (mark: string, priority: number) => {
    const [ids] = await pipe.sql<{ source: string; stock: string }>(
      'select s.public_id as source, t.public_id as stock from source s, stock t where source_code = $1 and t.name = $1',
      [mark],
    );
    const relationships = {
      stock_location: { data: { type: 'stock_locations', id: ids!.source } },
      inventory_model: { data: { type: 'inventory_models', id: ids!.stock } },
    };
    return { type, attributes: { priority }, relationships };
  };
  const levelMade = async (mark: string) => {
    await pairMade(mark);
    const answer = await ask(commerceLayer('POST', type, await level(mark, 1)), 0);
    expect(answer).toMatchObject({ status: 201 });
    return (answer.body as { data: { id: string } }).data.id;
  };
  return {
    [`POST ${type}`]: async (mark) => {
      await pairMade(mark);
      return commerceLayer('POST', type, await level(mark, 1), await level(mark, 2));
    },
    [`PATCH ${type}/:id`]: async (mark) => {
      const id = await levelMade(mark);
      const [held, moved] = [{ on_hold: true }, { priority: 7 }].map((attributes) => ({ type, id, attributes }));
      return commerceLayer('PATCH', `${type}/${id}`, held, moved);
    },
    [`DELETE ${type}/:id`]: async (mark) => commerceLayer('DELETE', `${type}/${await levelMade(mark)}`),
  };
}

const stockOf = (name: string) => ({ stock: { name } });
const linksOf = (link: object) => ({ links: [link] });
const itemsOf = (sku: string, quantity: number) => ({
  sourceItems: [{ sku, source_code: 'default', quantity, status: 1 }],
});

async function made(path: string, body: object): Promise<unknown> {
  const answer = await doors.magento[0].post(path, body);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}

const sourceMade = (mark: string) => made('sources', sourceOf(mark));
const stockMade = (mark: string) => made('stocks', stockOf(mark)) as Promise<number>;

async function pairMade(mark: string) {
  await sourceMade(mark);
  return { stock_id: await stockMade(mark), source_code: mark, priority: 1 };
}

/** A write of each route, on something of its own and under a key of its own. */
async function prepared(mark: string): Promise<Record<string, Write>> {
  const writes: Record<string, Write> = {};
  for (const [index, [route, write]] of Object.entries(ROUTES).entries())
    writes[route] = { ...(await write(`${mark}-${index}`)), key: `${mark}-${index}` };
  return writes;
}

function withOther(writes: Record<string, Write>): Record<string, Write> {
  return Object.fromEntries(Object.entries(writes).filter(([, { other }]) => other));
}

async function ask(write: Write, gateway: 0 | 1, headers: Record<string, string> = {}): Promise<Seen> {
  const { dialect, method, path, body, key } = write;
  const door = doors[dialect][gateway];
  const answer = await door.ask(method, path, body, {
    ...(dialect === 'commerce-layer' && body && { 'content-type': JSON_API }),
    ...(key && { 'idempotency-key': key }),
    ...headers,
  });
  const { location } = answer.headers;
  return {
    status: answer.status,
    body: JSON.parse(withoutRequest(JSON.stringify(answer.body), door.url)) as unknown,
    ...(location && { location: location.replace(door.url, '') }),
  };
}

/** An answer without what belongs to the one request: the gateway that was asked, and the id under which it is logged. */
function withoutRequest(text: string, url: string): string {
  return text.replaceAll(url, '').replaceAll(/"trace_id":"[^"]*"/g, '"trace_id":""');
}

/** What became of a command, once it is known. */
function outcomeAt(place: string): Promise<{ status: string }> {
  return eventually(async () => {
    const { body } = await doors.magento[0].ask('GET', place);
    return body.status !== 'pending' && (body as { status: string });
  });
}

/** Waits until every message that was sent has been dealt with and every event is out; what there is then. */
async function settled(): Promise<object> {
  await eventually(async () => {
    const ends = await endsOf(pipe);
    const places = await pipe.sql<{ partition: number; next: number }>(
      'select partition, next_offset::int as next from applied_offset',
    );
    const next = new Map(places.map((place) => [place.partition, place.next]));
    expect([...ends.keys()].map((partition) => next.get(partition) ?? 0)).toEqual([...ends.values()]);
    expect(await pipe.sql('select 1 from outbox union all select 1 from rewiring')).toEqual([]);
    return true;
  }, 30_000);
  return traces(pipe);
}

async function outcomes(): Promise<number> {
  return (await pipe.sql('select from outcome')).length;
}

/** What each of several comes to, one after the other. */
async function eachOf<T, U>(list: Record<string, T>, act: (it: T) => Promise<U>): Promise<Record<string, U>> {
  const results: Record<string, U> = {};
  for (const [route, it] of Object.entries(list)) results[route] = await act(it);
  return results;
}

function eachAs<T, U>(list: Record<string, T>, make: (it: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(list).map(([route, it]) => [route, make(it)]));
}

const statusesOf = (answers: Record<string, Seen>) => eachAs(answers, ({ status }) => status);

function successes(writes: Record<string, Write>): Record<string, number> {
  return eachAs(writes, ({ dialect, method }) => (dialect === 'magento' ? 200 : SUCCESS[method]!));
}

const SUCCESS: Record<string, number> = { POST: 201, PATCH: 200, DELETE: 204 };

function noteOf(writes: object, run: string, seen: string, nothing = '; no row written, no event'): void {
  const routes = Object.keys(writes).length;
  note({ promise: PROMISE, run: `a write of each of ${routes} routes of both dialects, ${run}`, seen: seen + nothing });
}
