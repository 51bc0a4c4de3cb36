import fc from 'fast-check';
import type { StockUpdated } from '#contracts/stock-updated';
import { preparedOn } from '#database/prepared';
import { exportStock } from '#inventory/stock-index/export.queries';
import { Salability } from '#inventory/stock-index/salability.queries';
import { property } from '#testing/property';
import { histories, SHOP } from './histories.js';
import { Model, predictedOf } from './model.js';
import { scaled } from './scale.js';
import { keyOf } from './shape-faults.js';
import { predicted, Stage } from './stage.js';
import { expectAsModelled, storedIndex } from './stored.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open(0);
});
afterAll(() => stage.world.close());

/** A history, and after each of its batches how many chunks of one SKU are refreshed of what is behind. */
const interrupted = histories.chain((history) =>
  fc.tuple(fc.constant([...SHOP, ...history]), fc.array(fc.nat(2), { minLength: SHOP.length + history.length })),
);

property(
  'while index rows wait to be refreshed, decisions and answers are what the rules say; afterwards the index is, too',
  interrupted,
  async ([history, chunks]) => {
    const { world } = stage;
    await stage.reset();
    const model = new Model();
    const told: StockUpdated[] = [];
    for (const [index, batch] of history.entries()) {
      const played = await stage.play(batch);
      told.push(...played.updates);
      expect(played.outcomes.map(predictedOf)).toEqual(predicted(model, played));
      await expectAnswersAsModelled(model);
      await world.expectTrueIndex();
      for (let chunk = 0; chunk < chunks[index]!; chunk++) told.push(...((await world.refreshBacklog(1)) ?? []));
    }
    for (let updates: StockUpdated[] | undefined; (updates = await world.refreshBacklog(2));) told.push(...updates);
    await world.expectTrueIndex();
    await expectAsModelled(world.orm, model);
    await expectEveryVersionTold(told);
  },
  scaled(25, 10),
);

async function expectAnswersAsModelled(model: Model): Promise<void> {
  const { em } = stage.world.orm;
  const salability = new Salability(preparedOn(em), em);
  const asked = model.allPlaces().map(async ({ stockId, sku }) => {
    const { salable, isSalable: expected } = model.offered(stockId, sku);
    const answers = [salability.isSalable(sku, stockId), salability.quantityOf(sku, stockId)];
    expect([sku, stockId, ...(await Promise.all(answers))]).toEqual([
      sku,
      stockId,
      expected,
      expected ? Number(salable) : 0,
    ]);
  });
  await Promise.all([...asked, ...model.stockIds().map((stockId) => expectExportAsModelled(model, stockId))]);
}

async function expectExportAsModelled(model: Model, stockId: number): Promise<void> {
  const { items } = await exportStock(stage.world.orm.em.fork(), stockId, { where: [], sort: [] });
  const exported = items.map(({ sku, quantity, salable, isSalable }) => ({
    sku: keyOf(sku),
    quantity,
    salable,
    isSalable,
  }));
  const assigned = model.allPlaces().filter((place) => place.stockId === stockId);
  const expected = assigned.flatMap(({ sku }) => {
    const { quantity, salable, isSalable, assigned: listed } = model.offered(stockId, sku);
    const managed = model.isManaged(sku);
    const counts = { quantity: managed ? Number(quantity) : 0, salable: managed && isSalable ? Number(salable) : 0 };
    return listed ? [{ sku, ...counts, isSalable }] : [];
  });
  expect(new Map(exported.map((row) => [row.sku, row]))).toEqual(new Map(expected.map((row) => [row.sku, row])));
}

async function expectEveryVersionTold(told: StockUpdated[]): Promise<void> {
  for (const [place, { version }] of await storedIndex(stage.world.orm)) {
    const versions = told.filter(({ stockId, sku }) => `${stockId}:${keyOf(sku)}` === place).map((row) => row.version);
    expect([place, versions]).toEqual([place, Array.from({ length: version }, (_, index) => index + 1)]);
  }
}
