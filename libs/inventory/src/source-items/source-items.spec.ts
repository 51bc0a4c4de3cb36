import { done, nothingUpdated, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
import { item, link, noItem, reserve, source, stock } from '#testing/builders';

scenariosInAWorld();

const shop = [source('eu-1'), source('eu-2'), stock('EU'), link(2, 'eu-1', 1), link(2, 'eu-2', 2)];

scenario('an item is sold as soon as it is saved')
  .given(...shop)
  .when(item('eu-1', 'CHAIR', '5.25'))
  .then(
    done({}),
    stockUpdated({
      stockId: 2,
      sku: 'CHAIR',
      quantity: '5.25',
      reserved: '0',
      salableQuantity: '5.25',
      isSalable: true,
      version: 1,
    }),
  );

scenario('the same item saved again changes nothing')
  .given(...shop, item('eu-1', 'CHAIR', 5))
  .when(item('EU-1', 'chair', '5.0000'))
  .then(done(), nothingUpdated());

scenario('quantities of sources add up, those out of stock do not')
  .given(...shop, item('eu-1', 'CHAIR', 5))
  .when(item('eu-2', 'CHAIR', 7), item('eu-1', 'CHAIR', 100, 0))
  .then(done(), stockUpdated({ quantity: '7', assigned: true }));

scenario('a source of several stocks changes them all')
  .given(...shop, stock('World'), link(3, 'eu-1'))
  .when(item('eu-1', 'CHAIR', 5))
  .then(done(), stockUpdated({ stockId: 2, quantity: '5' }, { stockId: 3, quantity: '5' }));

scenario('a status never follows a quantity')
  .given(...shop)
  .when(item('eu-1', 'CHAIR', 0, 1))
  .then(done(), stockUpdated({ quantity: '0', isSalable: false, assigned: true }));

scenario('quantities may be negative')
  .given(...shop)
  .when(item('eu-1', 'CHAIR', -3))
  .then(done(), stockUpdated({ quantity: '-3', salableQuantity: '-3', isSalable: false }));

scenario('of an item given twice the last counts')
  .given(...shop)
  .when({
    name: 'SaveSourceItems',
    data: {
      items: [
        { sku: 'CHAIR', sourceCode: 'eu-1', quantity: '1', status: 1 },
        { sku: 'chair', sourceCode: 'EU-1', quantity: '2', status: 1 },
      ],
    },
  })
  .then(done(), stockUpdated({ quantity: '2' }));

scenario('spellings of one SKU are one SKU, the first is kept')
  .given(...shop, item('eu-1', 'Stühl', 1))
  .when(item('eu-1', 'STU\u0308HL', 2))
  .then(done(), stockUpdated({ sku: 'Stühl', quantity: '2' }));

scenario('every fault of every item is said, in order')
  .when({ name: 'SaveSourceItems', data: { items: [{}, { sku: ' A', sourceCode: 'e u', quantity: '1', status: 2 }] } })
  .then(
    refused(
      ['FIELD_EMPTY', 'items.0.sku'],
      ['FIELD_EMPTY', 'items.0.sourceCode'],
      ['FIELD_NOT_NUMERIC', 'items.0.quantity'],
      ['FIELD_NOT_NUMERIC', 'items.0.status'],
      ['FIELD_HAS_OUTER_SPACES', 'items.1.sku'],
      ['FIELD_HAS_WHITESPACE', 'items.1.sourceCode'],
      ['STATUS_UNKNOWN', 'items.1.status'],
    ),
  );

scenario('an unknown source refuses the whole command')
  .given(...shop)
  .when({
    name: 'SaveSourceItems',
    data: {
      items: [
        { sku: 'CHAIR', sourceCode: 'eu-1', quantity: '1', status: 1 },
        { sku: 'CHAIR', sourceCode: 'no', quantity: '1', status: 1 },
      ],
    },
  })
  .then(refused(['SOURCE_UNKNOWN', 'items.1.sourceCode']), nothingUpdated(), async (_, { orm }) => {
    expect(await orm.em.fork().execute('select sku from sku')).toEqual([]);
  });

scenario('a quantity beyond the column is refused')
  .given(...shop)
  .when(item('eu-1', 'CHAIR', '100000000'))
  .then(refused(['FIELD_OUT_OF_RANGE', 'items.0.quantity']));

scenario('the largest quantity is held exactly')
  .given(...shop)
  .when(item('eu-1', 'CHAIR', '99999999.9999'))
  .then(done(), stockUpdated({ quantity: '99999999.9999' }));

scenario('a SKU of more than 64 characters is refused')
  .given(...shop)
  .when(item('eu-1', 'x'.repeat(65), 1))
  .then(refused(['FIELD_TOO_LONG', 'items.0.sku']));

scenario('a deleted item is sold no more; without any item the SKU is not assigned')
  .given(...shop, item('eu-1', 'CHAIR', 5))
  .when(noItem('eu-1', 'chair'))
  .then(done({}), stockUpdated({ quantity: '0', assigned: false, isSalable: false, version: 2 }));

scenario('an item that does not exist is no fault to delete')
  .given(...shop)
  .when(noItem('eu-1', 'CHAIR'), noItem('no', 'CHAIR'))
  .then(done(), nothingUpdated());

scenario('an item out of stock in an enabled source keeps the SKU assigned and unsold while promises come back')
  .given(...shop, item('eu-1', 'CHAIR', 5), reserve(2, ['CHAIR', -5]), item('eu-1', 'CHAIR', 0, 0))
  .when(reserve(2, ['CHAIR', 6]))
  .then(
    done(),
    stockUpdated({ quantity: '0', reserved: '-1', salableQuantity: '1', isSalable: false, assigned: true }),
  );
