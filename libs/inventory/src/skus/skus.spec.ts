import {
  configured,
  item,
  link,
  noItem,
  reserve,
  reserveUnchecked,
  source,
  stock,
  transferSkus,
} from '#testing/builders';
import { described, forgotten, lineItem, reserveAt, transfer } from '#testing/claims';
import { done, nothingUpdated, outcomes, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
import type { Expectation } from '#testing/scenario';
import { inventoryOf } from './sku-inventory.queries.js';
import { searchSkus, skuByCode, type SkuView } from './skus.queries.js';

scenariosInAWorld();

const SHOP = [source('eu'), source('us'), stock('EU'), link(2, 'eu', 1), link(2, 'us', 2)];

/** This is known of a SKU; nothing when it is null. */
function known(sku: string, view: Partial<SkuView> | null): Expectation {
  return async (_, { orm }) => {
    const found = await skuByCode(orm.em.fork(), sku);
    if (view === null) expect(found).toBeUndefined();
    else expect(found).toMatchObject(view);
  };
}

describe('a SKU', () => {
  scenario('is known with what is said of it')
    .when(described('Chair', { name: 'A chair', weight: 2.5, unitOfWeight: 'gr', mustBeNew: true, metadata: { a: 1 } }))
    .then(
      done({ skus: ['Chair'] }),
      nothingUpdated(),
      known('CHAIR', {
        ...{ sku: 'Chair', name: 'A chair', weight: 2.5, unitOfWeight: 'gr', metadata: { a: 1 } },
        ...{ doNotShip: false, doNotTrack: false, description: null, reference: null },
      }),
    );

  scenario('that somebody has put into stock is known, by its own spelling for a name')
    .given(...SHOP, item('eu', 'CHAIR', 1))
    .when(described('chair', { mustBeNew: true }))
    .then(refused(['SKU_TAKEN', 'skus.0.sku']), known('chair', { sku: 'CHAIR', name: 'CHAIR', metadata: {} }));

  scenario('is new once')
    .when(described('Chair', { mustBeNew: true }), described('CHAIR', { mustBeNew: true }))
    .then(outcomes('done', 'refused'), refused(['SKU_TAKEN', 'skus.0.sku']));

  scenario('that nobody knows cannot be changed, and is not made by it')
    .when(described('CHAIR', { mustExist: true, name: 'x' }))
    .then(refused(['SKU_UNKNOWN', 'skus.0.sku']), known('CHAIR', null));

  scenario('keeps what is not said again, and loses what is said to be null')
    .given(described('CHAIR', { name: 'A chair', description: 'long', reference: 'r', metadata: { a: 1 } }))
    .when(described('CHAIR', { mustExist: true, description: null, metadata: { b: 2 } }))
    .then(done(), known('CHAIR', { name: 'A chair', description: null, reference: 'r', metadata: { b: 2 } }));

  scenario('that is not to be tracked is not managed')
    .given(...SHOP, item('eu', 'CHAIR', 0))
    .when(described('CHAIR', { doNotTrack: true }))
    .then(done(), stockUpdated({ isSalable: true }), known('CHAIR', { doNotTrack: true }));

  scenario('that is not managed is not tracked, and is tracked again when that is said')
    .given(...SHOP, item('eu', 'CHAIR', 0), configured('CHAIR', { manageStock: false, minQty: '0' }))
    .when(described('CHAIR', { doNotTrack: false }))
    .then(done(), stockUpdated({ isSalable: false }), known('CHAIR', { doNotTrack: false }));
});

describe('forgetting a SKU', () => {
  scenario('takes what was said of it')
    .given(described('CHAIR', { name: 'A chair' }))
    .when(forgotten('chair'))
    .then(done(), known('CHAIR', null));

  scenario('lets it be new again, with nothing said')
    .given(
      ...SHOP,
      item('eu', 'CHAIR', 1),
      described('CHAIR', { description: 'x' }),
      noItem('eu', 'CHAIR'),
      forgotten('CHAIR'),
    )
    .when(described('CHAIR', { mustBeNew: true, name: 'New' }))
    .then(done(), known('CHAIR', { name: 'New', description: null }));

  scenario('ends as soon as somebody puts it into stock')
    .given(...SHOP, described('CHAIR', { name: 'A chair' }), forgotten('CHAIR'))
    .when(item('eu', 'CHAIR', 1))
    .then(done(), known('CHAIR', { name: 'CHAIR' }));

  scenario('is refused while a source has an item, something is promised, or a transfer names it')
    .given(
      ...SHOP,
      item('eu', 'CHAIR', 1),
      item('eu', 'SOFA', 1),
      reserve(2, ['SOFA', -1]),
      noItem('eu', 'SOFA'),
      described('BED'),
      transfer(['eu', 'us'], 'BED', 1),
    )
    .when(forgotten('CHAIR'), forgotten('SOFA'), forgotten('BED'), forgotten('GHOST'))
    .then(outcomes('refused', 'refused', 'refused', 'refused'), ({ outcomes: all }) =>
      expect(all.map((one) => one.status === 'refused' && one.problems[0]!.code)).toEqual([
        ...['SKU_IN_USE', 'SKU_IN_USE', 'SKU_IN_USE', 'SKU_UNKNOWN'],
      ]),
    );
});

describe('a SKU that transfers or line items name', () => {
  scenario('is not forgotten in the batch that makes one')
    .given(...SHOP, described('CHAIR'))
    .when(transfer(['eu', 'us'], 'CHAIR', 1), forgotten('CHAIR'))
    .then(outcomes('done', 'refused'), refused(['SKU_IN_USE', 'skus.0']), known('CHAIR', {}));

  scenario('is forgotten in the batch that deletes the last one')
    .given(...SHOP, described('CHAIR'))
    .when(lineItem('CHAIR', 1))
    .then(done(), async ({ outcomes: [made] }, world) => {
      const lineItemId = (made as unknown as { view: { lineItemIds: string[] } }).view.lineItemIds[0]!;
      const { outcomes: all } = await world.apply(
        { name: 'DeleteStockLineItems', data: { lineItems: [{ lineItemId, sku: 'CHAIR' }] } },
        forgotten('CHAIR'),
      );
      expect(all.map(({ status }) => status)).toEqual(['done', 'done']);
      await known('CHAIR', null)({} as never, world);
    });

  scenario('is one that is known')
    .given(...SHOP, described('CHAIR'), forgotten('CHAIR'))
    .when(
      transfer(['eu', 'us'], 'CHAIR', 1),
      lineItem('CHAIR', 1),
      transfer(['eu', 'us'], 'GHOST', 1),
      lineItem('GHOST', 1),
    )
    .then(outcomes('refused', 'refused', 'refused', 'refused'), ({ outcomes: all }) =>
      expect(all.map((one) => one.status === 'refused' && one.problems[0]!.code)).toEqual(all.map(() => 'SKU_UNKNOWN')),
    );
});

describe('a SKU that has a row', () => {
  scenario('because an item of it was there, at a source that supplies nothing, is known until it is forgotten')
    .given(...SHOP, source('far'), item('far', 'CHAIR', 1), noItem('far', 'CHAIR'))
    .when(described('CHAIR', { mustBeNew: true }), described('CHAIR', { mustExist: true, name: 'A chair' }))
    .then(outcomes('refused', 'done'), known('CHAIR', { name: 'A chair' }));

  scenario('because an item of it was there can be forgotten')
    .given(...SHOP, source('far'), item('far', 'CHAIR', 1), noItem('far', 'CHAIR'))
    .when(forgotten('CHAIR'))
    .then(done(), known('CHAIR', null));

  scenario('because something was refused is not known')
    .when({
      name: 'SaveSkus',
      data: {
        skus: [
          { sku: 'A', mustBeNew: true },
          { sku: 'A', mustBeNew: true },
        ],
      },
    })
    .then(refused(['SKU_TAKEN', 'skus.1.sku']), known('A', null));

  scenario('because something was promised is not known')
    .given(...SHOP, reserveUnchecked(2, 'CHAIR', -1))
    .when(described('CHAIR', { mustBeNew: true }))
    .then(done(), known('CHAIR', {}));

  scenario('for a later command of its batch is not known before that')
    .given(...SHOP)
    .when(lineItem('CHAIR', 1), item('eu', 'CHAIR', 1), lineItem('CHAIR', 1))
    .then(outcomes('refused', 'done', 'done'), known('CHAIR', {}));

  scenario('because items were to be moved, and were not, is not known')
    .given(...SHOP, item('eu', 'CHAIR', 1), reserveAt('eu', 'CHAIR', 1))
    .when(transferSkus(['SOFA', 'CHAIR'], 'eu', 'us'))
    .then(refused(['SOURCE_ITEM_RESERVED', 'skus']), known('SOFA', null));

  scenario('because quantities were to be set, and were not, is not known')
    .given(...SHOP, item('eu', 'CHAIR', 1))
    .when({
      name: 'SetSourceItemQuantities',
      data: {
        items: [
          { sku: 'SOFA', sourceCode: 'eu', quantity: '1' },
          { sku: 'CHAIR', sourceCode: 'eu', quantity: '1', mustBeNew: true },
        ],
      },
    })
    .then(refused(['SOURCE_ITEM_TAKEN', 'items.1.sku']), known('SOFA', null));

  scenario('and loses an item that it has not is not known by that')
    .given(...SHOP, reserveUnchecked(2, 'CHAIR', -1))
    .when(noItem('eu', 'CHAIR'), lineItem('CHAIR', 1))
    .then(outcomes('done', 'refused'), known('CHAIR', null));

  scenario('and an item that came and went in one batch stays known')
    .given(...SHOP)
    .when(lineItem('CHAIR', 1), item('eu', 'CHAIR', 1), noItem('eu', 'CHAIR'))
    .then(outcomes('refused', 'done', 'done'), known('CHAIR', {}));

  scenario('and an item of a batch that is gone in the same one is known')
    .given(...SHOP)
    .when(item('eu', 'CHAIR', 1), noItem('eu', 'CHAIR'), described('CHAIR', { mustBeNew: true }))
    .then(outcomes('done', 'done', 'refused'));
});

describe('what of a SKU can be had', () => {
  const inventory = (on: Parameters<typeof inventoryOf>[2], quantity: number, levels: number[]): Expectation => {
    return async (_, { orm }) => expect(await inventoryOf(orm.em.fork(), 'chair', on)).toEqual({ quantity, levels });
  };

  scenario('is told in whole units by priority, without what is reserved')
    .given(...SHOP, item('us', 'CHAIR', '4.75'), item('eu', 'CHAIR', 3))
    .when(reserveAt('eu', 'CHAIR', 2))
    .then(
      done(),
      inventory({ stockId: 2, cutoff: null }, 5, [1, 4]),
      inventory({ stockId: 2, cutoff: 1 }, 1, [1]),
      inventory({ stockId: 2, cutoff: null, sources: ['US'] }, 4, [4]),
      inventory(undefined, 5, [1, 4]),
    );

  scenario('is never more than the stock may sell')
    .given(...SHOP, item('us', 'CHAIR', 4), item('eu', 'CHAIR', 3))
    .when(reserve(2, ['CHAIR', -6]))
    .then(done(), inventory({ stockId: 2, cutoff: 2 }, 1, [3, 4]), inventory(undefined, 1, [3, 4]));

  scenario('is nothing at sources that are disabled or out of stock')
    .given(...SHOP, item('us', 'CHAIR', 4, 0), item('eu', 'CHAIR', 3))
    .when(source('eu', { enabled: false }))
    .then(done(), inventory({ stockId: 2, cutoff: 2 }, 0, [0]), inventory(undefined, 0, [0]));
});

scenario('SKUs are found by what is said of them, by their ids and in their order')
  .given(described('A', { name: 'Zebra' }), described('B', { name: 'Ant' }), described('C'))
  .when(forgotten('C'))
  .then(async (_, { orm }) => {
    const em = orm.em.fork();
    const byName = await searchSkus(em, { where: [], sort: [{ field: 'name', descending: false }] });
    expect(byName.items.map(({ sku }) => sku)).toEqual(['B', 'A']);
    const [ant] = byName.items;
    const found = await searchSkus(em, {
      where: [[{ field: 'publicId', op: 'in', value: `${ant!.publicId},nosuchiden` }]],
      sort: [],
    });
    expect(found.items.map(({ sku }) => sku)).toEqual(['B']);
  });
