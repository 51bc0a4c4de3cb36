import { byDefault, configured, item, link, noItem, reserveUnchecked, source, stock } from '#testing/builders';
import { done, nothingUpdated, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
import { BUILT_IN } from './configuration.rules.js';

scenariosInAWorld();

const shop = [source('eu-1'), stock('EU'), link(2, 'eu-1'), item('eu-1', 'CHAIR', 5), item('eu-1', 'TABLE', 2)];

scenario('a SKU is sold by default as Magento begins with, and says which settings are its own')
  .given(...shop)
  .when(configured('chair', { minQty: '1.50' }), configured('CHAIR', { backorders: 1 }))
  .then(
    done(
      {
        configurations: [{ sku: 'CHAIR', configuration: { ...BUILT_IN, minQty: '1.5' }, own: { minQty: '1.5' } }],
      },
      {
        configurations: [
          {
            sku: 'CHAIR',
            configuration: { ...BUILT_IN, minQty: '1.5', backorders: 1 },
            own: { minQty: '1.5', backorders: 1 },
          },
        ],
      },
    ),
  );

scenario('a threshold makes less salable at once, on every stock, and of no other SKU')
  .given(...shop, stock('World'), link(3, 'eu-1'))
  .when(configured('CHAIR', { minQty: '3' }))
  .then(
    done(),
    stockUpdated(
      { stockId: 2, sku: 'CHAIR', quantity: '5', salableQuantity: '2', isSalable: true, version: 2 },
      { stockId: 3, sku: 'CHAIR', quantity: '5', salableQuantity: '2', isSalable: true, version: 2 },
    ),
  );

scenario('what has reached its threshold is not salable')
  .given(...shop)
  .when(configured('CHAIR', { minQty: '5' }))
  .then(done(), stockUpdated({ salableQuantity: '0', isSalable: false }));

scenario('without backorders a threshold below zero counts as zero')
  .given(...shop)
  .when(configured('CHAIR', { minQty: '-3' }))
  .then(done(), nothingUpdated());

scenario('with backorders a threshold above zero counts as zero, and there is no bound')
  .given(...shop, item('eu-1', 'CHAIR', 0))
  .when(configured('CHAIR', { minQty: '3', backorders: 1 }))
  .then(done(), stockUpdated({ salableQuantity: '0', isSalable: true }));

scenario('with backorders a threshold below zero is what may be owed')
  .given(...shop, item('eu-1', 'CHAIR', 0))
  .when(configured('CHAIR', { minQty: '-3', backorders: 2 }))
  .then(done(), stockUpdated({ salableQuantity: '3', isSalable: true }));

scenario('backorders need something with the status in stock')
  .given(...shop, item('eu-1', 'CHAIR', 5, 0))
  .when(configured('CHAIR', { backorders: 1 }))
  .then(done(), nothingUpdated());

scenario('stock that is not managed is salable wherever a source has an item, in stock or not')
  .given(...shop, item('eu-1', 'CHAIR', 0, 0), stock('Elsewhere'))
  .when(configured('CHAIR', { manageStock: false }))
  .then(done(), stockUpdated({ stockId: 2, isSalable: true }));

scenario('of no item nothing is salable, managed or not')
  .given(...shop, configured('CHAIR', { manageStock: false }))
  .when(noItem('eu-1', 'CHAIR'))
  .then(done(), stockUpdated({ isSalable: false, assigned: false }));

scenario('items and promises of a configured SKU move its row by its own terms')
  .given(...shop, configured('CHAIR', { minQty: '1' }))
  .when(item('eu-1', 'CHAIR', 9), reserveUnchecked(2, 'CHAIR', -7), item('eu-1', 'TABLE', 9))
  .then(
    done(),
    stockUpdated({ sku: 'CHAIR', salableQuantity: '1', isSalable: true }, { sku: 'TABLE', salableQuantity: '9' }),
  );

scenario('a configuration and an item that follows it in the batch are one change of the row')
  .given(...shop)
  .when(configured('CHAIR', { minQty: '1' }), item('eu-1', 'CHAIR', 9))
  .then(done(), stockUpdated({ sku: 'CHAIR', salableQuantity: '8', version: 2 }));

scenario('null goes back to the default, and the row to what it was')
  .given(...shop, configured('CHAIR', { minQty: '3', manageStock: false }))
  .when(configured('CHAIR', { minQty: null, manageStock: null }))
  .then(
    done({ configurations: [{ sku: 'CHAIR', configuration: BUILT_IN, own: {} }] }),
    stockUpdated({ salableQuantity: '5', isSalable: true }),
  );

scenario('a link of a configured SKU brings its terms along')
  .given(...shop, source('eu-2'), item('eu-2', 'SOFA', 4), configured('SOFA', { minQty: '4' }))
  .when(link(2, 'eu-2'))
  .then(done(), stockUpdated({ sku: 'SOFA', quantity: '4', salableQuantity: '0', isSalable: false }));

scenario('a SKU may be configured before anybody has it')
  .given(...shop, configured('SOFA', { minQty: '1' }))
  .when(item('eu-1', 'SOFA', 4))
  .then(done(), stockUpdated({ sku: 'SOFA', salableQuantity: '3' }));

scenario('the defaults change every SKU that leaves it to them')
  .given(...shop, configured('TABLE', { minQty: '2' }))
  .when(byDefault({ minQty: '1', maxSaleQty: '7' }))
  .then(
    done({ defaults: { ...BUILT_IN, minQty: '1', maxSaleQty: '7' } }),
    stockUpdated({ sku: 'CHAIR', salableQuantity: '4' }),
  );

scenario('the defaults count for settings that a SKU has not made with those that it has')
  .given(...shop, configured('CHAIR', { backorders: 1 }))
  .when(byDefault({ minQty: '-4' }))
  .then(done(), stockUpdated({ sku: 'CHAIR', salableQuantity: '9' }));

scenario('the defaults count for items to come')
  .given(...shop, byDefault({ minQty: '1' }))
  .when(item('eu-1', 'SOFA', 4))
  .then(done(), stockUpdated({ sku: 'SOFA', salableQuantity: '3' }));

scenario('defaults that are not of terms move no row, and null goes back to what everything begins with')
  .given(...shop, byDefault({ minQty: '1', isQtyDecimal: true }))
  .when(byDefault({ minQty: null, isQtyDecimal: null }), byDefault({ maxSaleQty: '9' }))
  .then(
    done({ defaults: BUILT_IN }),
    stockUpdated({ sku: 'CHAIR', salableQuantity: '5' }, { sku: 'TABLE', salableQuantity: '2' }),
  );

scenario('settings that mean nothing are refused, all of them told')
  .given(...shop)
  .when({
    name: 'SaveStockItemConfigurations',
    data: {
      configurations: [
        { sku: ' ', minQty: '100000000', backorders: 3 },
        { sku: 'CHAIR', qtyIncrements: '0' },
      ],
    },
  })
  .then(
    refused(
      ['FIELD_EMPTY', 'configurations.0.sku'],
      ['FIELD_OUT_OF_RANGE', 'configurations.0.minQty'],
      ['BACKORDERS_UNKNOWN', 'configurations.0.backorders'],
      ['FIELD_NOT_POSITIVE', 'configurations.1.qtyIncrements'],
    ),
    nothingUpdated(),
  );

scenario('defaults that mean nothing are refused')
  .when(byDefault({ backorders: -1 }))
  .then(refused(['BACKORDERS_UNKNOWN', 'defaults.backorders']));

scenario('an empty list is refused')
  .when({ name: 'SaveStockItemConfigurations', data: { configurations: [] } })
  .then(refused(['LIST_EMPTY', 'configurations']));
