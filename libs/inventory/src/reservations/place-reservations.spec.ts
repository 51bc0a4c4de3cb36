import { done, nothingUpdated, outcomes, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
import { byDefault, configured, item, link, noItem, reserve, reserveUnchecked, source, stock } from '#testing/builders';

scenariosInAWorld();

const shop = [source('eu-1'), stock('EU'), link(2, 'eu-1'), item('eu-1', 'CHAIR', 5), item('eu-1', 'TABLE', 2)];

scenario('a reservation promises what is salable')
  .given(...shop)
  .when(reserve(2, ['CHAIR', -2]))
  .then(
    done({ reservationIds: [1] }),
    stockUpdated({ stockId: 2, sku: 'CHAIR', quantity: '5', reserved: '2', salableQuantity: '3', version: 2 }),
  );

scenario('the last unit may be promised, and then nothing is salable')
  .given(...shop)
  .when(reserve(2, ['CHAIR', -5]))
  .then(done(), stockUpdated({ salableQuantity: '0', isSalable: false }));

scenario('more than is left is refused')
  .given(...shop, reserve(2, ['CHAIR', -4]))
  .when(reserve(2, ['CHAIR', -2]))
  .then(refused(['NOT_ENOUGH', 'reservations.0']), nothingUpdated());

scenario('lines of one SKU are summed before they are checked')
  .given(...shop)
  .when(reserve(2, ['CHAIR', -3], ['chair', -3]))
  .then(refused(['NOT_ENOUGH', 'reservations.0']), nothingUpdated());

scenario('all lines or none')
  .given(...shop)
  .when(reserve(2, ['CHAIR', -1], ['TABLE', -3]))
  .then(refused(['NOT_ENOUGH', 'reservations.1']), nothingUpdated());

scenario('what a command gives back does not pay for what it asks')
  .given(...shop, reserve(2, ['CHAIR', -5]))
  .when(reserve(2, ['CHAIR', 2], ['CHAIR', -2]))
  .then(refused(['NOT_ENOUGH', 'reservations.0']));

scenario('what is given back may be promised again by the next command of the batch')
  .given(...shop, reserve(2, ['CHAIR', -5]))
  .when(reserve(2, ['CHAIR', 2]), reserve(2, ['CHAIR', -2]), reserve(2, ['CHAIR', -1]))
  .then(outcomes('done', 'done', 'refused'));

scenario('a batch of buyers gets what there is, first come first served, in one change of the index')
  .given(...shop)
  .when(...Array.from({ length: 8 }, () => reserve(2, ['CHAIR', -1])))
  .then(
    outcomes('done', 'done', 'done', 'done', 'done', 'refused', 'refused', 'refused'),
    stockUpdated({ reserved: '5', version: 2 }),
  );

scenario('an item saved before it in the batch is seen by a reservation, and one deleted too')
  .given(...shop)
  .when(item('eu-1', 'CHAIR', 9), reserve(2, ['CHAIR', -9]), noItem('eu-1', 'TABLE'), reserve(2, ['TABLE', -1]))
  .then(
    outcomes('done', 'done', 'done', 'refused'),
    stockUpdated({ sku: 'CHAIR', quantity: '9', reserved: '9' }, { sku: 'TABLE', assigned: false }),
  );

scenario('a SKU that no source of the stock has is not assigned')
  .given(...shop, stock('US'))
  .when(reserve(3, ['CHAIR', -1]), reserve(2, ['NEVER SEEN', -1]))
  .then(outcomes('refused', 'refused'), refused(['NOT_ASSIGNED', 'reservations.0']));

scenario('a SKU whose items are all out of stock is not in stock')
  .given(...shop, item('eu-1', 'CHAIR', 5, 0))
  .when(reserve(2, ['CHAIR', -1]), reserve(1, ['NEVER SEEN', -1]))
  .then(outcomes('refused', 'refused'), refused(['NOT_IN_STOCK', 'reservations.0']));

scenario('without the check the ledger takes everything, and salable may fall below zero')
  .given(...shop)
  .when(reserveUnchecked(2, 'CHAIR', -9), reserveUnchecked(2, 'GHOST', -1))
  .then(
    done(),
    stockUpdated({ sku: 'CHAIR', salableQuantity: '-4' }, { sku: 'GHOST', reserved: '1', assigned: false }),
  );

scenario('an unknown stock is refused')
  .given(...shop)
  .when(reserve(9, ['CHAIR', -1]))
  .then(refused(['STOCK_UNKNOWN', 'reservations.0.stockId']));

scenario('an empty list, an empty SKU and an impossible quantity are refused')
  .when({ name: 'PlaceReservations', data: { reservations: [] } }, reserve(1, [' ', -1], ['CHAIR', '-100000000']))
  .then(
    outcomes('refused', 'refused'),
    refused(['FIELD_EMPTY', 'reservations.0.sku'], ['FIELD_OUT_OF_RANGE', 'reservations.1.quantity']),
  );

scenario('nothing may be asked of a SKU that nobody knows, it is written down as asked')
  .given(...shop)
  .when(reserve(2, ['UNHEARD', '-0']))
  .then(done());

scenario('fractions are exact')
  .given(...shop, item('eu-1', 'ROPE', '0.3'), configured('ROPE', { isQtyDecimal: true, minSaleQty: '0' }))
  .when(reserve(2, ['ROPE', '-0.1']), reserve(2, ['ROPE', '-0.2']), reserve(2, ['ROPE', '-0.0001']))
  .then(outcomes('done', 'done', 'refused'), stockUpdated({ sku: 'ROPE', salableQuantity: '0' }));

scenario('what may not be bought at once is refused, each SKU with its first reason')
  .given(
    ...shop,
    item('eu-1', 'ROPE', 50),
    configured('ROPE', { enableQtyIncrements: true, qtyIncrements: '5', minSaleQty: '10', maxSaleQty: '20' }),
  )
  .when(
    reserve(2, ['ROPE', -5]),
    reserve(2, ['ROPE', -25]),
    reserve(2, ['ROPE', -12], ['CHAIR', '-1.5']),
    reserve(2, ['ROPE', -15]),
  )
  .then(outcomes('refused', 'refused', 'refused', 'done'), ({ outcomes }) => {
    const codes = outcomes.flatMap((one) => (one.status === 'refused' ? one.problems.map(({ code }) => code) : []));
    expect(codes).toEqual(['BELOW_MIN_SALE_QTY', 'ABOVE_MAX_SALE_QTY', 'OFF_QTY_INCREMENTS', 'QTY_NOT_WHOLE']);
  });

scenario('what must stay in stock is not promised')
  .given(...shop, configured('CHAIR', { minQty: '3' }))
  .when(reserve(2, ['CHAIR', -2]), reserve(2, ['CHAIR', -1]))
  .then(outcomes('done', 'refused'), stockUpdated({ reserved: '2', salableQuantity: '0', isSalable: false }));

scenario('backorders promise what is not there, as much as the threshold lets be owed')
  .given(...shop, configured('CHAIR', { backorders: 1, minQty: '-3' }), configured('TABLE', { backorders: 2 }))
  .when(reserve(2, ['CHAIR', -8], ['TABLE', -100]), reserve(2, ['CHAIR', -1]))
  .then(
    outcomes('done', 'refused'),
    stockUpdated(
      { sku: 'CHAIR', salableQuantity: '0', isSalable: false },
      { sku: 'TABLE', salableQuantity: '-98', isSalable: true },
    ),
  );

scenario('lines of a SKU whose stock is not managed are passed over, and answered with null')
  .given(...shop, configured('CHAIR', { manageStock: false }))
  .when(reserve(2, ['CHAIR', -100], ['TABLE', -1]), reserveUnchecked(2, 'CHAIR', -1))
  .then(done({ reservationIds: [null, 1] }, { reservationIds: [null] }), stockUpdated({ sku: 'TABLE', reserved: '1' }));

scenario('where orders do not subtract nothing is written down, and what is not there is refused all the same')
  .given(...shop, byDefault({ canSubtract: false }))
  .when(reserve(2, ['CHAIR', -5]), reserve(2, ['CHAIR', -6]))
  .then(outcomes('done', 'refused'), nothingUpdated());

scenario('on the default stock a SKU that it does not have counts as assigned')
  .given(byDefault({ manageStock: false }))
  .when(reserve(1, ['NEVER SEEN', -1]))
  .then(done({ reservationIds: [null] }), nothingUpdated());
