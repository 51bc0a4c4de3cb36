import {
  compensate,
  configured,
  item,
  link,
  orderEvent,
  report,
  reserve,
  source,
  stock,
  websites,
} from '#testing/builders';
import { ledger, orderItem } from '#testing/holdings';
import { done, nothingUpdated, outcomes, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';

scenariosInAWorld();

const SHOP = [websites('web'), source('eu'), stock('EU', ['web']), link(2, 'eu'), item('eu', 'CHAIR', 9)];
const placed = report(orderEvent('order_placed', '1', [['CHAIR', 5]]));
const shipped = report(orderEvent('shipment_created', '1', [['CHAIR', 5]], { sourceCode: 'eu' }));

scenario('a compensation is written down for its order whatever is salable, and the index follows')
  .given(...SHOP, placed)
  .when(compensate('1', 'chair', -6, 2))
  .then(
    done({ reservationIds: [2] }),
    ledger(2, 'CHAIR', ['order_placed', -5], ['manual_compensation', -6]),
    stockUpdated({ stockId: 2, sku: 'CHAIR', reserved: '11', salableQuantity: '-2' }),
  );

scenario('what was given back too often is promised again')
  .given(...SHOP, placed, compensate('1', 'CHAIR', 5, 2))
  .when(compensate('1', 'CHAIR', -5, 2), shipped)
  .then(
    ledger(
      2,
      'CHAIR',
      ['order_placed', -5],
      ['manual_compensation', 5],
      ['manual_compensation', -5],
      ['shipment_created', 5],
    ),
  );

scenario('an order of a SKU that was not managed then gives back what a compensation promised')
  .given(...SHOP, configured('CHAIR', { manageStock: false }), placed, configured('CHAIR', { manageStock: true }))
  .when(compensate('1', 'CHAIR', -8, 2), shipped)
  .then(
    ledger(2, 'CHAIR', ['manual_compensation', -8], ['shipment_created', 5]),
    orderItem('1', 'chair', { ordered: 5, shipped: 5, promised: 0, deducted: { eu: [5, 0] } }),
  );

scenario('a compensation that is undone leaves an order that gives nothing back')
  .given(...SHOP, configured('CHAIR', { manageStock: false }), placed, configured('CHAIR', { manageStock: true }))
  .when(compensate('1', 'CHAIR', -5, 2), compensate('1', 'chair', 3, 2), shipped)
  .then(
    ledger(2, 'CHAIR', ['manual_compensation', -5], ['manual_compensation', 3], ['shipment_created', 2]),
    orderItem('1', 'chair', { ordered: 5, shipped: 5, promised: 0 }),
  );

scenario('a compensation that is undone later leaves an order that promises nothing')
  .given(...SHOP, configured('CHAIR', { manageStock: false }), placed, configured('CHAIR', { manageStock: true }))
  .given(compensate('1', 'CHAIR', -5, 2))
  .when(compensate('1', 'CHAIR', 5, 2))
  .then(orderItem('1', 'chair', { ordered: 5, promised: 0 }));

scenario('an order goes on promising what the ledger holds once too much of it is given back')
  .given(...SHOP, placed, compensate('1', 'CHAIR', -4, 2))
  .when(compensate('1', 'CHAIR', 4, 2), compensate('1', 'CHAIR', 1, 2))
  .then(orderItem('1', 'chair', { ordered: 5, promised: 4 }));

scenario('a compensation on another stock than its order’s changes nothing of the order')
  .given(...SHOP, configured('CHAIR', { manageStock: false }), placed, configured('CHAIR', { manageStock: true }))
  .when(compensate('1', 'CHAIR', -5, 1))
  .then(ledger(1, 'CHAIR', ['manual_compensation', -5]), orderItem('1', 'chair', { ordered: 5, promised: 0 }));

scenario('a SKU whose stock is not managed is passed over')
  .given(...SHOP, placed, configured('CHAIR', { manageStock: false }))
  .when(compensate('1', 'CHAIR', 5, 2))
  .then(done({ reservationIds: [null] }), nothingUpdated());

scenario('all lines or none, and none of an order that nobody reported')
  .given(...SHOP, placed)
  .when({
    name: 'CompensateReservations',
    data: {
      compensations: [
        { incrementId: '1', sku: 'CHAIR', quantity: '1', stockId: 2 },
        { incrementId: '2', sku: 'CHAIR', quantity: '1', stockId: 2 },
      ],
    },
  })
  .then(refused(['ORDER_UNKNOWN', 'compensations.1.incrementId']), nothingUpdated());

scenario('a compensation on a stock that is not there is refused')
  .given(...SHOP, placed)
  .when(compensate('1', 'CHAIR', 1, 9))
  .then(refused(['STOCK_UNKNOWN', 'compensations.0.stockId']));

scenario('a compensation is refused with everything it lacks')
  .when(compensate(' ', '', '-100000000', 2))
  .then(
    refused(
      ['FIELD_EMPTY', 'compensations.0.incrementId'],
      ['FIELD_EMPTY', 'compensations.0.sku'],
      ['FIELD_OUT_OF_RANGE', 'compensations.0.quantity'],
    ),
  );

scenario('an empty list is refused')
  .when({ name: 'CompensateReservations', data: { compensations: [] } })
  .then(refused(['LIST_EMPTY', 'compensations']));

scenario('the next command of the batch sees it')
  .given(...SHOP, placed)
  .when(compensate('1', 'CHAIR', 5, 2), reserve(2, ['CHAIR', -9]), reserve(2, ['CHAIR', -1]))
  .then(outcomes('done', 'done', 'refused'));
