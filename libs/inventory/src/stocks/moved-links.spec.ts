import {
  deleteSources,
  deleteStocks,
  item,
  link,
  reserve,
  returnSource,
  source,
  stock,
  unlink,
} from '#testing/builders';
import type { Command } from '#contracts/commands';
import type { StockSourceLinkToSave } from '#contracts/stocks';
import { openWorld, type World } from '#testing/world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  const commands = [source('eu-1'), source('eu-2'), stock('EU'), stock('US'), item('eu-1', 'CHAIR', 5)];
  for (const command of [...commands, item('eu-2', 'CHAIR', 3), link(2, 'eu-1', 4)]) await world.apply(command);
});
afterEach(() => world.expectTrueIndex());

const linkId = async (stockId: number) => {
  const rows = await world.orm.em
    .fork()
    .execute<{ id: string }[]>(`select public_id as id from stock_source_link where stock_id = ${stockId}`);
  return rows[0]!.id;
};

const change = (more: StockSourceLinkToSave): Command => ({ name: 'AssignSourcesToStock', data: { links: [more] } });

async function codesOf(...commands: Command[]): Promise<string[]> {
  const { outcomes } = await world.apply(...commands);
  return outcomes.flatMap((outcome) =>
    outcome.status === 'refused' ? outcome.problems.map(({ code, path }) => `${code} ${path}`) : [],
  );
}

test('a link leads to another source and another stock, keeps its id and all else, and the index follows', async () => {
  const id = await linkId(2);
  const { outcomes, updates } = await world.apply(change({ linkId: id, sourceCode: 'eu-2', stockId: 3 }));
  expect(outcomes).toEqual([{ status: 'done', view: { linkIds: [id] } }]);
  expect(updates).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ stockId: 2, quantity: '0', assigned: false }),
      expect.objectContaining({ stockId: 3, quantity: '3', assigned: true }),
    ]),
  );
  const rows = await world.orm.em
    .fork()
    .execute<object[]>(
      `select stock_id, source_id, link_id, priority, public_id from stock_source_link where link_id = 2`,
    );
  expect(rows).toEqual([{ stock_id: 3, source_id: 3, link_id: 2, priority: 4, public_id: id }]);
});

test('another link may take the place that one left, in one batch too', async () => {
  const id = await linkId(2);
  await expect(codesOf(change({ linkId: id, sourceCode: 'eu-2' }), link(2, 'eu-1', 9))).resolves.toEqual([]);
  const rows = await world.orm.em
    .fork()
    .execute<{ priority: number }[]>(`select priority from stock_source_link where stock_id = 2 order by source_id`);
  expect(rows.map(({ priority }) => priority)).toEqual([9, 4]);
});

test('a link cannot take the place of another, nor touch the defaults, nor change when it is gone', async () => {
  const id = await linkId(2);
  await world.apply(link(2, 'eu-2'));
  await expect(codesOf(change({ linkId: id, sourceCode: 'eu-2' }))).resolves.toEqual(['LINK_TAKEN links.0.sourceCode']);
  await expect(codesOf(change({ linkId: id, stockId: 1 }))).resolves.toEqual(['LINK_OF_DEFAULTS links.0']);
  const ofDefaults = change({ linkId: 'DefauLtLnk', stockId: 2, sourceCode: 'eu-2' });
  await expect(codesOf(ofDefaults)).resolves.toEqual(['LINK_OF_DEFAULTS links.0']);
  await expect(codesOf(change({ linkId: 'NobodyHere' }))).resolves.toEqual(['LINK_UNKNOWN links.0.linkId']);
});

test('a link is removed by its id wherever it leads now, and no other that took its place', async () => {
  const id = await linkId(2);
  await world.apply(change({ linkId: id, sourceCode: 'eu-2' }), link(2, 'eu-1', 9));
  const removing = (linkId: string): Command => ({ name: 'UnassignSourcesFromStock', data: { links: [{ linkId }] } });
  await expect(codesOf(removing(id), removing(id))).resolves.toEqual([]);
  const rows = await world.orm.em.fork().execute<object[]>(`select priority from stock_source_link where stock_id = 2`);
  expect(rows).toEqual([{ priority: 9 }]);
  await expect(codesOf(removing('DefauLtLnk'))).resolves.toEqual(['LINK_OF_DEFAULTS links.0']);
});

test('a stock that must be unused is kept while it has links and takers of returns, and then while it has reservations', async () => {
  await world.apply(returnSource(2, 'eu-2'));
  await world.apply(reserve(2, ['CHAIR', -1]));
  const unused: Command = { name: 'DeleteStocks', data: { stockIds: [2], mustBeUnused: true } };
  await expect(codesOf(unused)).resolves.toEqual([
    ...['STOCK_LINKED', 'STOCK_TAKES_RETURNS'].map((code) => `${code} stockIds.0`),
  ]);
  await world.apply(unlink(2, 'eu-1'));
  await expect(codesOf(unused)).resolves.toEqual([
    ...['STOCK_TAKES_RETURNS', 'STOCK_HAS_RESERVATIONS'].map((code) => `${code} stockIds.0`),
  ]);
  await expect(codesOf(deleteStocks(2))).resolves.toEqual([]);
});

test('a source that takes returns is kept, and a pair takes returns once', async () => {
  await world.apply(source('eu-3'), returnSource(2, 'eu-3'));
  await expect(codesOf(deleteSources('eu-3'))).resolves.toEqual(['SOURCE_TAKES_RETURNS sourceCodes.0']);
  await expect(codesOf(returnSource(2, 'EU-3'))).resolves.toEqual(['RETURN_TAKEN returns.0.sourceCode']);
  await expect(codesOf(returnSource(9, 'nowhere', 0))).resolves.toEqual([
    ...['FIELD_NOT_POSITIVE returns.0.priority', 'SOURCE_UNKNOWN returns.0.sourceCode'],
    'STOCK_UNKNOWN returns.0.stockId',
  ]);
  await expect(codesOf(deleteStocks(2), deleteSources('eu-3'))).resolves.toEqual([]);
});
