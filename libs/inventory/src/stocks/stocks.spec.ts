import { done, nothingUpdated, outcomes, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
import { deleteStocks, item, link, reserve, source, stock, unlink, websites } from '#testing/builders';
import type { World } from '#testing/world';

scenariosInAWorld();

const channels = async ({ orm }: World) => {
  const rows = await orm.em
    .fork()
    .execute<{ line: string }[]>(`select stock_id || ' ' || type || ' ' || code as line from sales_channel order by 1`);
  return rows.map(({ line }) => line);
};

scenario('new stocks get the next ids')
  .when(stock('EU'), stock('US'))
  .then(done({ stockIds: [2] }, { stockIds: [3] }));

scenario('an id is not given out again after its stock is gone')
  .given(stock('EU'), deleteStocks(2))
  .when(stock('US'))
  .then(done({ stockIds: [3] }));

scenario('a stock saved under an unknown id gets that id, and the next one counts on from it')
  .when(stock('Ten', [], { stockId: 10 }), stock('Eleven'))
  .then(done({ stockIds: [10] }, { stockIds: [11] }));

scenario('an id that would leave no room for new ones is refused')
  .when(stock('Last', [], { stockId: 2_147_483_647 }))
  .then(refused(['FIELD_OUT_OF_RANGE', 'stocks.0.stockId']));

scenario('a name belongs to one stock')
  .given(stock('EU'))
  .when(stock('eu'))
  .then(refused(['STOCK_NAME_TAKEN', 'stocks.0.name']));

scenario('an empty website code is empty and unknown at once')
  .when({
    name: 'SaveStocks',
    data: {
      stocks: [
        {
          name: ' ',
          salesChannels: [
            { type: 'website', code: '' },
            { type: '', code: 'x' },
          ],
        },
      ],
    },
  })
  .then(
    refused(
      ['FIELD_EMPTY', 'stocks.0.name'],
      ['FIELD_EMPTY', 'stocks.0.salesChannels.0.code'],
      ['WEBSITE_UNKNOWN', 'stocks.0.salesChannels.0.code'],
      ['FIELD_EMPTY', 'stocks.0.salesChannels.1.type'],
    ),
  );

scenario('a registered website joins stock 1')
  .when(websites('eu_site'))
  .then(done(), async (_, world) => {
    expect(await channels(world)).toEqual(['1 website base', '1 website eu_site']);
  });

scenario('a website belongs to one stock at a time: the last to claim it')
  .given(websites('eu_site'), stock('EU', ['eu_site']))
  .when(stock('US', ['EU_SITE']))
  .then(done(), async (_, world) => {
    expect(await channels(world)).toEqual(['1 website base', '3 website eu_site']);
  });

scenario('a website taken away goes back to stock 1, any other channel is gone')
  .given(
    websites('eu_site'),
    stock('EU', ['eu_site'], {
      salesChannels: [
        { type: 'website', code: 'eu_site' },
        { type: 'market', code: 'de' },
      ],
    }),
  )
  .when(stock('EU', [], { stockId: 2 }))
  .then(done(), async (_, world) => {
    expect(await channels(world)).toEqual(['1 website base', '1 website eu_site']);
  });

scenario('the default stock is not deleted')
  .when(deleteStocks(1))
  .then(refused(['DEFAULT_STOCK_KEPT', 'stockIds.0']));

scenario('a stock with channels is not deleted')
  .given(websites('eu_site'), stock('EU', ['eu_site']))
  .when(deleteStocks(2))
  .then(refused(['STOCK_HAS_CHANNELS', 'stockIds.0']));

scenario('an unknown stock is not deleted')
  .when(deleteStocks(7))
  .then(refused(['STOCK_UNKNOWN', 'stockIds.0']));

scenario('a deleted stock sells nothing more, and its index rows go on counting when its id comes back')
  .given(
    source('eu-1'),
    stock('EU'),
    link(2, 'eu-1'),
    item('eu-1', 'CHAIR', 5),
    deleteStocks(2),
    stock('EU', [], { stockId: 2 }),
  )
  .when(link(2, 'eu-1'))
  .then(done(), stockUpdated({ stockId: 2, sku: 'CHAIR', quantity: '5', assigned: true, version: 3 }));

scenario('a newly linked source becomes sellable')
  .given(source('eu-1'), stock('EU'), item('eu-1', 'CHAIR', 5))
  .when(link(2, 'eu-1'))
  .then(
    done(),
    stockUpdated({ stockId: 2, sku: 'CHAIR', quantity: '5', salableQuantity: '5', isSalable: true, version: 1 }),
  );

scenario('a link saved again changes its priority and nothing of the index')
  .given(source('eu-1'), stock('EU'), link(2, 'eu-1', 1), item('eu-1', 'CHAIR', 5))
  .when(link(2, 'EU-1', 7))
  .then(done(), nothingUpdated());

scenario('a link that must be new is refused when it is there')
  .given(source('eu-1'), stock('EU'), link(2, 'eu-1'))
  .when(link(2, 'eu-1', 2, { mustBeNew: true }))
  .then(refused(['LINK_TAKEN', 'links.0.sourceCode']));

scenario('a link that must exist keeps what is not given, and is not made')
  .given(source('eu-1'), source('eu-2'), stock('EU'), link(2, 'eu-1', 3, { reference: 'first' }))
  .when({ name: 'AssignSourcesToStock', data: { links: [{ stockId: 2, sourceCode: 'eu-1', mustExist: true }] } })
  .then(done(), async (_applied, { orm }) => {
    const rows = await orm.em.fork().execute('select priority, reference from stock_source_link where stock_id = 2');
    expect(rows).toEqual([{ priority: 3, reference: 'first' }]);
  });

scenario('a link that must exist is refused when it is not there')
  .given(source('eu-1'), stock('EU'))
  .when({ name: 'AssignSourcesToStock', data: { links: [{ stockId: 2, sourceCode: 'eu-1', mustExist: true }] } })
  .then(refused(['LINK_UNKNOWN', 'links.0.sourceCode']));

scenario('a link is refused for all its reasons in order')
  .when({
    name: 'AssignSourcesToStock',
    data: { links: [{ sourceCode: 'a b' }, { stockId: 1, sourceCode: 'x', priority: 1 }] },
  })
  .then(
    refused(
      ['FIELD_HAS_WHITESPACE', 'links.0.sourceCode'],
      ['FIELD_EMPTY', 'links.0.stockId'],
      ['FIELD_NOT_POSITIVE', 'links.0.priority'],
      ['LINK_OF_DEFAULTS', 'links.1'],
    ),
  );

scenario('unknown ends of links are named')
  .given(source('eu-1'))
  .when({
    name: 'AssignSourcesToStock',
    data: {
      links: [
        { stockId: 9, sourceCode: 'eu-1', priority: 1 },
        { stockId: 9, sourceCode: 'no', priority: 1 },
      ],
    },
  })
  .then(
    refused(
      ['STOCK_UNKNOWN', 'links.0.stockId'],
      ['SOURCE_UNKNOWN', 'links.1.sourceCode'],
      ['STOCK_UNKNOWN', 'links.1.stockId'],
    ),
  );

scenario('the pair of defaults may be linked again')
  .when(link(1, 'DEFAULT', 3))
  .then(done());

scenario('an unlinked source is sold no more, its promises stay')
  .given(source('eu-1'), stock('EU'), link(2, 'eu-1'), item('eu-1', 'CHAIR', 5), reserve(2, ['CHAIR', -2]))
  .when(unlink(2, 'eu-1'))
  .then(
    done(),
    stockUpdated({
      stockId: 2,
      quantity: '0',
      reserved: '2',
      salableQuantity: '-2',
      isSalable: false,
      assigned: false,
      version: 3,
    }),
  );

scenario('a link that does not exist is no fault to remove')
  .given(source('eu-1'), stock('EU'))
  .when(unlink(2, 'eu-1'))
  .then(done());

scenario('links of defaults are not removed')
  .when(unlink(1, 'default'))
  .then(refused(['LINK_OF_DEFAULTS', 'links.0']));

scenario('a batch sees what its own commands did')
  .given(source('eu-1'), source('eu-2'), item('eu-1', 'CHAIR', 5), item('eu-2', 'CHAIR', 7))
  .when(stock('EU'), link(2, 'eu-1'), link(2, 'eu-2'), unlink(2, 'eu-1'), stock('EU'))
  .then(outcomes('done', 'done', 'done', 'done', 'refused'), stockUpdated({ stockId: 2, quantity: '7', version: 1 }));
