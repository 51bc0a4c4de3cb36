import {
  assignSkus,
  byDefault,
  configured,
  item,
  noItem,
  source,
  transferSkus,
  unassignSkus,
  unwatched,
  watched,
} from '#testing/builders';
import { crossed, done, refused, scenario, scenariosInAWorld, type Expectation } from '#testing/scenario';
import { lowQuantityNotificationOf } from './low-quantity.queries.js';

scenariosInAWorld();

const shop = [source('eu-1'), source('eu-2'), item('eu-1', 'CHAIR', 5)];

scenario('an item that falls below one is low, since that is the default')
  .given(...shop)
  .when(item('eu-1', 'CHAIR', '0.5'))
  .then(done(), crossed({ sku: 'CHAIR', sourceCode: 'eu-1', quantity: '0.5', notifyStockQty: '1', isLow: true }));

scenario('an item at its threshold is not low')
  .given(...shop)
  .when(item('eu-1', 'CHAIR', 1))
  .then(done(), crossed());

scenario('an item that stays low says nothing more, and one that rises to its threshold is low no more')
  .given(...shop, item('eu-1', 'CHAIR', 0), item('eu-1', 'SOFA', 0))
  .when(item('eu-1', 'CHAIR', '0.25'), item('eu-1', 'SOFA', 1))
  .then(done(), crossed({ sku: 'SOFA', quantity: '1', isLow: false }));

scenario('a new item counts as not low before')
  .given(...shop)
  .when(item('eu-2', 'CHAIR', 0), item('eu-2', 'SOFA', 7))
  .then(done(), crossed({ sku: 'CHAIR', sourceCode: 'eu-2', isLow: true }));

scenario('what is set for an item counts before what is set for its SKU, and that before the default')
  .given(
    ...shop,
    byDefault({ notifyStockQty: '2' }),
    configured('CHAIR', { notifyStockQty: '3' }),
    item('eu-2', 'CHAIR', 5),
    watched('eu-1', 'chair', '4'),
    item('eu-1', 'SOFA', 5),
  )
  .when(item('eu-1', 'CHAIR', '3.5'), item('eu-2', 'CHAIR', '2.5'), item('eu-1', 'SOFA', '1.5'))
  .then(
    done(),
    crossed(
      { sku: 'CHAIR', sourceCode: 'eu-1', notifyStockQty: '4' },
      { sku: 'CHAIR', sourceCode: 'eu-2', notifyStockQty: '3' },
      { sku: 'SOFA', notifyStockQty: '2' },
    ),
  );

scenario('null leaves it to the SKU again, and so does forgetting')
  .given(...shop, item('eu-2', 'CHAIR', 5), watched('eu-1', 'CHAIR', '4'), watched('eu-2', 'CHAIR', '4'))
  .when(watched('eu-1', 'CHAIR', null), unwatched('EU-2', 'chair'), item('eu-1', 'CHAIR', 2), item('eu-2', 'CHAIR', 2))
  .then(done(), crossed());

scenario('of stock that is not managed nothing is low')
  .given(...shop, configured('CHAIR', { manageStock: false }))
  .when(item('eu-1', 'CHAIR', 0))
  .then(done(), crossed());

scenario('with an item goes what was set for it')
  .given(...shop, watched('eu-1', 'CHAIR', '4'), watched('eu-2', 'CHAIR', '3'))
  .when(noItem('eu-1', 'CHAIR'), noItem('eu-2', 'CHAIR'))
  .then(done(), async (_, { orm }) => {
    for (const sourceCode of ['eu-1', 'eu-2']) {
      const found = await lowQuantityNotificationOf(orm.em.fork(), sourceCode, 'chair');
      expect(found).toEqual({ sourceCode, sku: 'CHAIR', notifyStockQty: 10_000 });
    }
  });

scenario('what is set after an item was deleted stays, and what was set before goes, in one batch too')
  .given(...shop, item('eu-2', 'CHAIR', 5))
  .when(noItem('eu-1', 'CHAIR'), watched('eu-1', 'CHAIR', '4'), watched('eu-2', 'CHAIR', '4'), noItem('eu-2', 'CHAIR'))
  .then(done(), async (_, { orm }) => {
    const found = ['eu-1', 'eu-2'].map((code) => lowQuantityNotificationOf(orm.em.fork(), code, 'CHAIR'));
    expect((await Promise.all(found)).map((one) => one?.notifyStockQty)).toEqual([40_000, 10_000]);
  });

