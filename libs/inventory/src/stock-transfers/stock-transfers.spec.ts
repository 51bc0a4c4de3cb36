import type { TransferStep } from '#contracts/stock-transfers';
import { item, link, reserve, source, stock } from '#testing/builders';
import { bound, idMadeBy, reserveAt, retransfer, told, transfer, unreserve } from '#testing/claims';
import { holding } from '#testing/holdings';
import { done, nothingUpdated, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
import { openWorld, type World } from '#testing/world';

scenariosInAWorld();

const SHOP = [
  ...[source('eu'), source('us'), stock('EU'), stock('US'), link(2, 'eu'), link(3, 'us')],
  item('eu', 'CHAIR', 5),
];
const WAY: TransferStep[] = ['upcoming', 'picking', 'in_transit', 'complete'];

describe('a stock transfer', () => {
  scenario('is a plan while it is a draft')
    .given(...SHOP)
    .when(transfer(['eu', 'us'], 'CHAIR', 50))
    .then(
      done(),
      nothingUpdated(),
      bound('eu', 'CHAIR', null),
      told({ type: 'StockTransferChanged', data: { status: 'draft' } }),
    );

  scenario('reserves at the origin once it is upcoming')
    .given(...SHOP)
    .when(transfer(['eu', 'us'], 'CHAIR', 3, ['upcoming']))
    .then(
      done(),
      holding('eu', 'CHAIR', 5),
      bound('eu', 'CHAIR', 3),
      stockUpdated({ stockId: 2, quantity: '5', reserved: '3', salableQuantity: '2' }),
      told(
        { type: 'StockTransferChanged', data: { status: 'draft' } },
        { type: 'StockReservationChanged', data: { status: 'pending', quantity: '3', expiresAt: null } },
        { type: 'StockTransferChanged', data: { status: 'upcoming' } },
      ),
    );

  scenario('moves its quantity when it is complete, to a destination that had nothing')
    .given(...SHOP)
    .when(transfer(['eu', 'us'], 'CHAIR', 3, WAY))
    .then(
      done(),
      holding('eu', 'CHAIR', 2),
      holding('us', 'CHAIR', 3),
      bound('eu', 'CHAIR', 0),
      stockUpdated(
        { stockId: 2, quantity: '2', reserved: '0', salableQuantity: '2' },
        { stockId: 3, quantity: '3', reserved: '0', salableQuantity: '3' },
      ),
    );

  scenario('does not take what is promised')
    .given(...SHOP, reserve(2, ['CHAIR', -3]))
    .when(transfer(['eu', 'us'], 'CHAIR', 3, ['upcoming']))
    .then(refused(['NOT_ENOUGH', 'transfers.0.quantity']), nothingUpdated());

  scenario('moves goods within a stock that has promised them all, which has less to sell on their way')
    .given(...SHOP, link(2, 'us'), reserve(2, ['CHAIR', -5]))
    .when(transfer(['eu', 'us'], 'CHAIR', 3, ['upcoming']))
    .then(done(), stockUpdated({ stockId: 2, quantity: '5', reserved: '8', salableQuantity: '-3' }));

  scenario('that has moved goods within a stock leaves it what it had promised')
    .given(...SHOP, link(2, 'us'), reserve(2, ['CHAIR', -5]))
    .when(transfer(['eu', 'us'], 'CHAIR', 3, WAY))
    .then(done(), holding('us', 'CHAIR', 3), stockUpdated({ stockId: 3, quantity: '3' }));

  scenario('does not move what is promised on another stock out of it')
    .given(...SHOP, link(2, 'us'), stock('World'), link(4, 'eu'), reserve(4, ['CHAIR', -5]))
    .when(transfer(['eu', 'us'], 'CHAIR', 3, ['upcoming']))
    .then(refused(['NOT_ENOUGH', 'transfers.0.quantity']), nothingUpdated());

  scenario('does not move what is promised to where it is out of stock')
    .given(...SHOP, link(2, 'us'), item('us', 'CHAIR', 0, 0), reserve(2, ['CHAIR', -5]))
    .when(transfer(['eu', 'us'], 'CHAIR', 3, ['upcoming']))
    .then(refused(['NOT_ENOUGH', 'transfers.0.quantity']), nothingUpdated());

  scenario('leaves the status of an item that is there')
    .given(...SHOP, item('us', 'CHAIR', 1, 0))
    .when(transfer(['eu', 'us'], 'CHAIR', 3, WAY))
    .then(done(), holding('us', 'CHAIR', 4, 0));

  scenario('needs an item at the origin to become upcoming')
    .given(...SHOP)
    .when(transfer(['us', 'eu'], 'CHAIR', 1, ['upcoming']))
    .then(refused(['SOURCE_ITEM_UNKNOWN', 'transfers.0.originSourceCode']));

  scenario('leads from a source to another')
    .given(...SHOP)
    .when(transfer(['eu', 'EU'], 'CHAIR', 1), transfer(['ghost', 'other'], 'CHAIR', 1))
    .then(
      ({ outcomes: [first] }) => expect(first).toMatchObject({ problems: [{ code: 'SAME_SOURCE' }] }),
      refused(
        ['ORIGIN_UNKNOWN', 'transfers.0.originSourceCode'],
        ['DESTINATION_UNKNOWN', 'transfers.0.destinationSourceCode'],
      ),
    );

  scenario('says all that is missing')
    .when({ name: 'SaveStockTransfers', data: { transfers: [{}] } })
    .then(
      refused(
        ['FIELD_EMPTY', 'transfers.0.sku'],
        ['FIELD_EMPTY', 'transfers.0.originSourceCode'],
        ['FIELD_EMPTY', 'transfers.0.destinationSourceCode'],
        ['FIELD_NOT_NUMERIC', 'transfers.0.quantity'],
      ),
    );
});

describe('a stock transfer on its way', () => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.reset();
    for (const command of SHOP) await world.apply(command);
  });
  afterEach(() => world.expectTrueIndex());

  const made = (...steps: TransferStep[]) => idMadeBy(world, transfer(['eu', 'us'], 'CHAIR', 3, steps));
  const took = async (id: string, ...steps: TransferStep[]) =>
    (await world.apply(retransfer(id, 'CHAIR', { steps }))).outcomes[0]!.status;

  test.each<[from: TransferStep[], allowed: TransferStep[]]>([
    [[], ['upcoming', 'cancel']],
    [['upcoming'], ['on_hold', 'picking', 'cancel']],
    [
      ['upcoming', 'on_hold'],
      ['picking', 'cancel'],
    ],
    [
      ['upcoming', 'picking'],
      ['on_hold', 'in_transit', 'cancel'],
    ],
    [
      ['upcoming', 'picking', 'in_transit'],
      ['complete', 'cancel'],
    ],
    [WAY, []],
    [['upcoming', 'cancel'], []],
  ])('after %j may only go on by %j', async (from, allowed) => {
    for (const step of ['upcoming', 'on_hold', 'picking', 'in_transit', 'complete', 'cancel'] as const) {
      await world.reset();
      for (const command of SHOP) await world.apply(command);
      const id = await made(...from);
      expect([step, await took(id, step)]).toEqual([step, allowed.includes(step) ? 'done' : 'refused']);
    }
  });

  test('tells all that is known of it at each step, in versions of its own, as its reservation does', async () => {
    const { changes } = await world.apply({
      name: 'SaveStockTransfers',
      data: {
        transfers: [
          {
            ...{ originSourceCode: 'eu', destinationSourceCode: 'us', sku: 'CHAIR', quantity: '3', number: '7' },
            ...{ reference: 'r', metadata: { lorry: 'B-7' }, steps: WAY },
          },
        ],
      },
    });
    const known = { number: '7', reference: 'r', referenceOrigin: null, metadata: { lorry: 'B-7' }, quantity: '3' };
    const time = expect.stringMatching(/Z$/) as string;
    expect(changes.map(({ type, data }) => [type, data.version, data.status])).toEqual([
      ['StockTransferChanged', 1, 'draft'],
      ['StockReservationChanged', 1, 'pending'],
      ['StockTransferChanged', 2, 'upcoming'],
      ['StockTransferChanged', 3, 'picking'],
      ['StockTransferChanged', 4, 'in_transit'],
      ['StockReservationChanged', 2, 'closed'],
      ['StockTransferChanged', 5, 'completed'],
    ]);
    expect(changes.at(-1)!.data).toMatchObject({ ...known, pickingAt: time, completedAt: time, onHoldAt: null });
    const { transferId } = changes[0]!.data as { transferId: string };
    const transfers = [{ transferId, sku: 'CHAIR' }];
    const { changes: end } = await world.apply({ name: 'DeleteStockTransfers', data: { transfers } });
    expect(end).toMatchObject([{ data: { ...known, version: 6, status: 'deleted' } }]);
  });

  test('gives back what it had reserved when it is cancelled, from anywhere', async () => {
    const id = await made('upcoming', 'picking', 'in_transit');
    const { updates, changes } = await world.apply(retransfer(id, 'CHAIR', { steps: ['cancel'] }));
    expect(updates).toMatchObject([{ stockId: 2, quantity: '5', reserved: '0', salableQuantity: '5' }]);
    expect(changes).toMatchObject([{ data: { reason: 'cancelled' } }, { data: { status: 'cancelled' } }]);
  });

  test('changes its quantity as far as the origin has it, until it is over', async () => {
    const id = await made('upcoming');
    const to = async (quantity: string) =>
      (await world.apply(retransfer(id, 'CHAIR', { quantity }))).outcomes[0]!.status;
    expect([await to('6'), await to('5'), await to('2')]).toEqual(['refused', 'done', 'done']);
    expect(await took(id, 'picking', 'in_transit', 'complete')).toBe('done');
    await holding('us', 'CHAIR', 2)(await world.apply(), world);
    expect(await to('1')).toBe('refused');
  });

  test('is not complete when the origin was set to less meanwhile', async () => {
    const id = await made('upcoming', 'picking', 'in_transit');
    await world.apply(item('eu', 'CHAIR', 2));
    const [outcome] = (await world.apply(retransfer(id, 'CHAIR', { steps: ['complete'] }))).outcomes;
    expect(outcome).toMatchObject({ problems: [{ code: 'NOT_ENOUGH_AT_SOURCE', params: { asked: '3', left: '2' } }] });
  });

  test('is not complete when that would take what others have reserved', async () => {
    const id = await made('upcoming', 'picking', 'in_transit');
    await world.apply(reserveAt('eu', 'CHAIR', 2));
    await world.apply(item('eu', 'CHAIR', 4));
    const [outcome] = (await world.apply(retransfer(id, 'CHAIR', { steps: ['complete'] }))).outcomes;
    expect(outcome).toMatchObject({ problems: [{ code: 'NOT_ENOUGH_AT_SOURCE', params: { asked: '3', left: '2' } }] });
  });

  test('is not led out of a stock that has promised what it moves', async () => {
    for (const command of [link(2, 'us'), reserve(2, ['CHAIR', -5]), source('far')]) await world.apply(command);
    const id = await made('upcoming');
    const far = retransfer(id, 'CHAIR', { destinationSourceCode: 'far' });
    expect((await world.apply(far)).outcomes[0]).toMatchObject({ problems: [{ code: 'NOT_ENOUGH' }] });
    await world.apply(reserve(2, ['CHAIR', 3]));
    expect((await world.apply(far)).outcomes[0]).toMatchObject({ status: 'done' });
  });

  test('keeps its reservation to itself, and ends it when it is deleted', async () => {
    const { changes } = await world.apply(transfer(['eu', 'us'], 'CHAIR', 3, ['upcoming']));
    const [made, reservation] = changes.map(
      ({ data }) => data as Partial<Record<'transferId' | 'reservationId', string>>,
    );
    const [outcome] = (await world.apply(unreserve(reservation!.reservationId!, 'CHAIR'))).outcomes;
    expect(outcome).toMatchObject({ problems: [{ code: 'STOCK_RESERVATION_OWNED' }] });
    const transfers = [{ transferId: made!.transferId!, sku: 'CHAIR' }];
    const deleted = await world.apply({ name: 'DeleteStockTransfers', data: { transfers } });
    expect(deleted.updates).toMatchObject([{ reserved: '0' }]);
    expect(deleted.changes).toMatchObject([{ data: { reason: 'cancelled' } }, { data: { status: 'deleted' } }]);
  });
});
