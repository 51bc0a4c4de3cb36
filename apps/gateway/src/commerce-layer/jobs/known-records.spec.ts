import { item, source } from '#testing/builders';
import { openWorld, type World } from '#testing/world';
import { resourceOf } from '../resources.js';
import { KnownRecords } from './known-records.js';

interface Item {
  publicId: string;
  skuPublicId: string;
  sourcePublicId: string;
}

let world: World;
beforeAll(async () => {
  world = await openWorld(3);
  const sources = ['eu', 'us'];
  await world.apply(...sources.map((code) => source(code)));
  await world.apply(...sources.flatMap((code) => ['A', 'B', 'C'].map((sku) => item(code, sku, 1))));
});
afterAll(() => world.close());

const em = () => world.orm.em.fork();
const BY_SKU = ['skuPublicId', 'sourcePublicId'] as const;
const BY_SOURCE = ['sourcePublicId', 'skuPublicId'] as const;

test.each([
  ['more SKUs than sources', BY_SKU],
  ['more SKUs than sources, the other way round', BY_SOURCE],
])('of pairs with %s those are found that were looked for and are there, each for its own', async (_, [one, other]) => {
  const { items } = await resourceOf('stock_items').search(em(), { where: [], sort: [] });
  const pairs = (items as Item[]).map((view) => [view[one], view[other]] as [string, string]);
  const wanted = pairs.filter((_, place) => place % 2 === 0);
  expect([pairs.length, new Set(wanted.flat()).size]).toEqual([6, 5]);
  const known = new KnownRecords(em());
  const missing: [string, string] = ['nothing', wanted[0]![1]];
  await known.learnPairs('stock_items', [one, other], [...wanted, missing]);
  const found = [...wanted, missing].map((pair) => known.get('stock_items', [one, other], pair) as Item | undefined);
  expect(found.map((view) => view && [view[one], view[other]])).toEqual([...wanted, undefined]);
});
