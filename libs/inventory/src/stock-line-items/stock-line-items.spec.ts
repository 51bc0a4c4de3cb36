import type { LineItemStep } from '#contracts/stock-line-items';
import { item, link, reserve, source, stock } from '#testing/builders';
import { bound, idMadeBy, lineItem, reline, reserveAt } from '#testing/claims';
import { holding } from '#testing/holdings';
import { done, nothingUpdated, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
import { openWorld, type World } from '#testing/world';

scenariosInAWorld();

const SHOP = [source('eu'), stock('EU'), link(2, 'eu'), item('eu', 'CHAIR', 5)];

describe('a stock line item', () => {
  scenario('leaves everything as it is until it reserves')
    .given(...SHOP)
    .when(lineItem('CHAIR', 3, { sourceCode: 'eu' }))
    .then(done(), nothingUpdated(), bound('eu', 'CHAIR', null));

  scenario('reserves at its source')
    .given(...SHOP)
    .when(lineItem('CHAIR', 3, { sourceCode: 'eu', steps: ['reserve'] }))
    .then(done(), bound('eu', 'CHAIR', 3), stockUpdated({ quantity: '5', reserved: '3', salableQuantity: '2' }));

  scenario('takes what it has reserved off its source')
    .given(...SHOP)
    .when(lineItem('CHAIR', 3, { sourceCode: 'eu', steps: ['reserve', 'decrement'] }))
    .then(
      done(),
      holding('eu', 'CHAIR', 2),
      bound('eu', 'CHAIR', 0),
      stockUpdated({ quantity: '2', reserved: '0', salableQuantity: '2' }),
    );

  scenario('takes what nobody has reserved or been promised, without a reservation')
    .given(...SHOP, reserve(2, ['CHAIR', -1]), reserveAt('eu', 'CHAIR', 1))
    .when(
      lineItem('CHAIR', 4, { sourceCode: 'eu', steps: ['decrement'] }),
      lineItem('CHAIR', 3, { sourceCode: 'eu', steps: ['decrement'] }),
    )
    .then(
      ({ outcomes: [first] }) => expect(first).toMatchObject({ problems: [{ code: 'NOT_ENOUGH' }] }),
      holding('eu', 'CHAIR', 2),
      stockUpdated({ quantity: '2', reserved: '2', salableQuantity: '0' }),
    );

  scenario('without a source has nothing to reserve')
    .given(...SHOP)
    .when(lineItem('CHAIR', 1, { steps: ['reserve'] }))
    .then(refused(['SOURCE_ITEM_UNKNOWN', 'lineItems.0.sourceCode']));
});

describe('a stock line item that is there', () => {
  let world: World;
  let id: string;

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.reset();
    for (const command of SHOP) await world.apply(command);
    id = await idMadeBy(world, lineItem('CHAIR', 3, { sourceCode: 'eu' }));
  });
  afterEach(() => world.expectTrueIndex());

  const codeOf = async (...steps: LineItemStep[]) => {
    const [outcome] = (await world.apply(reline(id, 'CHAIR', { steps }))).outcomes;
    return outcome!.status === 'refused' ? outcome!.problems[0]!.code : 'done';
  };

  test('reserves once, releases as often as one likes, and takes once', async () => {
    expect(await codeOf('reserve')).toBe('done');
    expect(await codeOf('reserve')).toBe('STOCK_LINE_ITEM_RESERVED');
    expect(await codeOf('release')).toBe('done');
    expect(await codeOf('release')).toBe('done');
    expect(await codeOf('decrement')).toBe('done');
    expect(await codeOf('decrement')).toBe('STOCK_LINE_ITEM_DECREMENTED');
    await holding('eu', 'CHAIR', 2)(await world.apply(), world);
  });

  test('has its reservation follow its quantity', async () => {
    await codeOf('reserve');
    const { updates } = await world.apply(reline(id, 'CHAIR', { quantity: '4' }));
    expect(updates).toMatchObject([{ reserved: '4' }]);
    expect((await world.apply(reline(id, 'CHAIR', { quantity: '6' }))).outcomes[0]!.status).toBe('refused');
  });

  test('leaves what others have reserved, however little the source was set to hold', async () => {
    await codeOf('reserve');
    await world.apply(reserveAt('eu', 'CHAIR', 2));
    await world.apply(item('eu', 'CHAIR', 4));
    expect(await codeOf('decrement')).toBe('NOT_ENOUGH_AT_SOURCE');
    await holding('eu', 'CHAIR', 4)(await world.apply(), world);
    await world.apply(item('eu', 'CHAIR', 5));
    expect(await codeOf('decrement')).toBe('done');
  });

  test('gives back what it had reserved when it is deleted', async () => {
    await codeOf('reserve');
    const lineItems = [{ lineItemId: id, sku: 'CHAIR' }];
    const { updates } = await world.apply({ name: 'DeleteStockLineItems', data: { lineItems } });
    expect(updates).toMatchObject([{ reserved: '0', salableQuantity: '5' }]);
  });
});
