import { configured, item, link, orderEvent, report, source, stock, unlink, websites } from '#testing/builders';
import { holding, ledger, orderItem } from '#testing/holdings';
import { done, nothingUpdated, outcomes, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';

scenariosInAWorld();

const SHOP = [
  ...[websites('web'), source('eu'), source('us'), stock('EU', ['web']), link(2, 'eu', 2), link(2, 'us', 1)],
  ...[item('eu', 'CHAIR', 5), item('us', 'CHAIR', 4), item('eu', 'BOOK', 3), item('us', 'BOOK', 2)],
];
const placed = report(orderEvent('order_placed', '1', [['CHAIR', 5]]));
const shipped = (quantity: number, sourceCode: string, id = `${quantity} from ${sourceCode}`) =>
  report(orderEvent('shipment_created', '1', [['CHAIR', quantity]], { sourceCode, id }));
const refunded = (quantity: number, returnToStock: boolean, id = `refund of ${quantity}`) =>
  report(orderEvent('creditmemo_created', '1', [['CHAIR', quantity]], { returnToStock, id }));
const canceled = report(orderEvent('order_canceled', '1', 'all'));

describe('placing an order', () => {
  scenario('promises its items on the stock that sells on its channel')
    .given(...SHOP)
    .when(placed)
    .then(
      done({}),
      ledger(2, 'CHAIR', ['order_placed', -5]),
      stockUpdated({ stockId: 2, sku: 'CHAIR', quantity: '9', reserved: '5', salableQuantity: '4' }),
      orderItem('1', 'chair', { ordered: 5, promised: 5 }),
    );

  scenario('is refused for what is not salable, items of one SKU counted together')
    .given(...SHOP)
    .when(
      report(
        orderEvent('order_placed', '1', [
          ['CHAIR', 5],
          ['chair', 6],
          ['BOOK', 1],
          ['GHOST', 1],
        ]),
      ),
    )
    .then(refused(['NOT_ENOUGH', 'events.0.items.0'], ['NOT_ASSIGNED', 'events.0.items.3']), nothingUpdated());

  scenario('goes through without the check whatever is there')
    .given(...SHOP)
    .when({
      name: 'ReportOrderEvents',
      data: { check: false, events: [orderEvent('order_placed', '1', [['CHAIR', 50]])] },
    })
    .then(done(), stockUpdated({ stockId: 2, salableQuantity: '-41', isSalable: false }));

  scenario('needs a channel that a stock sells on')
    .given(...SHOP)
    .when(
      report(
        orderEvent('order_placed', '1', [['CHAIR', 1]], { order: { salesChannel: { type: 'website', code: 'x' } } }),
      ),
    )
    .then(refused(['CHANNEL_UNKNOWN', 'events.0.order.salesChannel']));

  scenario('once more under the same id changes nothing, in one batch or in two')
    .given(...SHOP, placed)
    .when(placed, placed)
    .then(done(), nothingUpdated(), ledger(2, 'CHAIR', ['order_placed', -5]));

  scenario('that failed can be tried again')
    .given(...SHOP, placed)
    .when(
      report(orderEvent('order_place_failed', '1', 'all')),
      report(orderEvent('order_placed', '1', [['CHAIR', 6]], { id: 'again' })),
    )
    .then(
      done(),
      ledger(2, 'CHAIR', ['order_placed', -5], ['order_place_failed', 5], ['order_placed', -6]),
      orderItem('1', 'chair', { ordered: 6, promised: 6 }),
    );

  scenario('keeps its stock when the channel moves to another')
    .given(...SHOP, placed, stock('US', ['web']), link(3, 'us'))
    .when(canceled)
    .then(done(), ledger(2, 'CHAIR', ['order_placed', -5], ['order_canceled', 5]));
});

describe('an event', () => {
  scenario('counts a line that is given twice once')
    .given(...SHOP)
    .when(
      report(
        orderEvent('order_placed', '1', [
          ['CHAIR', 2],
          ['CHAIR', 2],
          ['CHAIR', 1],
        ]),
      ),
    )
    .then(done(), ledger(2, 'CHAIR', ['order_placed', -3]));

  scenario('among several of one command is seen by the next, and undone with it')
    .given(...SHOP)
    .when(
      report(
        orderEvent('order_placed', '1', [['CHAIR', 9]]),
        orderEvent('order_canceled', '1', 'all'),
        orderEvent('order_placed', '2', [['CHAIR', 9]]),
      ),
      report(orderEvent('order_canceled', '2', 'all'), orderEvent('order_placed', '3', [['CHAIR', 10]])),
    )
    .then(
      outcomes('done', 'refused'),
      refused(['NOT_ENOUGH', 'events.1.items.0']),
      stockUpdated({ stockId: 2, sku: 'CHAIR', reserved: '9' }),
    );

  scenario('is refused under an id that another event has')
    .given(...SHOP, placed)
    .when(report(orderEvent('order_placed', '2', [['CHAIR', 1]], { id: placed.data.events[0]!.id })))
    .then(refused(['EVENT_ID_TAKEN', 'events.0.id']));

  scenario('is refused for an order that nobody placed')
    .given(...SHOP)
    .when(canceled)
    .then(refused(['ORDER_UNKNOWN', 'events.0.order']));

  scenario('is refused with everything it lacks')
    .given(...SHOP)
    .when(report({}, { type: 'order_eaten', id: 'e', order: { incrementId: '1' }, items: [{ quantity: '-1' }] }))
    .then(
      refused(
        ['FIELD_EMPTY', 'events.0.type'],
        ['FIELD_EMPTY', 'events.0.id'],
        ['FIELD_EMPTY', 'events.0.order.incrementId'],
        ['LIST_EMPTY', 'events.0.items'],
        ['EVENT_TYPE_UNKNOWN', 'events.1.type'],
        ['FIELD_EMPTY', 'events.1.items.0.itemId'],
        ['FIELD_NOT_POSITIVE', 'events.1.items.0.quantity'],
      ),
    );

  scenario('names the SKU that was ordered, or none')
    .given(...SHOP, placed)
    .when(
      report(
        orderEvent('shipment_created', '1', [['CHAIR', 1]], {
          sourceCode: 'eu',
          items: [{ itemId: 'chair', quantity: '1' }],
        }),
      ),
      report(
        orderEvent('shipment_created', '1', [], {
          id: 'other',
          sourceCode: 'eu',
          items: [{ itemId: 'chair', sku: 'BOOK', quantity: '1' }],
        }),
      ),
    )
    .then(outcomes('done', 'refused'), refused(['ITEM_OF_OTHER_SKU', 'events.0.items.0']), holding('eu', 'CHAIR', 4));
});

describe('a shipment', () => {
  scenario('is taken from its source, which keeps its status, and is promised no more')
    .given(...SHOP, placed)
    .when(shipped(4, 'us'))
    .then(
      done({}),
      holding('us', 'CHAIR', 0),
      ledger(2, 'CHAIR', ['order_placed', -5], ['shipment_created', 4]),
      stockUpdated({ stockId: 2, sku: 'CHAIR', quantity: '5', reserved: '1', salableQuantity: '4' }),
      orderItem('1', 'chair', { ordered: 5, shipped: 4, promised: 1, deducted: { us: [4, 0] } }),
    );

  scenario('of more than is left names the item')
    .given(...SHOP, placed, shipped(3, 'us'))
    .when(shipped(3, 'eu'))
    .then(refused(['MORE_THAN_ORDERED', 'events.0.items.0']), nothingUpdated());

  scenario('never takes more than the source holds')
    .given(...SHOP, placed)
    .when(shipped(5, 'us'))
    .then(refused(['NOT_ENOUGH_AT_SOURCE', 'events.0.items.0']), nothingUpdated());

  scenario('needs an item at its source')
    .given(...SHOP, source('asia'), placed)
    .when(shipped(5, 'asia'))
    .then(refused(['SOURCE_ITEM_UNKNOWN', 'events.0.items.0']));

  scenario('needs its source to be named as soon as there are several')
    .given(...SHOP, placed)
    .when(shipped(1, ''))
    .then(refused(['FIELD_EMPTY', 'events.0.sourceCode']));

  scenario('without a source is taken from the only one')
    .given(item('default', 'CHAIR', 3))
    .when(
      report(
        orderEvent('order_placed', '1', [['CHAIR', 2]], { order: { salesChannel: { type: 'website', code: 'base' } } }),
        orderEvent('shipment_created', '1', [['CHAIR', 2]]),
      ),
    )
    .then(done(), holding('default', 'CHAIR', 1), ledger(1, 'CHAIR', ['order_placed', -2], ['shipment_created', 2]));
});

describe('an order of a SKU whose stock is not managed', () => {
  const unmanaged = configured('CHAIR', { manageStock: false });

  scenario('promises nothing, and is shipped from anywhere without taking anything')
    .given(...SHOP, unmanaged)
    .when(report(orderEvent('order_placed', '1', [['CHAIR', 99]])), shipped(99, 'nowhere'))
    .then(
      done(),
      ledger(2, 'CHAIR'),
      holding('eu', 'CHAIR', 5),
      nothingUpdated(),
      orderItem('1', 'chair', { ordered: 99, shipped: 99, promised: 0, deducted: {} }),
    );

  scenario('gives back what was promised before that')
    .given(...SHOP, placed, unmanaged)
    .when(canceled)
    .then(done(), ledger(2, 'CHAIR', ['order_placed', -5], ['order_canceled', 5]));
});

describe('a cancellation', () => {
  scenario('gives back all that is neither shipped nor invoiced')
    .given(...SHOP, placed, shipped(1, 'eu'), report(orderEvent('invoice_created', '1', [['CHAIR', 2]])))
    .when(canceled)
    .then(
      done(),
      ledger(2, 'CHAIR', ['order_placed', -5], ['shipment_created', 1], ['order_canceled', 3]),
      orderItem('1', 'chair', { ordered: 5, canceled: 3, shipped: 1, invoiced: 2, promised: 1 }),
    );

  scenario('of more than that names the item')
    .given(...SHOP, placed, shipped(1, 'eu'))
    .when(report(orderEvent('order_canceled', '1', [['CHAIR', 5]])))
    .then(refused(['MORE_THAN_ORDERED', 'events.0.items.0']));

  scenario('of an order with nothing left changes nothing')
    .given(...SHOP, placed, canceled)
    .when(report(orderEvent('order_canceled', '1', 'all', { id: 'second' })))
    .then(done(), nothingUpdated());
});

describe('an invoice', () => {
  scenario('takes virtual items from the sources of highest priority')
    .given(
      ...SHOP,
      report(
        orderEvent('order_placed', '1', [
          ['BOOK', 4, 'virtual'],
          ['CHAIR', 1],
        ]),
      ),
    )
    .when(
      report(
        orderEvent('invoice_created', '1', [
          ['BOOK', 3],
          ['CHAIR', 1],
        ]),
      ),
    )
    .then(
      done(),
      holding('us', 'BOOK', 0),
      holding('eu', 'BOOK', 2),
      holding('us', 'CHAIR', 4),
      ledger(2, 'BOOK', ['order_placed', -4], ['invoice_created', 3]),
      ledger(2, 'CHAIR', ['order_placed', -1]),
      orderItem('1', 'book', { ordered: 4, invoiced: 3, promised: 1, deducted: { us: [2, 0], eu: [1, 0] } }),
    );

  scenario('of virtual items that no source has is refused')
    .given(...SHOP, report(orderEvent('order_placed', '1', [['BOOK', 4, 'virtual']])), item('us', 'BOOK', 2, 0))
    .when(report(orderEvent('invoice_created', '1', [['BOOK', 4]])))
    .then(refused(['NOT_ENOUGH', 'events.0.items.0']), nothingUpdated());
});

describe('a credit memo', () => {
  const sent = [...SHOP, placed, shipped(2, 'eu'), shipped(1, 'us')];

  scenario('first gives back what was only promised, then returns to the sources that shipped, by priority')
    .given(...sent)
    .when(refunded(4, true))
    .then(
      done(),
      ledger(
        2,
        'CHAIR',
        ['order_placed', -5],
        ['shipment_created', 2],
        ['shipment_created', 1],
        ['creditmemo_created', 2],
      ),
      holding('us', 'CHAIR', 4),
      holding('eu', 'CHAIR', 4),
      orderItem('1', 'chair', {
        ordered: 5,
        shipped: 3,
        refunded: 4,
        promised: 0,
        deducted: { eu: [2, 1], us: [1, 1] },
      }),
    );

  scenario('returns nothing unless it is told to')
    .given(...sent, refunded(2, true))
    .when(refunded(3, false))
    .then(done(), holding('us', 'CHAIR', 3), holding('eu', 'CHAIR', 3), nothingUpdated());

  scenario('returns to a source that is not linked any more')
    .given(...sent, unlink(2, 'eu'))
    .when(refunded(5, true))
    .then(done(), holding('us', 'CHAIR', 4), holding('eu', 'CHAIR', 5));

  scenario('of more than was ordered names the item')
    .given(...sent, refunded(3, true))
    .when(refunded(3, true, 'again'))
    .then(refused(['MORE_THAN_ORDERED', 'events.0.items.0']));
});

describe('an order that waits at its pickup location', () => {
  const atPickup = (pickupLocationCode: string) =>
    report(orderEvent('order_placed', '1', [['CHAIR', 4]], { order: { pickupLocationCode } }));
  const notify = (...orderIds: string[]) => ({ name: 'NotifyOrdersReadyForPickup' as const, data: { orderIds } });
  const notReady = (index: number, orderId: string) => ({
    ...{ code: 'NOT_READY_FOR_PICKUP', path: `orderIds.${index}`, params: { orderId } },
  });

  scenario('is shipped from there')
    .given(...SHOP, atPickup('us'))
    .when(notify('11'))
    .then(
      done({ failed: [] }),
      holding('us', 'CHAIR', 0),
      ledger(2, 'CHAIR', ['order_placed', -4], ['shipment_created', 4]),
      orderItem('1', 'chair', { ordered: 4, shipped: 4, deducted: { us: [4, 0] } }),
    );

  scenario('is shipped once, however often it is notified')
    .given(...SHOP, atPickup('us'))
    .when(notify('11', '11'), notify('11'))
    .then(done({ failed: [] }, { failed: [] }), holding('us', 'CHAIR', 0));

  scenario('is left alone when there is not enough, and stops no other')
    .given(
      ...SHOP,
      atPickup('us'),
      item('us', 'CHAIR', 3),
      report(orderEvent('order_placed', '2', [['BOOK', 1]], { order: { pickupLocationCode: 'eu' } })),
    )
    .when(notify('11', '99', '12'))
    .then(
      done({
        failed: [
          notReady(0, '11'),
          { code: 'ORDER_UNKNOWN', path: 'orderIds.1', params: { order: '99', orderId: '99' } },
        ],
      }),
      holding('eu', 'BOOK', 2),
      holding('us', 'CHAIR', 3),
    );

  scenario('needs a pickup location whose item is in stock')
    .given(
      ...SHOP,
      placed,
      report(orderEvent('order_placed', '2', [['BOOK', 1]], { order: { pickupLocationCode: 'us' } })),
      item('us', 'BOOK', 2, 0),
    )
    .when(notify('11', '12'))
    .then(done({ failed: [notReady(0, '11'), notReady(1, '12')] }), nothingUpdated());
});
