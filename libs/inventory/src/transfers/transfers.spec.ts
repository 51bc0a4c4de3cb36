import { assignSkus, item, link, source, stock, transferItems, transferSkus, unassignSkus } from '#testing/builders';
import { done, nothingUpdated, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
import { holding } from '#testing/holdings';

scenariosInAWorld();

const SHOP = [source('eu'), source('us'), stock('EU'), link(2, 'eu', 1), link(2, 'us', 2)];

describe('assigning SKUs to sources', () => {
  scenario('makes items with nothing in them, and counts only those that were not there')
    .given(...SHOP, item('eu', 'CHAIR', 3))
    .when(assignSkus(['CHAIR', 'SOFA'], ['eu', 'us']))
    .then(
      done({ assigned: 3 }),
      holding('eu', 'CHAIR', 3, 1),
      holding('us', 'CHAIR', 0, 0),
      holding('us', 'SOFA', 0, 0),
      stockUpdated({ stockId: 2, sku: 'SOFA', quantity: '0', assigned: true, isSalable: false }),
    );

  scenario('counts a pair once, however it is spelled, and leaves out what can be no SKU')
    .given(...SHOP)
    .when(assignSkus(['CHAIR', 'chair ', '', ' CHAIR', 'X'.repeat(65)], ['eu', 'EU']))
    .then(done({ assigned: 1 }));

  scenario('after a repeat changes nothing')
    .given(...SHOP)
    .when(assignSkus(['CHAIR'], ['eu']), assignSkus(['CHAIR'], ['eu']))
    .then(done({ assigned: 1 }, { assigned: 0 }));

  scenario('to sources that are not there is refused for each of them')
    .given(...SHOP)
    .when(assignSkus(['CHAIR'], ['eu', 'ghost', 'other']))
    .then(refused(['SOURCE_UNKNOWN', 'sourceCodes.1'], ['SOURCE_UNKNOWN', 'sourceCodes.2']), nothingUpdated());
});

describe('unassigning SKUs from sources', () => {
  scenario('deletes items and counts them')
    .given(...SHOP, item('eu', 'CHAIR', 3), item('us', 'CHAIR', 2), item('eu', 'SOFA', 1))
    .when(unassignSkus(['CHAIR', 'SOFA', 'GHOST'], ['eu']))
    .then(
      done({ unassigned: 2 }),
      holding('eu', 'CHAIR', 'none'),
      holding('us', 'CHAIR', 2, 1),
      stockUpdated(
        { stockId: 2, sku: 'CHAIR', quantity: '2', assigned: true },
        { stockId: 2, sku: 'SOFA', quantity: '0', assigned: false },
      ),
    );

  scenario('from a source that is not there is refused')
    .given(...SHOP, item('eu', 'CHAIR', 3))
    .when(unassignSkus(['CHAIR'], ['ghost']))
    .then(refused(['SOURCE_UNKNOWN', 'sourceCodes.0']), nothingUpdated());
});

describe('transferring SKUs', () => {
  scenario('adds up at the destination, which takes over the status, and leaves nothing at the origin')
    .given(...SHOP, item('eu', 'CHAIR', 3, 0), item('us', 'CHAIR', 2, 1))
    .when(transferSkus(['CHAIR'], 'eu', 'us'))
    .then(done({}), holding('eu', 'CHAIR', 0, 0), holding('us', 'CHAIR', 5, 0));

  scenario('deletes the items of the origin when it is to be unassigned')
    .given(...SHOP, item('eu', 'CHAIR', 3))
    .when(transferSkus(['CHAIR'], 'eu', 'us', true))
    .then(done(), holding('eu', 'CHAIR', 'none'), holding('us', 'CHAIR', 3, 1), nothingUpdated());

  scenario('of a SKU that the origin has not leaves the destination as it is, or makes an empty item there')
    .given(...SHOP, item('us', 'CHAIR', 2))
    .when(transferSkus(['CHAIR', 'SOFA'], 'eu', 'us'))
    .then(done(), holding('us', 'CHAIR', 2, 1), holding('us', 'SOFA', 0, 0), holding('eu', 'CHAIR', 'none'));

  scenario('sees what the batch did before, and is seen by what comes after')
    .given(...SHOP, item('eu', 'CHAIR', 3))
    .when(item('eu', 'CHAIR', 7), transferSkus(['CHAIR'], 'eu', 'us'), transferSkus(['CHAIR'], 'us', 'eu', true))
    .then(done(), holding('eu', 'CHAIR', 7, 1), holding('us', 'CHAIR', 'none'));

  scenario('needs two sources that are there and differ')
    .given(...SHOP)
    .when(transferSkus(['CHAIR'], 'ghost', 'Ghost'))
    .then(
      refused(
        ['ORIGIN_UNKNOWN', 'originSourceCode'],
        ['DESTINATION_UNKNOWN', 'destinationSourceCode'],
        ['SAME_SOURCE', 'destinationSourceCode'],
      ),
    );

  scenario('is refused when the destination cannot hold so much')
    .given(...SHOP, item('eu', 'CHAIR', '99999999.9999'), item('us', 'CHAIR', 1))
    .when(transferSkus(['CHAIR'], 'eu', 'us'))
    .then(refused(['FIELD_OUT_OF_RANGE', 'skus']), nothingUpdated());
});

describe('transferring quantities', () => {
  scenario('puts the destination in stock and leaves the status of the origin')
    .given(...SHOP, item('eu', 'CHAIR', 3), item('us', 'CHAIR', 1, 0))
    .when(transferItems('eu', 'us', ['CHAIR', 3]))
    .then(
      done({}),
      holding('eu', 'CHAIR', 0, 1),
      holding('us', 'CHAIR', 4, 1),
      stockUpdated({ stockId: 2, sku: 'CHAIR', quantity: '4' }),
    );

  scenario('counts lines of one SKU together, so that they cannot overdraw')
    .given(...SHOP, item('eu', 'CHAIR', 3), item('us', 'CHAIR', 0), item('eu', 'SOFA', 9), item('us', 'SOFA', 0))
    .when(transferItems('eu', 'us', ['SOFA', 1], ['CHAIR', 2], ['chair', 2]))
    .then(refused(['TRANSFER_TOO_LARGE', 'items.1']), nothingUpdated(), holding('eu', 'SOFA', 9, 1));

  scenario('needs items at both ends already')
    .given(...SHOP, item('eu', 'CHAIR', 3), item('us', 'SOFA', 3))
    .when(transferItems('eu', 'us', ['CHAIR', 4], ['SOFA', 1]))
    .then(
      refused(
        ['TRANSFER_TOO_LARGE', 'items.0'],
        ['SOURCE_ITEM_UNKNOWN', 'items.0'],
        ['SOURCE_ITEM_UNKNOWN', 'items.1'],
      ),
    );

  scenario('of less than nothing goes the other way, and cannot overdraw there either')
    .given(...SHOP, item('eu', 'CHAIR', 3), item('us', 'CHAIR', 2))
    .when(transferItems('eu', 'us', ['CHAIR', -2]), transferItems('eu', 'us', ['CHAIR', -1]))
    .then(refused(['TRANSFER_TOO_LARGE', 'items.0']), holding('eu', 'CHAIR', 5, 1), holding('us', 'CHAIR', 0, 1));

  scenario('tells what is wrong with its ends first')
    .given(...SHOP, item('eu', 'CHAIR', 3))
    .when(transferItems('eu', 'ghost', ['CHAIR', 1]))
    .then(refused(['DESTINATION_UNKNOWN', 'destinationSourceCode'], ['SOURCE_ITEM_UNKNOWN', 'items.0']));
});
