import { configured, item, link, noItem, reserve, source, stock, unassignSkus, unlink } from '#testing/builders';
import {
  bound,
  expire,
  idMadeBy,
  lineItem,
  quantityOf,
  rereserve,
  reserveAt,
  told,
  transfer,
  unreserve,
} from '#testing/claims';
import { holding } from '#testing/holdings';
import { done, nothingUpdated, outcomes, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
import { openWorld, type World } from '#testing/world';

scenariosInAWorld();

const SHOP = [source('eu-1'), source('eu-2'), stock('EU'), link(2, 'eu-1', 1), link(2, 'eu-2', 2)];

describe('reserving at a source', () => {
  scenario('leaves less to sell on every stock that it supplies, and the quantity as it is')
    .given(...SHOP, stock('World'), link(3, 'eu-1'), item('eu-1', 'CHAIR', 5), item('eu-2', 'CHAIR', 2))
    .when(reserveAt('eu-1', 'chair', 3))
    .then(
      done(),
      holding('eu-1', 'CHAIR', 5),
      bound('eu-1', 'CHAIR', 3),
      stockUpdated(
        { stockId: 2, quantity: '7', reserved: '3', salableQuantity: '4', isSalable: true },
        { stockId: 3, quantity: '5', reserved: '3', salableQuantity: '2', isSalable: true },
      ),
      told({
        type: 'StockReservationChanged',
        data: { sku: 'CHAIR', sourceCode: 'eu-1', quantity: '3', status: 'draft', reason: null, ownerId: null },
      }),
    );

  scenario('is added to what the ledger holds')
    .given(...SHOP, item('eu-1', 'CHAIR', 5), reserve(2, ['CHAIR', -1]))
    .when(reserveAt('eu-1', 'CHAIR', 4))
    .then(done(), stockUpdated({ quantity: '5', reserved: '5', salableQuantity: '0', isSalable: false }));

  scenario('of more than the source holds beyond what is reserved there is refused')
    .given(...SHOP, item('eu-1', 'CHAIR', 5), item('eu-2', 'CHAIR', 50), reserveAt('eu-1', 'CHAIR', 3))
    .when(reserveAt('eu-1', 'CHAIR', 3))
    .then(refused(['NOT_ENOUGH_UNRESERVED', 'reservations.0.quantity']), nothingUpdated(), bound('eu-1', 'CHAIR', 3));

  scenario('of what another stock has promised is refused')
    .given(...SHOP, item('eu-1', 'CHAIR', 5), reserve(2, ['CHAIR', -4]))
    .when(reserveAt('eu-1', 'CHAIR', 2))
    .then(refused(['NOT_ENOUGH', 'reservations.0.quantity']), nothingUpdated());

  scenario('of what no stock has any more is refused for the one that has least')
    .given(...SHOP, stock('World'), link(3, 'eu-1'), item('eu-1', 'CHAIR', 5))
    .given(reserve(2, ['CHAIR', -3]), reserve(3, ['CHAIR', -4]))
    .when(reserveAt('eu-1', 'CHAIR', 3))
    .then(refused(['NOT_ENOUGH', 'reservations.0.quantity']), ({ outcomes: [outcome] }) =>
      expect(outcome).toMatchObject({ problems: [{ params: { stockId: 3, left: '1' } }] }),
    );

  scenario('and selling the same is done once, whoever comes first')
    .given(...SHOP, item('eu-1', 'CHAIR', 5))
    .when(
      reserveAt('eu-1', 'CHAIR', 4),
      reserve(2, ['CHAIR', -2]),
      reserve(2, ['CHAIR', -1]),
      reserveAt('eu-1', 'CHAIR', 1),
    )
    .then(outcomes('done', 'refused', 'done', 'refused'), stockUpdated({ reserved: '5', salableQuantity: '0' }));

  scenario('looks at the source only where stock is sold without bound')
    .given(...SHOP, item('eu-1', 'SOFA', 5), configured('SOFA', { backorders: 1 }), reserve(2, ['SOFA', -5]))
    .when(reserveAt('eu-1', 'SOFA', 5), reserveAt('eu-1', 'SOFA', 1))
    .then(outcomes('done', 'refused'));

  scenario('of a SKU whose stock is not managed is refused, as are its transfers and line items')
    .given(...SHOP, item('eu-1', 'CHAIR', 5), configured('CHAIR', { manageStock: false }))
    .when(reserveAt('eu-1', 'CHAIR', 1), transfer(['eu-1', 'eu-2'], 'CHAIR', 1), lineItem('CHAIR', 1))
    .then(outcomes('refused', 'refused', 'refused'), nothingUpdated(), ({ outcomes: all }) =>
      expect(all.map((one) => one.status === 'refused' && one.problems[0]!.code)).toEqual(
        all.map(() => 'SKU_NOT_TRACKED'),
      ),
    );

  scenario('keeps what must stay in stock')
    .given(...SHOP, item('eu-1', 'CHAIR', 5), configured('CHAIR', { minQty: '2' }))
    .when(reserveAt('eu-1', 'CHAIR', 4), reserveAt('eu-1', 'CHAIR', 3))
    .then(outcomes('refused', 'done'), stockUpdated({ quantity: '5', reserved: '3', salableQuantity: '0' }));

  scenario('of what a source does not have, of nothing and at no source is refused')
    .given(...SHOP, item('eu-1', 'CHAIR', 5))
    .when({
      name: 'SaveStockReservations',
      data: {
        reservations: [
          { sku: 'CHAIR', sourceCode: 'eu-2', quantity: '1' },
          { sku: 'SOFA', sourceCode: 'eu-1', quantity: '1' },
          { sku: 'CHAIR', sourceCode: 'eu-1', quantity: '0' },
          { sku: 'CHAIR', sourceCode: 'ghost', quantity: '1' },
          {},
        ],
      },
    })
    .then(
      refused(
        ['SOURCE_ITEM_UNKNOWN', 'reservations.0.sourceCode'],
        ['SOURCE_ITEM_UNKNOWN', 'reservations.1.sourceCode'],
        ['FIELD_NOT_POSITIVE', 'reservations.2.quantity'],
        ['SOURCE_UNKNOWN', 'reservations.3.sourceCode'],
        ['FIELD_EMPTY', 'reservations.4.sku'],
        ['FIELD_EMPTY', 'reservations.4.sourceCode'],
        ['FIELD_NOT_NUMERIC', 'reservations.4.quantity'],
      ),
    );

  scenario('by several of one command counts together')
    .given(...SHOP, item('eu-1', 'CHAIR', 5))
    .when({
      name: 'SaveStockReservations',
      data: {
        reservations: [3, 3].map((quantity) => ({ sku: 'CHAIR', sourceCode: 'eu-1', quantity: String(quantity) })),
      },
    })
    .then(
      refused(['NOT_ENOUGH_UNRESERVED', 'reservations.1.quantity']),
      nothingUpdated(),
      bound('eu-1', 'CHAIR', null),
    );

  scenario('does not outlive its link: what the stock no longer has it has not reserved')
    .given(...SHOP, item('eu-1', 'CHAIR', 5), item('eu-2', 'CHAIR', 2), reserveAt('eu-1', 'CHAIR', 3))
    .when(unlink(2, 'eu-1'))
    .then(done(), stockUpdated({ quantity: '2', reserved: '0', salableQuantity: '2' }), bound('eu-1', 'CHAIR', 3));

  scenario('counts again as soon as the source does')
    .given(...SHOP, item('eu-1', 'CHAIR', 5, 0), reserveAt('eu-1', 'CHAIR', 3))
    .when(item('eu-1', 'CHAIR', 5, 1))
    .then(done(), stockUpdated({ quantity: '5', reserved: '3', salableQuantity: '2' }));
});

describe('what is reserved at a source', () => {
  scenario('cannot be deleted with its item, by either verb')
    .given(...SHOP, item('eu-1', 'CHAIR', 5), reserveAt('eu-1', 'CHAIR', 1))
    .when(noItem('eu-1', 'CHAIR'), unassignSkus(['CHAIR'], ['eu-1']))
    .then(outcomes('refused', 'refused'), refused(['SOURCE_ITEM_RESERVED', 'skus']), holding('eu-1', 'CHAIR', 5));

  scenario('is named by its place when one of several items cannot be deleted')
    .given(...SHOP, item('eu-1', 'CHAIR', 5), reserveAt('eu-1', 'CHAIR', 1))
    .when({
      name: 'DeleteSourceItems',
      data: { items: ['NOBODY KNOWS', 'CHAIR'].map((sku) => ({ sku, sourceCode: 'eu-1' })) },
    })
    .then(refused(['SOURCE_ITEM_RESERVED', 'items.1']));

  scenario('may be undercut by a new quantity, unless that is to cover it')
    .given(...SHOP, item('eu-1', 'CHAIR', 5), reserveAt('eu-1', 'CHAIR', 4))
    .when(quantityOf('eu-1', 'CHAIR', 3), quantityOf('eu-1', 'CHAIR', 2, { coversReserved: true }))
    .then(
      outcomes('done', 'refused'),
      refused(['LESS_THAN_RESERVED', 'items.0.quantity']),
      stockUpdated({ quantity: '3', reserved: '4', salableQuantity: '-1', isSalable: false }),
    );
});

describe('a stock reservation', () => {
  let world: World;
  let id: string;

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.reset();
    for (const command of [...SHOP, item('eu-1', 'CHAIR', 5)]) await world.apply(command);
    id = await idMadeBy(world, reserveAt('eu-1', 'CHAIR', 3));
  });
  afterEach(() => world.expectTrueIndex());

  test('expires an hour after it was drafted, and never once it is pending', async () => {
    const [draft] = (await world.apply(rereserve(id, 'CHAIR', {}))).changes;
    const lifetime = Date.parse((draft!.data as { expiresAt: string }).expiresAt) - Date.now();
    expect(Math.abs(lifetime - 3_600_000)).toBeLessThan(60_000);
    const [pending] = (await world.apply(rereserve(id, 'CHAIR', { pending: true }))).changes;
    expect(pending!.data).toMatchObject({ status: 'pending', expiresAt: null });
    const [still] = (await world.apply(rereserve(id, 'CHAIR', { pending: false }))).changes;
    expect(still!.data).toMatchObject({ status: 'pending', expiresAt: null });
  });

  test('is raised as far as there is more, and lowered as one likes', async () => {
    expect((await world.apply(rereserve(id, 'CHAIR', { quantity: '6' }))).outcomes[0]).toEqual({
      status: 'refused',
      problems: [
        expect.objectContaining({ code: 'NOT_ENOUGH_UNRESERVED', params: expect.objectContaining({ left: '5' }) }),
      ],
    });
    const { updates } = await world.apply(
      rereserve(id, 'CHAIR', { quantity: '5' }),
      rereserve(id, 'CHAIR', { quantity: '1' }),
    );
    expect(updates).toMatchObject([{ reserved: '1', salableQuantity: '4' }]);
  });

  test('gives back what it held when it is cancelled, and is gone', async () => {
    const { updates, changes } = await world.apply(unreserve(id, 'CHAIR'));
    expect(updates).toMatchObject([{ quantity: '5', reserved: '0', salableQuantity: '5' }]);
    expect(changes).toMatchObject([{ data: { reservationId: id, status: 'closed', reason: 'cancelled' } }]);
    for (const command of [unreserve(id, 'CHAIR'), rereserve(id, 'CHAIR', { quantity: '1' })]) {
      expect((await world.apply(command)).outcomes[0]).toMatchObject({
        problems: [{ code: 'STOCK_RESERVATION_UNKNOWN' }],
      });
    }
  });

  test('expires when its time is over, not before', async () => {
    expect(await world.apply(expire('CHAIR', id, 'nosuchiden'))).toMatchObject({ updates: [], changes: [] });
    await world.orm.em.fork().execute(`update stock_reservation set expires_at = now() - interval '1 second'`);
    const { updates, changes } = await world.apply(expire('CHAIR', id, 'nosuchiden'));
    expect(updates).toMatchObject([{ reserved: '0', salableQuantity: '5' }]);
    expect(changes).toMatchObject([{ data: { reservationId: id, status: 'closed', reason: 'expired' } }]);
  });

  test('tells all that is known of it with each change, in versions that grow by one from its beginning to its end', async () => {
    const known = { reference: 'cart-7', referenceOrigin: 'shop', metadata: { gift: true } };
    const { changes: both } = await world.apply(
      rereserve(id, 'CHAIR', known),
      rereserve(id, 'CHAIR', { quantity: '9' }),
      rereserve(id, 'CHAIR', { pending: true }),
    );
    expect(both).toMatchObject([
      { data: { reservationId: id, version: 2, ...known, status: 'draft' } },
      { data: { version: 3, ...known, status: 'pending' } },
    ]);
    const { changes: end } = await world.apply(rereserve(id, 'CHAIR', { quantity: '1' }), unreserve(id, 'CHAIR'));
    expect(end).toMatchObject([
      { data: { version: 4, quantity: '1' } },
      { data: { version: 5, ...known, status: 'closed' } },
    ]);
    const { changes: next } = await world.apply(reserveAt('eu-1', 'CHAIR', 1));
    expect(next).toMatchObject([{ data: { version: 1, reference: null, referenceOrigin: null, metadata: {} } }]);
    const times = [...both, ...end].map(({ data }) => data.createdAt);
    expect(new Set(times).size).toBe(1);
  });

  test('does not tell of notes that would not fit into a message with all its changes', async () => {
    const metadata = { note: 'x'.repeat(16_384) };
    const [change] = (await world.apply(rereserve(id, 'CHAIR', { reference: 'r', metadata }))).changes;
    expect(change!.data).toMatchObject({ version: 2, reference: 'r' });
    expect(change!.data).not.toHaveProperty('metadata');
  });

  test('that is overdue is gone, though nobody has ended it yet', async () => {
    await world.orm.em.fork().execute(`update stock_reservation set expires_at = now() - interval '1 second'`);
    for (const change of [{ pending: true }, { quantity: '4' }, { reference: 'r' }]) {
      const [outcome] = (await world.apply(rereserve(id, 'CHAIR', change))).outcomes;
      expect(outcome).toMatchObject({ problems: [{ code: 'STOCK_RESERVATION_UNKNOWN' }] });
    }
    const { changes } = await world.apply(unreserve(id, 'CHAIR'));
    expect(changes).toMatchObject([{ data: { status: 'closed', reason: 'expired' } }]);
  });

  test('is one of its SKU only', async () => {
    await world.apply(item('eu-1', 'SOFA', 5));
    expect((await world.apply(unreserve(id, 'SOFA'))).outcomes[0]).toMatchObject({ status: 'refused' });
  });
});