const low = (sourceCode: string, sku: string, units: number): Expectation => {
  return async (_, { orm }) => {
    const found = await lowQuantityNotificationOf(orm.em.fork(), sourceCode, sku);
    expect(found?.notifyStockQty).toBe(units * 10_000);
  };
};

describe('a transfer', () => {
  scenario('takes along what is set at the origin, and leaves it there')
    .given(...shop, watched('eu-1', 'CHAIR', '4'))
    .when(transferSkus(['CHAIR'], 'eu-1', 'eu-2'))
    .then(done(), low('eu-1', 'CHAIR', 4), low('eu-2', 'CHAIR', 4), crossed({ sourceCode: 'eu-1', isLow: true }));

  scenario('that unassigns the origin takes it away from there')
    .given(...shop, watched('eu-1', 'CHAIR', '4'))
    .when(transferSkus(['CHAIR'], 'eu-1', 'eu-2', true), item('eu-2', 'CHAIR', 3))
    .then(done(), low('eu-1', 'CHAIR', 1), low('eu-2', 'CHAIR', 4), crossed({ sourceCode: 'eu-2', isLow: true }));

  scenario('leaves what is set at the destination, null too')
    .given(...shop, item('eu-1', 'SOFA', 5), watched('eu-1', 'CHAIR', '4'), watched('eu-1', 'SOFA', '4'))
    .when(
      ...[watched('eu-2', 'CHAIR', '2'), watched('eu-2', 'SOFA', null)],
      transferSkus(['CHAIR', 'SOFA'], 'eu-1', 'eu-2'),
    )
    .then(done(), low('eu-2', 'CHAIR', 2), low('eu-2', 'SOFA', 1));

  scenario('sets nothing at a destination that got its item by assignment')
    .given(...shop, watched('eu-1', 'CHAIR', '4'), assignSkus(['CHAIR'], ['eu-2']))
    .when(transferSkus(['CHAIR'], 'eu-1', 'eu-2'))
    .then(done(), low('eu-2', 'CHAIR', 1));

  scenario('and another after it, and what is set in between, in one batch')
    .given(...shop, source('eu-3'), item('eu-1', 'SOFA', 5))
    .when(
      ...[watched('eu-1', 'CHAIR', '4'), transferSkus(['CHAIR', 'SOFA'], 'eu-1', 'eu-2'), unwatched('eu-2', 'SOFA')],
      ...[watched('eu-2', 'SOFA', '3'), transferSkus(['CHAIR', 'SOFA'], 'eu-2', 'eu-3')],
    )
    .then(done(), low('eu-3', 'CHAIR', 4), low('eu-3', 'SOFA', 3));
});

scenario('unassigning forgets what is set, whether there is an item or not')
  .given(...shop, watched('eu-1', 'CHAIR', '4'), watched('eu-2', 'CHAIR', '4'))
  .when(unassignSkus(['CHAIR'], ['eu-1', 'eu-2']))
  .then(done({ unassigned: 1 }), low('eu-1', 'CHAIR', 1), low('eu-2', 'CHAIR', 1));

scenario('items need not be there to be watched, nor their sources')
  .given(...shop)
  .when(watched('eu-2', 'UNHEARD', '9.5'), watched('nowhere', 'CHAIR', '9'), unwatched('nowhere', 'NOTHING'))
  .then(done({}, {}, {}), async (_, { orm }) => {
    const em = orm.em.fork();
    await expect(lowQuantityNotificationOf(em, 'EU-2', 'unheard')).resolves.toMatchObject({ notifyStockQty: 95_000 });
    await expect(lowQuantityNotificationOf(em, 'eu-2', 'stranger')).resolves.toMatchObject({ sku: 'stranger' });
    await expect(lowQuantityNotificationOf(em, 'nowhere', 'CHAIR')).resolves.toBeUndefined();
  });

scenario('an empty list is refused when saving, and what cannot be stored')
  .when(
    { name: 'SaveLowQuantityNotifications', data: { configurations: [] } },
    { name: 'DeleteLowQuantityNotifications', data: { items: [] } },
    { name: 'SaveLowQuantityNotifications', data: { configurations: [{ notifyStockQty: '100000000' }] } },
  )
  .then(
    ({ outcomes }) => expect(outcomes.map(({ status }) => status)).toEqual(['refused', 'done', 'refused']),
    refused(
      ['FIELD_EMPTY', 'configurations.0.sku'],
      ['FIELD_EMPTY', 'configurations.0.sourceCode'],
      ['FIELD_OUT_OF_RANGE', 'configurations.0.notifyStockQty'],
    ),
  );
