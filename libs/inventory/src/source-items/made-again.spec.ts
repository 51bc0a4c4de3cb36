import { item, link, noItem, source, stock } from '#testing/builders';
import { quantityOf } from '#testing/claims';
import { done, stockUpdated } from '#testing/scenario';
import { openWorld, type World } from '#testing/world';
import { searchStockItems } from './stock-items.queries.js';

const REMADE = [noItem('eu', 'CHAIR'), item('eu', 'CHAIR', 2)];

describe('an item that is deleted and made again', () => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.reset();
    const before = [source('eu'), stock('EU'), link(2, 'eu'), quantityOf('eu', 'CHAIR', 5, { reference: 'r' })];
    for (const command of before) await world.apply(command);
  });
  afterEach(() => world.expectTrueIndex());

  const theItem = async () => {
    const { items } = await searchStockItems(world.orm.em.fork(), { where: [], sort: [] });
    expect(items).toHaveLength(1);
    return items[0]!;
  };

  test.each([
    ['in two batches', REMADE.map((command) => [command])],
    ['in one batch', [REMADE]],
    ['twice in one batch', [[...REMADE, ...REMADE]]],
    ['in one batch that said something of it before', [[quantityOf('eu', 'CHAIR', 5, { reference: 's' }), ...REMADE]]],
  ])('%s is another item', async (_, batches) => {
    const before = await theItem();
    for (const batch of batches) await done()(await world.apply(...batch), world);
    const after = await theItem();
    expect(after).toMatchObject({ quantity: 2, reference: null });
    expect(after.publicId).not.toBe(before.publicId);
  });

  test('in one batch has what is said of it afterwards', async () => {
    const applied = await world.apply(...REMADE, quantityOf('eu', 'CHAIR', 3, { reference: 't' }));
    await stockUpdated({ quantity: '3' })(applied, world);
    expect(await theItem()).toMatchObject({ quantity: 3, reference: 't' });
  });
});
